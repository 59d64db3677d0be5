"""The font of the PDFs: where Laksaman lies, and which text each of its glyphs stands for."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unicodedata import normalize

from fontTools import agl
from fontTools.ttLib import TTFont

from forms_templates.rendering.errors import RenderingError

FAMILY = "Laksaman"
DEBIAN_PACKAGE = "fonts-tlwg-laksaman-ttf"

# The faces by the name that a PDF gives them.
_FILES = {
    "Laksaman": "Laksaman.ttf",
    "Laksaman-Bold": "Laksaman-Bold.ttf",
    "Laksaman-Italic": "Laksaman-Italic.ttf",
    "Laksaman-Bold-Italic": "Laksaman-BoldItalic.ttf",
}
# Drawn as one glyph, but read, searched and copied as the letters they join.
_LIGATURES = {code: normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_PRIVATE_USE = range(0xE000, 0xF900)


def require_laksaman() -> None:
    """Raise RenderingError, naming the Debian package, unless the font is installed."""
    for file_name in (_FILES["Laksaman"], _FILES["Laksaman-Bold"]):
        font_file(file_name)


@cache
def font_file(file_name: str) -> Path:
    """Where a font file of this name is installed; RenderingError when nowhere."""
    for folder in _font_folders():
        found = next(folder.rglob(file_name), None)
        if found:
            return found
    raise RenderingError(
        f"the font {FAMILY} ({file_name}) is not installed: apt-get install {DEBIAN_PACKAGE}"
    )


@cache
def glyph_texts(face: str) -> dict[int, str] | None:
    """Glyph number → the text it shows, for a face as the PDF names it; None for foreign faces.

    Taken from the font's own character map, then from its glyph names (uni0E48.low is U+0E48
    drawn lower). Private-use code points are left out: they are only doors to such variants.
    """
    file_name = _FILES.get(face)
    if file_name is None:
        return None
    with TTFont(font_file(file_name), lazy=True) as font:
        order = font.getGlyphOrder()
        numbers = {name: number for number, name in enumerate(order)}
        texts = {number: text for number, name in enumerate(order) if (text := agl.toUnicode(name))}
        # A glyph of several characters (space and no-break space) keeps the lowest of them.
        for code, name in sorted(font.getBestCmap().items(), reverse=True):
            if code not in _PRIVATE_USE:
                texts[numbers[name]] = _LIGATURES.get(code, chr(code))
    return texts


def _font_folders() -> Iterator[Path]:
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for data in (home, *map(Path, shared.split(":"))):
        folder = data / "fonts"
        if folder.is_dir():
            yield folder
    legacy = Path.home() / ".fonts"
    if legacy.is_dir():
        yield legacy
