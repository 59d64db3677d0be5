"""`python -m benchmarks [name …]`: run the benchmarks of these names, all by default."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ALL = (
    "engine",
    "documents",
    "memos",
    "pages",
    "queue",
    "dashboard",
    "what_if",
    "year",
    "workbook",
    "dossier",
)


def main(names: list[str]) -> int:
    """Each benchmark runs in a process of its own, one after the other."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are {', '.join(ALL)}")
        return 2
    worst = 0
    for name in names or ALL:
        print(f"\n== {name}", flush=True)
        # As a module: beside a script its neighbours would hide the standard library's `queue`.
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        worst = max(worst, subprocess.run(command, cwd=HERE.parent).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
