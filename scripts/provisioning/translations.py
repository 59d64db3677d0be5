"""Compiling the translations. Babel does it, so the machine needs no gettext to run the portal."""

from __future__ import annotations

from pathlib import Path

from .stamp import Stamps, digest
from .terminal import run, step


def ensure(root: Path) -> None:
    """Compile every catalogue whose text changed."""
    stamps = Stamps(root / ".venv" / "kpi-portal-setup.json")
    sources = sorted((root / "locale").glob("*/LC_MESSAGES/*.po"))
    state = digest(sources)
    if stamps.get("translations") == state and all(
        source.with_suffix(".mo").exists() for source in sources
    ):
        return
    with step("translations"):
        tool = root / "scripts" / "compile_translations.py"
        run((root / ".venv" / "bin" / "python", tool, *sources))
    stamps.record("translations", state)
