"""Real documents pass, with the facts about them, however they are handed over."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from openpyxl.chart import BarChart, Reference
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from kpi_portal.files.file_guard import inspect
from kpi_portal.files.policy import FilePolicy
from kpi_portal.files.refusals import FileRefused
from submissions.validators.policy import EVIDENCE, PICTURES, SIGNED_SCANS
from tests.validators import office_files as office
from tests.validators import pdf_files as pdfs
from tests.validators.picture_files import picture


def _word() -> bytes:
    document = docx.Document()
    document.add_paragraph("รายงานการประชุม")
    document.add_picture(io.BytesIO(picture("PNG")))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in range(10):
        book.active.append([f"กระบวนการ {row}", row])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=2, min_row=1, max_row=10))
    book.active.add_chart(chart, "D2")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _word_with_chart() -> bytes:
    related = office.relations(office.relation("package", "../embeddings/data.xlsx"))
    return office.office(
        "docx",
        {"word/embeddings/data.xlsx": _workbook(), "word/charts/_rels/chart1.xml.rels": related},
    )


def _word_from_own_template() -> bytes:
    own = office.relation("attachedTemplate", "file:///C:\\Users\\x\\Normal.dotm", external=True)
    link = office.relation("hyperlink", "https://www.rid.go.th/", external=True)
    return office.office("docx", {"word/_rels/settings.xml.rels": office.relations(own, link)})


def _pdf_with_link() -> bytes:
    go = Dictionary(S=Name.URI, URI=String("https://www.rid.go.th/"))
    return pdfs.on_page(Dictionary(Type=Name.Annot, Subtype=Name.Link, A=go))


def _pdf_with_form_and_outline() -> bytes:
    def fill(document: pikepdf.Pdf) -> None:
        document.Root["/AcroForm"] = Dictionary(Fields=Array([]))
        document.Root["/OpenAction"] = Array([document.pages[0].obj, Name.Fit])
        document.Root["/Names"] = Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))

    return pdfs.pdf(fill, pages=3)


def _pdf_of_packed_objects() -> bytes:
    return pdfs.pdf(pages=200, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _phone_picture() -> bytes:
    buffer = io.BytesIO()
    second = Image.new("RGB", (20, 20))
    Image.new("RGB", (40, 30)).save(buffer, "MPO", save_all=True, append_images=[second])
    return buffer.getvalue()


_TYPE = "application/vnd.openxmlformats-officedocument."
SOUND: list[tuple[str, str, Callable[[], bytes], str, str, int | None]] = [
    ("Word", "ก.docx", _word, _TYPE + "wordprocessingml.document", "docx", None),
    ("Excel", "A.XLSX", _workbook, _TYPE + "spreadsheetml.sheet", "xlsx", None),
    (
        *("PowerPoint", "a.pptx", lambda: office.office("pptx")),
        *(_TYPE + "presentationml.presentation", "pptx", None),
    ),
    ("chart", "a.docx", _word_with_chart, _TYPE + "wordprocessingml.document", "docx", None),
    (
        *("own template", "a.docx", _word_from_own_template),
        *(_TYPE + "wordprocessingml.document", "docx", None),
    ),
    ("PDF", "รายงาน.ฉบับแก้ไข.pdf", lambda: pdfs.pdf(pages=7), "application/pdf", "pdf", 7),
    ("PDF link", "a.PDF", _pdf_with_link, "application/pdf", "pdf", 1),
    ("PDF form", "a.pdf", _pdf_with_form_and_outline, "application/pdf", "pdf", 3),
    ("packed PDF", "a.pdf", _pdf_of_packed_objects, "application/pdf", "pdf", 200),
    ("PNG", "a.png", lambda: picture("PNG"), "image/png", "png", None),
    ("JPEG", "a.jpeg", lambda: picture("JPEG"), "image/jpeg", "jpg", None),
    ("progressive", "a.JPG", lambda: picture("JPEG", progressive=True), "image/jpeg", "jpg", None),
    ("phone", "a.jpg", _phone_picture, "image/jpeg", "jpg", None),
]


@pytest.mark.parametrize(
    ("name", "make", "media_type", "extension", "pages"),
    [row[1:] for row in SOUND],
    ids=[row[0] for row in SOUND],
)
def test_sound_files_pass_with_their_facts(
    name: str, make: Callable[[], bytes], media_type: str, extension: str, pages: int | None
) -> None:
    data = make()
    file = io.BytesIO(data)
    facts = inspect(file, name, len(data))
    assert (facts.media_type, facts.extension, facts.pages) == (media_type, extension, pages)
    assert (facts.size, facts.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert file.tell() == 0
    assert file.read() == data


def test_pictures_tell_their_size() -> None:
    data = picture("PNG", (640, 480))
    facts = inspect(io.BytesIO(data), "a.png", len(data), PICTURES)
    assert facts.picture is not None
    assert (facts.picture.width, facts.picture.height) == (640, 480)


def test_webp_passes_where_it_is_accepted() -> None:
    data = picture("WEBP")
    facts = inspect(io.BytesIO(data), "a.webp", len(data), FilePolicy(kinds=("webp",)))
    assert facts.media_type == "image/webp"


@pytest.mark.parametrize(
    ("policy", "name", "make"),
    [(PICTURES, "a.pdf", pdfs.pdf), (SIGNED_SCANS, "a.docx", _word)],
)
def test_a_place_may_accept_less(policy: FilePolicy, name: str, make: Any) -> None:
    data = make()
    with pytest.raises(FileRefused) as caught:
        inspect(io.BytesIO(data), name, len(data), policy)
    assert caught.value.code == "not_accepted"
    assert "PNG, JPG" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "make"), [("a.docx", _word), ("a.pdf", pdfs.pdf), ("a.jpg", lambda: picture("JPEG"))]
)
def test_djangos_uploads_are_examined_in_place(name: str, make: Callable[[], bytes]) -> None:
    data = make()
    small = SimpleUploadedFile(name, data)
    with TemporaryUploadedFile(name, "text/html", len(data), None) as large:
        large.write(data)
        for upload in (small, large):
            assert inspect(upload, name, len(data), EVIDENCE).size == len(data)  # type: ignore[arg-type]
            assert upload.read() == data
