"""What sending a large dossier costs beside plain copying of the same files.

    .venv/bin/python benchmarks/dossier.py [megabytes of evidence]

The evidence (sparse files of 50 MB, each different) lies in a temporary folder, the archive goes
nowhere. Yardsticks in the same run: reading the files in the same pieces, and reading and hashing
them, which a verified archive cannot do without (a ZIP adds a CRC of its own).
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_FOLDER = tempfile.TemporaryDirectory(prefix="kpi-portal-bench-")
os.environ["DATA_DIR"] = _FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kpi_portal.settings.test"

import django  # noqa: E402  (the settings come first)

django.setup()

from django.conf import settings  # noqa: E402

from benchmarks.memory import growth  # noqa: E402
from submissions import storage  # noqa: E402
from submissions.archives.domain.dossier_parts import EVIDENCE, Parts  # noqa: E402
from submissions.archives.domain.dossier_stream import PIECE, Sending  # noqa: E402
from submissions.archives.models import Export  # noqa: E402

EACH = 50 * 1024 * 1024
MEMORY_GOAL = 100


def main(megabytes: int) -> None:
    """Make the files, then measure the three ways of reading them."""
    settings.MEDIA_ROOT = Path(_FOLDER.name) / "media"
    files = [_file(number) for number in range(max(megabytes * 1024 * 1024 // EACH, 1))]
    parts = Parts()
    for number, sha in enumerate(files):
        parts.add_stored(f"evidence/{number}.bin", source=EVIDENCE, sha256=sha, size=EACH)
    parts.add_manifests()
    plan, pack = parts.keep("bench")
    parts.close()
    export = Export(plan=plan, pack=pack, language="th")
    total = len(files) * EACH / 1024 / 1024
    faults: list[str] = []

    def sent() -> int:
        return sum(map(len, Sending(export, datetime.now(UTC), faults.extend)))

    sum(map(len, _pieces(files)))  # the first reading fills the system's cache for all three
    plain, _ = _timed("reading alone", lambda: sum(map(len, _pieces(files))), total)
    hashed, _ = _timed("reading and hashing", lambda: _hash(files), total)
    ours, grown = _timed("dossier, verified", sent, total)
    print(
        f"dossier / reading and hashing: {ours / hashed:.2f}; / reading alone: {ours / plain:.2f}"
    )
    verdict = "met" if grown < MEMORY_GOAL else "MISSED"
    print(f"memory: {grown:.0f} MB more at its peak (goal < {MEMORY_GOAL} MB, {verdict})")
    print(f"faults: {len(faults)}")


def _file(number: int) -> str:
    """A sparse file of its own content, in its place under its SHA-256."""
    head = number.to_bytes(8)
    digest = hashlib.sha256(head)
    block = bytes(1024 * 1024)
    left = EACH - len(head)
    while left:
        digest.update(block[:left])
        left -= min(left, len(block))
    path = Path(settings.MEDIA_ROOT) / storage.address_of(digest.hexdigest())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head)
    os.truncate(path, EACH)
    return digest.hexdigest()


def _pieces(files: list[str]) -> Iterator[bytes]:
    for sha in files:
        with storage.open_stored(sha) as handle:
            while piece := handle.read(PIECE):
                yield piece


def _hash(files: list[str]) -> int:
    digest = hashlib.sha256()
    for piece in _pieces(files):
        digest.update(piece)
    return len(digest.digest())


def _timed(name: str, act: Callable[[], int], megabytes: float) -> tuple[float, float]:
    start = time.perf_counter()
    grown = growth(act)
    took = time.perf_counter() - start
    print(f"{name:<22}{took:>8.2f} s{megabytes / took:>9.0f} MB/s{grown:>8.1f} MB more memory")
    return took, grown


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2048)
