"""Word files, workbooks and slides printed by the real LibreOffice, which is let fetch nothing."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import openpyxl
import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from kpi_portal.files import printing
from tests.rendering.tools import pdf_text

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml"
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    f' xmlns:r="{OFFICE}/relationships"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
NUMBERS = (1, 2)


def word(address: str) -> bytes:
    """Two pages; a picture is linked from the address."""
    document, file = Document(), io.BytesIO()
    document.add_paragraph("รายงานการประชุม")
    document.add_page_break()
    document.add_paragraph("หน้าสอง")
    document.part.relate_to(f"{address}/picture.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    document.save(file)
    return file.getvalue()


def workbook(address: str) -> bytes:
    """Two sheets; one cell asks a web service, another a workbook elsewhere."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet["A1"] = "รายงานการประชุม"
    sheet["A2"] = "=40+2"
    sheet["A3"] = f'=WEBSERVICE("{address}/service")'
    sheet["A4"] = f"='{address}/[other.xlsx]Sheet1'!A1"
    book.create_sheet("2")["A1"] = "หน้าสอง"
    book.save(file)
    return file.getvalue()


def slides(address: str) -> bytes:
    """Two slides; a picture is linked from the address."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        parts = {"presentation": "presentation.main"} | {
            f"slides/slide{n}": "slide" for n in NUMBERS
        }
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            + "".join(
                f'<Override PartName="/ppt/{part}.xml" ContentType="{SLIDES}.{kind}+xml"/>'
                for part, kind in parts.items()
            )
            + "</Types>",
        )
        package.writestr("_rels/.rels", _related(("1", "officeDocument", "ppt/presentation.xml")))
        shown = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in NUMBERS)
        package.writestr(
            "ppt/presentation.xml",
            f"<p:presentation {SPACES}><p:sldIdLst>{shown}</p:sldIdLst>"
            '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
        )
        package.writestr(
            "ppt/_rels/presentation.xml.rels",
            _related(*((str(n), "slide", f"slides/slide{n}.xml") for n in NUMBERS)),
        )
        for number, text in zip(NUMBERS, ("รายงานการประชุม", "หน้าสอง"), strict=True):
            package.writestr(f"ppt/slides/slide{number}.xml", _slide(text))
            package.writestr(
                f"ppt/slides/_rels/slide{number}.xml.rels",
                _related(("9", "image", f"{address}/picture.png"), mode=' TargetMode="External"'),
            )
    return file.getvalue()


def _related(*parts: tuple[str, str, str], mode: str = "") -> str:
    rows = "".join(
        f'<Relationship Id="r{key}" Type="{OFFICE}/relationships/{kind}" Target="{target}"{mode}/>'
        for key, kind, target in parts
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _slide(text: str) -> str:
    nobody = '<p:cNvPr id="{}" name="x"/>'
    group = f"<p:nvGrpSpPr>{nobody.format(1)}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>"
    place = '<a:xfrm><a:off x="0" y="{}"/><a:ext cx="5000000" cy="900000"/></a:xfrm>'
    shape = f'<p:spPr>{place.format(0)}<a:prstGeom prst="rect"/></p:spPr>'
    words = f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody>"
    box = f"<p:nvSpPr>{nobody.format(2)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
    picture = (
        f"<p:pic><p:nvPicPr>{nobody.format(3)}<p:cNvPicPr/><p:nvPr/></p:nvPicPr>"
        '<p:blipFill><a:blip r:link="r9"/></p:blipFill>'
        f'<p:spPr>{place.format(2000000)}<a:prstGeom prst="rect"/></p:spPr></p:pic>'
    )
    tree = f"{group}<p:sp>{box}{shape}{words}</p:sp>{picture}"
    return f"<p:sld {SPACES}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:sld>"


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Paths that were asked of a server of our own; the first entry is its address."""
    paths: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            paths.append(self.rfile.readline().decode())

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    paths.append(f"http://127.0.0.1:{server.server_port}")
    yield paths
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("ending", "make"), [("docx", word), ("xlsx", workbook), ("pptx", slides)])
def test_it_is_printed_and_fetches_nothing(asked: list[str], ending, make):
    (address,) = asked
    pdf = printing.as_pdf(io.BytesIO(make(address)), ending)
    assert printing.pages_of(io.BytesIO(pdf)) == 2
    text = pdf_text(pdf)
    assert "รายงานการประชุม" in text
    assert "หน้าสอง" in text
    assert ("42" in text) == (ending == "xlsx")
    assert asked == [address]
