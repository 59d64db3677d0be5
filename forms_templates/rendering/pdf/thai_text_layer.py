"""Makes the text inside the PDF the text that was written.

WeasyPrint derives the text of a glyph from the cluster it was shaped in. For Thai this fails:
sara am is shaped as two glyphs (nikhahit, sara aa) with a tone mark between them, variants of a
mark share a cluster, some fonts draw a tone mark before the vowel below it, and stacked marks are
shifted so far that readers take them for words of their own. Search, copying and screen readers
would then read “ดาเนินงาน” for “ดำเนินงาน” and “ชี ้วัด” for “ชี้วัด”.

Two corrections, both applied to the finished objects before they are written: the glyph → text
tables are filled from the font itself, and a consonant whose marks stand in another order or away
from it gets an /ActualText. What is drawn does not change.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pydyf
import weasyprint

from forms_templates.rendering.errors import RenderingError
from forms_templates.rendering.pdf.fonts import glyph_texts

# The operators read here are WeasyPrint's private matter, so a new version must be tried first.
KNOWN_VERSION = "70.0"

_NIKHAHIT = "\u0e4d"
_SARA_AA = "\u0e32"
_SARA_AM = "\u0e33"
_CONSONANTS = "".join(map(chr, range(0x0E01, 0x0E2F)))
_ABOVE = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47"
_BELOW = "\u0e38\u0e39\u0e3a"
_TONES = "\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e"

# One letter per glyph: C consonant, V vowel above, B vowel below, T tone mark, N nikhahit,
# A sara aa (or am), "." the rest.
_CLUSTER = re.compile(r"C(?:[VBT]*NT*A|[VBT]+A?)")
_ALWAYS_MISREAD = re.compile(r"N|TB|[VBT]{2}")
# Marks stand to the left of these, which readers take for a space before the next letter.
_TALL = "\u0e1b\u0e1d\u0e1f\u0e2c"

_GLYPHS_OR_SHIFT = re.compile(rb"<([0-9a-f]*)>|([^<>\s]+)")
_BASE_FONT = re.compile(rb"/([A-Z]{6})\+(.+)")
_TEXT_ENTRY = re.compile(rb"<([0-9a-f]{4})> <[0-9a-f]*>")
_GLYPH_DIGITS = 4


def require_known_version() -> None:
    """Raise RenderingError for a WeasyPrint whose output this module was not tried on."""
    if weasyprint.__version__ != KNOWN_VERSION:
        raise RenderingError(
            f"WeasyPrint {weasyprint.__version__} is installed, but the Thai text of PDFs is "
            f"mended for {KNOWN_VERSION} only"
        )


def mend(_document: Any, pdf: pydyf.PDF) -> None:
    """WeasyPrint's `finisher`: correct the text layer of a document that is about to be written."""
    faces = _mend_tables(pdf)
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and b"BT" in item.stream:
            item.stream = list(_mended(item.stream, faces))


def _mend_tables(pdf: pydyf.PDF) -> dict[bytes, dict[bytes, tuple[str, str]]]:
    """Correct every glyph → text table; returns the roles of each font's glyphs by its tag."""
    faces: dict[bytes, dict[bytes, tuple[str, str]]] = {}
    for item in pdf.objects:
        if not isinstance(item, pydyf.Dictionary) or "ToUnicode" not in item:
            continue
        match = _BASE_FONT.fullmatch(item["BaseFont"])
        texts = glyph_texts(match[2].decode()) if match else None
        if match is None or texts is None:
            continue
        faces[match[1]] = _roles(match[2].decode())
        table = pdf.objects[int(item["ToUnicode"].split()[0])]
        table.stream = [_table_line(line, texts) for line in table.stream]
    return faces


def _table_line(line: bytes, texts: dict[int, str]) -> bytes:
    match = _TEXT_ENTRY.fullmatch(line)
    text = texts.get(int(match[1], 16)) if match else None
    if match is None or not text:
        return line
    return b"<%s> <%s>" % (match[1], text.encode("utf-16-be").hex().encode())


@cache
def _roles(face: str) -> dict[bytes, tuple[str, str]]:
    """The glyphs that form clusters: number in hexadecimal → (role, text)."""
    letters = {_NIKHAHIT: "N", _SARA_AA: "A", _SARA_AM: "A"}
    for role, texts in (("C", _CONSONANTS), ("V", _ABOVE), ("B", _BELOW), ("T", _TONES)):
        letters |= dict.fromkeys(texts, role)
    return {
        b"%04x" % number: (letters[text], text)
        for number, text in (glyph_texts(face) or {}).items()
        if text in letters
    }


def _mended(
    operators: Sequence[Any], faces: dict[bytes, dict[bytes, tuple[str, str]]]
) -> Iterator[Any]:
    """The operators again, with /ActualText around misplaced clusters.

    A piece of text reaches from one font or place to the next; a cluster never crosses those, but
    does cross the changes of height by which marks are stacked.
    """
    roles: dict[bytes, tuple[str, str]] | None = None
    piece: list[bytes] = []
    for operator in operators:
        if isinstance(operator, bytes):
            if operator.endswith((b"] TJ", b" Ts")):
                piece.append(operator)
                continue
            if operator.endswith(b" Tf"):
                yield from _mended_piece(piece, roles)
                piece = []
                roles = faces.get(operator[1:].split(b" ", 1)[0])
        if piece:
            yield from _mended_piece(piece, roles)
            piece = []
        yield operator
    yield from _mended_piece(piece, roles)


def _mended_piece(
    piece: list[bytes], roles: dict[bytes, tuple[str, str]] | None
) -> Iterator[bytes]:
    if not roles:
        yield from piece
        return
    atoms = list(_atoms(piece))
    places = [place for place, (kind, _value) in enumerate(atoms) if kind == "glyph"]
    nothing = (".", "")
    found = [roles.get(atoms[place][1], nothing) for place in places]
    places.append(len(atoms))
    done = 0
    for cluster in _CLUSTER.finditer("".join([role for role, _text in found])):
        # The shift after the last mark leads back to the line and belongs to the cluster.
        start, end = places[cluster.start()], places[cluster.end()]
        unmoved = end - start == cluster.end() - cluster.start()
        upright = found[cluster.start()][1] not in _TALL
        if unmoved and upright and not _ALWAYS_MISREAD.search(cluster[0]):
            continue
        yield from _written(atoms[done:start])
        text = _spelling(found[cluster.start() : cluster.end()])
        if cluster[0].endswith("A"):
            yield from _read_as(text, atoms[start:end])
        else:
            # A reader takes the last glyph's edge for the cluster's, and a mark lies inside it.
            yield from _read_as(text, atoms[start : start + 1])
            yield from _read_as("", atoms[start + 1 : end])
        done = end
    yield from _written(atoms[done:])


def _read_as(text: str, atoms: Sequence[tuple[str, bytes]]) -> Iterator[bytes]:
    yield b"/Span <</ActualText <feff%s>>> BDC" % text.encode("utf-16-be").hex().encode()
    yield from _written(atoms)
    yield b"EMC"


def _spelling(cluster: list[tuple[str, str]]) -> str:
    """The characters of a cluster in the order in which they are written."""
    by_role = {letter: "".join(t for role, t in cluster if role == letter) for letter in "CBVTA"}
    if any(role == "N" for role, _text in cluster):
        by_role["A"] = _SARA_AM
    return "".join(by_role.values())


def _atoms(piece: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """Single glyphs, shifts between them, and whole operators."""
    for operator in piece:
        if not operator.endswith(b"TJ"):
            yield "operator", operator
            continue
        for glyphs, shift in _GLYPHS_OR_SHIFT.findall(operator[1 : -len(b"] TJ")]):
            # Rounding leaves a shift of nothing after most glyphs.
            if shift and shift != b"0":
                yield "shift", shift
            for start in range(0, len(glyphs), _GLYPH_DIGITS):
                yield "glyph", glyphs[start : start + _GLYPH_DIGITS]


def _written(atoms: Sequence[tuple[str, bytes]]) -> Iterator[bytes]:
    """Atoms joined to operators again."""
    shown: list[bytes] = []
    for kind, value in atoms:
        if kind != "operator":
            shown.append(b"<%s>" % value if kind == "glyph" else value)
            continue
        if shown:
            yield _shown(shown)
            shown = []
        yield value
    if shown:
        yield _shown(shown)


def _shown(parts: list[bytes]) -> bytes:
    return b"[%s] TJ" % b" ".join(parts).replace(b"> <", b"")
