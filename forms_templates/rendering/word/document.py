"""A Word file being written: body, sections with their page furniture, pictures."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from forms_templates.contexts import Chart
from forms_templates.rendering import WordFonts
from forms_templates.rendering import measures as m
from forms_templates.rendering.pictures import size_of
from forms_templates.rendering.typography import writable
from forms_templates.rendering.word.base import base_package
from forms_templates.rendering.word.chart import (
    CHART_TYPE,
    SHEET_TYPE,
    chart_run,
    chart_xml,
    number_sheet,
)
from forms_templates.rendering.word.markup import (
    EMU_PER_CM,
    NAMESPACES,
    TINY,
    gap,
    respaced,
    twips,
)
from forms_templates.rendering.word.type import TYPEFACES

# The earliest moment a zip file can tell; the document's own time is in its properties.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 6


@dataclass(frozen=True)
class PageSetup:
    """The paper of a section. Lengths in centimetres."""

    top: float
    bottom: float
    left: float
    right: float
    head_distance: float
    foot_distance: float
    landscape: bool = False

    @property
    def text_width(self) -> float:
        """The width between the margins."""
        paper = m.PAPER_HEIGHT_CM if self.landscape else m.PAPER_WIDTH_CM
        return paper - self.left - self.right


@dataclass(frozen=True)
class Furniture:
    """What stands above and below the text of a section: paragraphs, empty for nothing.

    `first_head` stands on the section's first page; None where that page is like the others.
    """

    head: str
    foot: str = ""
    first_head: str | None = None
    first_foot: str = ""


class WordDocument:
    """Collects the parts of a Word file and writes it, the same bytes each time."""

    def __init__(self, fonts: WordFonts) -> None:
        self.face = TYPEFACES[fonts]
        self._document = Document(io.BytesIO(base_package(fonts)))
        self._body: list[str] = []
        self._furniture: dict[tuple[str, str], str] = {}
        self._pictures = 0
        self._charts = 0

    def add(self, *blocks: str) -> None:
        """Append paragraphs and tables."""
        self._body += blocks

    def picture(self, data: bytes, width_cm: float, height_cm: float, words: str) -> str:
        """A run showing a printable picture as large as fits; `words` say what it shows."""
        pixels_wide, pixels_high = size_of(data)
        scale = min(width_cm / pixels_wide, height_cm / pixels_high)
        wide, high = (round(side * scale * EMU_PER_CM) for side in (pixels_wide, pixels_high))
        relation, _image = self._document.part.get_or_add_image(io.BytesIO(data))
        self._pictures += 1
        return _drawing(relation, self._pictures, f'cx="{wide}" cy="{high}"', words)

    def chart(self, chart: Chart, width_cm: float, height_cm: float) -> str:
        """A run showing a chart that Word draws, with its numbers in a sheet of its own."""
        self._charts += 1
        main: Any = self._document.part
        number = self._charts
        sheet = Part(
            PackURI(f"/word/embeddings/numbers{number}.xlsx"),
            SHEET_TYPE,
            number_sheet(chart),
            main.package,
        )
        part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, b"", main.package)
        relation = part.relate_to(sheet, RELATIONSHIP_TYPE.PACKAGE)
        part._blob = chart_xml(chart, self.face, relation)
        self._pictures += 1
        extent = f'cx="{round(width_cm * EMU_PER_CM)}" cy="{round(height_cm * EMU_PER_CM)}"'
        shown: str = main.relate_to(part, RELATIONSHIP_TYPE.CHART)
        return chart_run(shown, self._pictures, extent, chart.words, TINY)

    def end_section(self, page: PageSetup, furniture: Furniture) -> None:
        """Close the section that `add` has filled; what follows starts on a new page."""
        self._body.append(f"<w:p><w:pPr>{_NO_HEIGHT}{self._section(page, furniture)}</w:pPr></w:p>")

    def end(self, page: PageSetup, furniture: Furniture) -> None:
        """Close the last section."""
        if self._body[-1].endswith("</w:tbl>"):
            self._body.append(gap(1))
        self._body.append(self._section(page, furniture))

    def written(self, title: str, author: str, made_at: datetime, version: str = "") -> bytes:
        """The finished file."""
        properties = self._document.core_properties
        properties.title, properties.author = title, author
        properties.version = version
        properties.created = properties.modified = made_at.replace(microsecond=0)
        body = self._document.element.body
        content = respaced("".join(self._body), self.face)
        filled = parse_xml(f"<w:body {NAMESPACES}>{content}</w:body>")
        body.getparent().replace(body, filled)
        out = io.BytesIO()
        self._document.save(out)
        return timeless(out)

    def _section(self, page: PageSetup, furniture: Furniture) -> str:
        width, height = twips(m.PAPER_WIDTH_CM), twips(m.PAPER_HEIGHT_CM)
        orientation = ""
        if page.landscape:
            width, height, orientation = height, width, ' w:orient="landscape"'
        references = [
            self._reference("header", "default", furniture.head),
            self._reference("footer", "default", furniture.foot),
        ]
        if furniture.first_head is not None:
            references += [
                self._reference("header", "first", furniture.first_head),
                self._reference("footer", "first", furniture.first_foot),
            ]
        first = "<w:titlePg/>" if furniture.first_head is not None else ""
        margins = " ".join(
            f'w:{name}="{twips(length)}"'
            for name, length in (
                ("top", page.top),
                ("right", page.right),
                ("bottom", page.bottom),
                ("left", page.left),
                ("header", page.head_distance),
                ("footer", page.foot_distance),
            )
        )
        return (
            f"<w:sectPr>{''.join(references)}"
            f'<w:pgSz w:w="{width}" w:h="{height}"{orientation}/>'
            f'<w:pgMar {margins} w:gutter="0"/><w:pgNumType w:fmt="thaiNumbers"/>{first}</w:sectPr>'
        )

    def _reference(self, kind: str, pages: str, content: str) -> str:
        content = content or gap(1)
        relation = self._furniture.get((kind, content)) or self._add_furniture(kind, content)
        return f'<w:{kind}Reference w:type="{pages}" r:id="{relation}"/>'

    def _add_furniture(self, kind: str, content: str) -> str:
        tag, name = ("hdr", "HEADER") if kind == "header" else ("ftr", "FOOTER")
        number = len(self._furniture) + 1
        spaced = respaced(content, self.face)
        xml = f"<w:{tag} {NAMESPACES}>{spaced}</w:{tag}>".encode()
        main: Any = self._document.part
        part = Part(
            PackURI(f"/word/{kind}{number}.xml"),
            getattr(CONTENT_TYPE, f"WML_{name}"),
            xml,
            main.package,
        )
        relation: str = main.relate_to(part, getattr(RELATIONSHIP_TYPE, name))
        self._furniture[kind, content] = relation
        return relation


_NO_HEIGHT = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'


def _drawing(relation: str, number: int, extent: str, words: str) -> str:
    described = f'id="{number}" name="Picture {number}" descr={quoteattr(writable(words))}'
    uri = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return (
        f'<w:r>{TINY}<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {extent}/><wp:docPr {described}/>"
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{uri}"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def timeless(package: io.BytesIO) -> bytes:
    """The package with the clock's traces taken out, so that equal documents are equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name), compresslevel=_COMPRESSION)
    return out.getvalue()
