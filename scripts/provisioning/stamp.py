"""Remembers what was prepared from which inputs, so that an unchanged step is skipped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], *words: str) -> str:
    """SHA-256 over names and bytes of the files and further words; a missing file counts too."""
    total = hashlib.sha256()
    for file in files:
        content = file.read_bytes() if file.exists() else b"missing"
        total.update(f"{file.name}:{len(content)}:".encode() + content)
    for word in words:
        total.update(f"\0{word}".encode())
    return total.hexdigest()


class Stamps:
    """Step → digest of its inputs, in one small JSON file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._known: dict[str, str] = json.loads(file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            self._known = {}

    def get(self, step: str) -> str:
        """What was recorded for the step, or an empty text."""
        return self._known.get(step, "")

    def record(self, step: str, value: str) -> None:
        """Keep it, replacing the file in one act."""
        self._known[step] = value
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._known, indent=1), encoding="ascii")
        fresh.replace(self._file)
