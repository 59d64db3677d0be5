"""WordprocessingML in small pieces: text, runs, paragraphs. Everything typed in is escaped here.

Elements and attributes stand in the order of the schema, which Word insists on. Lengths are
twentieths of a point (`twips`) unless a name says otherwise.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from forms_templates.contexts import Align
from forms_templates.rendering.typography import NO_BREAK_HYPHEN, NO_BREAK_SPACE, Piece, writable
from forms_templates.rendering.word.type import Typeface

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
LANGUAGE = '<w:lang w:val="en-US" w:bidi="th-TH"/>'

_BREAKS = re.compile("([\n\t" + NO_BREAK_HYPHEN + "])")
_BREAK_ELEMENTS = {"\n": "<w:br/>", "\t": "<w:tab/>", NO_BREAK_HYPHEN: "<w:noBreakHyphen/>"}
_WORD_HYPHEN = re.compile(r"(?<=\S)-(?=\S)")

TWIPS_PER_CM = 1440 / 2.54
TWIPS_PER_POINT = 20
EMU_PER_CM = 360_000

_JUSTIFY = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}


def twips(centimetres: float) -> int:
    """Centimetres as twentieths of a point."""
    return round(centimetres * TWIPS_PER_CM)


@dataclass(frozen=True)
class Type:
    """How a run is set: size in points of TH SarabunPSK, weight, colour."""

    face: Typeface
    size: float
    bold: bool = False
    colour: str = ""

    def properties(self) -> str:
        """The run properties, twice over: Word treats Thai as complex script."""
        weight = "<w:b/><w:bCs/>" if self.bold else ""
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        size = self.face.half_points(self.size)
        # Word counts in half points: 10.65 becomes 10.5, and the letters that much wider again.
        stretch = '<w:w w:val="101"/>' if self.face.scaled else ""
        return (
            f"<w:rPr>{fonts(self.face)}{weight}{colour}{stretch}"
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:cs/>{LANGUAGE}</w:rPr>'
        )


@dataclass(frozen=True)
class Layout:
    """How a paragraph stands. `line` is an exact line height; 0 is single spacing.

    `tiny_mark` keeps the paragraph's own mark from adding to the height of a picture.
    """

    justify: str = "left"
    before: int = 0
    after: int = 0
    line: int = 0
    left: int = 0
    right: int = 0
    first: int = 0
    keep_next: bool = False
    keep_lines: bool = False
    page_break: bool = False
    leader_to: int = 0
    frame: str = ""
    border: str = ""
    tiny_mark: bool = False

    def properties(self) -> str:
        """The paragraph properties."""
        parts = [
            "<w:keepNext/>" if self.keep_next else "",
            "<w:keepLines/>" if self.keep_lines else "",
            "<w:pageBreakBefore/>" if self.page_break else "",
            self.frame,
            self.border,
            _leader(self.leader_to) if self.leader_to else "",
            self._spacing(),
            self._indent(),
            f'<w:jc w:val="{self.justify}"/>' if self.justify != "left" else "",
            TINY if self.tiny_mark else "",
        ]
        return f"<w:pPr>{''.join(parts)}</w:pPr>"

    def _spacing(self) -> str:
        line = f'w:line="{self.line}" w:lineRule="exact"' if self.line else _SINGLE
        return f'<w:spacing w:before="{self.before}" w:after="{self.after}" {line}/>'

    def _indent(self) -> str:
        if not (self.left or self.right or self.first):
            return ""
        kind, size = ("hanging", -self.first) if self.first < 0 else ("firstLine", self.first)
        return f'<w:ind w:left="{self.left}" w:right="{self.right}" w:{kind}="{size}"/>'


# Single spacing, and what makes it the natural line of TH SarabunPSK in a Laksaman copy: 20.83 of
# the 18.0 points that LibreOffice gives a line of Laksaman at 10.5.
_SINGLE = 'w:line="240" w:lineRule="auto"'
_SINGLE_SCALED = 'w:line="278" w:lineRule="auto"'


def respaced(markup: str, face: Typeface) -> str:
    """Markup whose single spacing is that of TH SarabunPSK, whichever face it is set in.

    Laksaman gives 1.957 of its size in one table of the font and 1.715 in another; LibreOffice
    reads the second, and would count more lines to a page than the official font allows.
    """
    return markup.replace(_SINGLE, _SINGLE_SCALED) if face.scaled else markup


# The size of a mark or picture that must not stretch its line.
TINY = '<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>'


def aligned(layout: Layout, align: Align) -> Layout:
    """The layout with a table column's alignment."""
    return replace(layout, justify=_JUSTIFY[align])


def fonts(face: Typeface) -> str:
    """The font for every script."""
    name = face.name
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def run(text: str, kind: Type) -> str:
    """A run of text; line breaks, tabs and no-break hyphens become elements."""
    if not text:
        return ""
    inside = "".join(
        _BREAK_ELEMENTS.get(part) or f'<w:t xml:space="preserve">{escape(writable(part))}</w:t>'
        for part in _BREAKS.split(text)
        if part
    )
    return f"<w:r>{kind.properties()}{inside}</w:r>"


def joined(pieces: Iterable[Piece]) -> str:
    """Pieces as one text, held ones with no-break spaces and hyphens."""
    return "".join(_unbroken(piece.text) if piece.held else piece.text for piece in pieces)


def paragraph(content: str, layout: Layout = Layout()) -> str:
    """A paragraph of runs."""
    return f"<w:p>{layout.properties()}{content}</w:p>"


def gap(points: float, keep_next: bool = False) -> str:
    """An empty paragraph of that height, where Word demands one between two tables."""
    height = round(points * TWIPS_PER_POINT)
    keep = "<w:keepNext/>" if keep_next else ""
    return (
        f'<w:p><w:pPr>{keep}<w:spacing w:before="0" w:after="0" w:line="{height}" '
        f'w:lineRule="exact"/>{TINY}</w:pPr></w:p>'
    )


def field(code: str, kind: Type) -> str:
    """A field that Word fills in, such as the page number."""
    properties = kind.properties()
    return "".join(
        f"<w:r>{properties}{inside}</w:r>"
        for inside in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>๒</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )


def _leader(to: int) -> str:
    return f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{to}"/></w:tabs>'


def _unbroken(text: str) -> str:
    return _WORD_HYPHEN.sub(NO_BREAK_HYPHEN, text.replace(" ", NO_BREAK_SPACE))
