"""Compile catalogues (.po → .mo) with Babel. Faults in them are `make check`'s matter: a start
must not fail because one sentence is wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main(sources: Sequence[str]) -> int:
    """Write each catalogue beside its source, in one act."""
    for source in map(Path, sources):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        fresh = source.with_suffix(".mo.new")
        with fresh.open("wb") as stream:
            write_mo(stream, catalogue)
        fresh.replace(source.with_suffix(".mo"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
