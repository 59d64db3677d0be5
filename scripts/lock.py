"""Renew the lock files: names, versions and hashes only, never an address.

With `--upgrade` everything moves to its newest allowed version.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETS = ("bootstrap", "runtime", "dev", "node")


def main(arguments: Sequence[str]) -> int:
    """Resolve every requirements file, and npm's lock."""
    for name in SETS:
        resolve(name, arguments)
    npm = ("npm", "install", "--package-lock-only", "--ignore-scripts")
    subprocess.run(npm, cwd=ROOT, check=True)
    without_addresses(ROOT / "package-lock.json")
    return 0


def resolve(name: str, arguments: Sequence[str]) -> None:
    """Turn one `requirements/*.in` into its `.lock`."""
    source = ROOT / "requirements" / f"{name}.in"
    options = ("--generate-hashes", "--no-header", "--no-annotate", "--python-version", "3.11")
    uv = ROOT / ".venv" / "bin" / "uv"
    command = (uv, "pip", "compile", "-q", *options, *arguments, source)
    subprocess.run((*command, "-o", source.with_suffix(".lock")), check=True)


def without_addresses(lock: Path) -> None:
    """Drop the donation links that npm copies into its lock."""
    content = json.loads(lock.read_text(encoding="utf-8"))
    for package in content["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
