"""Every hostile, damaged or mistaken file is refused for its own reason."""

import io
import struct
import zipfile

import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from kpi_portal.files.file_guard import inspect
from kpi_portal.files.policy import MEGABYTE, FilePolicy
from kpi_portal.files.refusals import FileRefused
from tests.validators import office_files as office
from tests.validators import pdf_files as pdfs
from tests.validators.picture_files import picture, png_claiming

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
SETTINGS = "word/_rels/settings.xml.rels"
RELS = "word/_rels/document.xml.rels"


def _docx(extra: dict[str, bytes], more_types: str = "") -> bytes:
    return office.office("docx", extra, more_types)


def _locked_office() -> bytes:
    return office.OLE + "EncryptedPackage".encode("utf-16-le") + bytes(400)


def _settings(kind: str, target: str) -> bytes:
    return _docx({SETTINGS: office.relations(office.relation(kind, target, external=True))})


def _related(kind: str, target: str) -> bytes:
    return _docx({RELS: office.relations(office.relation(kind, target))})


def _huge_directory() -> bytes:
    data = bytearray(office.office("docx"))
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<L", 3 * MEGABYTE)
    return bytes(data)


def _twice_the_same_part() -> bytes:
    parts = office.parts_of("docx")
    return office.packed({**parts, "word/DOCUMENT.xml": b"<other/>"})


def _workbook_with(content: bytes) -> bytes:
    inner = office.office("xlsx", {"xl/embeddings/deeper.xlsx": content})
    return _docx({"word/embeddings/chart.xlsx": inner})


def _zip() -> bytes:
    return office.packed({"readme.txt": b"hello"})


_NO_NAMES = {"word/document.xml": b"<d/>"}

GENERAL = [
    ("empty", "empty", "a.pdf", b""),
    ("a program called PDF", "renamed", "a.pdf", b"MZ\x90\x00" + bytes(200)),
    ("a web page called PDF", "renamed", "a.pdf", b"<!DOCTYPE html><html></html>"),
    ("a web page called DOCX", "renamed", "a.docx", b"\xef\xbb\xbf \n<html><body>x"),
    ("a web page in UTF-16", "renamed", "a.png", "\ufeff<html>x</html>".encode("utf-16-le")),
    ("a PDF called DOCX", "renamed", "a.docx", pdfs.pdf()),
    ("a DOCX called XLSX", "renamed", "a.xlsx", office.office("docx")),
    ("a PNG called JPG", "renamed", "a.jpg", picture("PNG")),
    ("a ZIP called DOCX", "renamed", "a.docx", _zip()),
    ("a text called PDF", "renamed", "a.pdf", "บันทึกข้อความ".encode()),
    ("a PDF called EXE", "renamed", "a.pdf.exe", pdfs.pdf()),
    ("a PDF without ending", "no_extension", "รายงาน", pdfs.pdf()),
    ("a PDF with a Thai ending", "no_extension", "รายงาน.ฉบับแก้ไข", pdfs.pdf()),
    ("a ZIP", "not_accepted", "a.zip", _zip()),
    ("an empty ZIP", "not_accepted", "a.zip", b"PK\x05\x06" + bytes(18)),
    ("a RAR", "not_accepted", "a.rar", b"Rar!\x1a\x07\x00" + bytes(50)),
    ("a web page", "not_accepted", "a.html", b"<!-- x --><html></html>"),
    ("an SVG", "not_accepted", "a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ("an SVG after a declaration", "not_accepted", "a.svg", b'<?xml version="1.0"?>\n<svg/>'),
    ("an SVG called PNG", "renamed", "a.png", b"<svg onload='x()'/>"),
    ("a program", "not_accepted", "a.exe", b"MZ" + bytes(100)),
    ("a text", "not_accepted", "a.txt", "ข้อความ".encode()),
    ("a text in an old Thai encoding", "not_accepted", "a.txt", "ข้อความ".encode("cp874")),
    ("a GIF", "not_accepted", "a.gif", picture("GIF")),
    ("a BMP", "not_accepted", "a.bmp", picture("BMP")),
    ("an RTF", "not_accepted", "a.rtf", b"{\\rtf1\\ansi hello}"),
    ("a WEBP where it is not accepted", "not_accepted", "a.webp", picture("WEBP")),
    (
        "an ODT",
        "not_accepted",
        "a.odt",
        office.packed(
            {
                "mimetype": b"application/vnd.oasis.opendocument.text",
                "META-INF/manifest.xml": b"<m/>",
            }
        ),
    ),
    ("a Word template", "not_accepted", "a.dotx", office.office("dotx")),
    ("noise called DOCX", "damaged", "a.docx", b"\x00\x01\x02\x03" * 50),
    ("noise", "unknown_kind", "a.xyz", b"\x00\x01\x02\x03" * 50),
    ("a PDF behind other data", "mixed_content", "a.pdf", b"GIF89a" + pdfs.pdf()),
    ("a PDF with a ZIP behind", "mixed_content", "a.pdf", pdfs.pdf() + _zip()),
    ("a picture with a ZIP behind", "mixed_content", "a.jpg", picture("JPEG") + _zip()),
    (
        "a document with a PDF in front",
        "mixed_content",
        "a.docx",
        office.packed({"a": pdfs.pdf(), **office.parts_of("docx")}, zipfile.ZIP_STORED),
    ),
]

OFFICE = [
    ("an old Word file", "legacy_office", "a.doc", office.OLE),
    ("an old Word file called DOCX", "legacy_office", "a.docx", office.OLE),
    ("a locked Word file", "encrypted", "a.docx", _locked_office()),
    ("a locked ZIP part", "encrypted", "a.docx", office.with_flag(office.office("docx"), 1)),
    ("a macro document", "macro", "a.docm", office.office("docm")),
    ("a macro document called DOCX", "macro", "a.docx", office.office("docm")),
    ("a hidden VBA project", "macro", "a.docx", _docx({"word/vbaProject.bin": office.OLE})),
    (
        "a VBA project by its type",
        "macro",
        "a.docx",
        _docx({}, '<Default Extension="dat" ContentType="application/vnd.ms-office.vbaProject"/>'),
    ),
    ("a VBA project by relation", "macro", "a.docx", _related("vbaProject", "x.dat")),
    (
        "an Excel 4 macro sheet",
        "macro",
        "a.xlsx",
        office.office(
            "xlsx",
            {},
            '<Override PartName="/m" ContentType="application/vnd.ms-excel.macrosheet+xml"/>',
        ),
    ),
    ("an ActiveX control", "macro", "a.docx", _docx({"word/activeX/activeX1.xml": b"<ocx/>"})),
    (
        "an embedded object",
        "embedded_object",
        "a.docx",
        _docx({"word/embeddings/oleObject1.bin": office.OLE}),
    ),
    (
        "an object under another name",
        "embedded_object",
        "a.docx",
        _docx({"word/media/image1.png": office.OLE}),
    ),
    ("an embedded program", "embedded_object", "a.docx", _docx({"word/embeddings/a.bin": b"MZ"})),
    ("a linked object", "embedded_object", "a.docx", _settings("oleObject", "file:///C:/x.xls")),
    ("an imported web page", "embedded_object", "a.docx", _related("aFChunk", "chunk.html")),
    (
        "an embedded macro workbook",
        "macro",
        "a.docx",
        _docx({"word/embeddings/a.xlsx": office.office("docm")}),
    ),
    (
        "an embedded Word file",
        "embedded_object",
        "a.docx",
        _docx({"word/embeddings/a.docx": office.office("docx")}),
    ),
    (
        "a workbook inside a workbook",
        "embedded_object",
        "a.docx",
        _workbook_with(office.office("xlsx")),
    ),
    (
        "a remote template",
        "remote_content",
        "a.docx",
        _settings("attachedTemplate", "http://elsewhere.example/t.dotm"),
    ),
    (
        "a template on a share",
        "remote_content",
        "a.docx",
        _settings("attachedTemplate", "\\\\server\\share\\t.dotm"),
    ),
    (
        "a template on a share, as file",
        "remote_content",
        "a.docx",
        _settings("attachedTemplate", "file://server/share/t.dotm"),
    ),
    ("a remote frame", "remote_content", "a.docx", _settings("frame", "https://elsewhere.example")),
    (
        "a DDE link",
        "remote_content",
        "a.xlsx",
        office.office(
            "xlsx", {"xl/externalLinks/externalLink1.xml": b'<e><ddeLink ddeService="cmd"/></e>'}
        ),
    ),
    (
        "an entity bomb",
        "unsafe_parts",
        "a.docx",
        _docx({"word/styles.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    ),
    (
        "an entity bomb in UTF-16",
        "unsafe_parts",
        "a.docx",
        _docx(
            {
                "word/styles.xml": '\ufeff<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode(
                    "utf-16-le"
                )
            }
        ),
    ),
    (
        "an entity bomb across pieces",
        "unsafe_parts",
        "a.docx",
        _docx({"word/styles.xml": b"<x>" + b" " * (256 * 1024 - 8) + b"<!DOCTYPE x []></x>"}),
    ),
    (
        "entities in relations",
        "unsafe_parts",
        "a.docx",
        _docx({RELS: b'<!DOCTYPE x [<!ENTITY a "b">]><Relationships/>'}),
    ),
    ("a part above the folder", "unsafe_parts", "a.docx", _docx({"../../evil.xml": b"<x/>"})),
    ("an absolute part", "unsafe_parts", "a.docx", _docx({"/etc/passwd": b"x"})),
    (
        "a part with backslashes",
        "unsafe_parts",
        "a.docx",
        office.with_other_local_name(
            office.with_other_local_name(
                _docx({"word/xxevil": b"x"}), b"word/xxevil", b"word\\xxevil"
            ),
            b"word/xxevil",
            b"word\\xxevil",
        ),
    ),
    ("a part on a drive", "unsafe_parts", "a.docx", _docx({"C:evil.xml": b"<x/>"})),
    ("two parts of one name", "unsafe_parts", "a.docx", _twice_the_same_part()),
    (
        "a part with two names",
        "unsafe_parts",
        "a.docx",
        office.with_other_local_name(
            _docx({"word/clean.xml": b"<x/>"}), b"word/clean.xml", b"word/dirty.xml"
        ),
    ),
    ("a container behind other data", "mixed_content", "a.docx", _zip() + office.office("docx")),
    ("a dense bomb", "unpacks_too_large", "a.docx", _docx({"word/x.xml": bytes(30 * MEGABYTE)})),
    (
        "a wide bomb",
        "unpacks_too_large",
        "a.docx",
        _docx({f"word/{n}.xml": b"" for n in range(5_000)}),
    ),
    ("a lying bomb", "unpacks_too_large", "a.docx", office.with_lying_part(1_000, 201 * MEGABYTE)),
    ("a small lie", "damaged", "a.docx", office.with_lying_part(1_000, 2_000)),
    ("a huge directory", "damaged", "a.docx", _huge_directory()),
    ("a document cut short", "damaged", "a.docx", office.office("docx")[:-60]),
    ("a document cut within its parts", "damaged", "a.docx", office.office("docx")[:300]),
    (
        "a document without relations",
        "damaged",
        "a.docx",
        office.packed({"[Content_Types].xml": office.parts_of("docx")["[Content_Types].xml"]}),
    ),
    (
        "broken content types",
        "damaged",
        "a.docx",
        office.packed({"[Content_Types].xml": b"<Types"}),
    ),
]

PDF = [
    ("locked with a password", "encrypted", pdfs.locked("secret")),
    ("locked against copying", "encrypted", pdfs.locked("")),
    ("a script at opening", "pdf_script", pdfs.opens_with(SCRIPT)),
    (
        "a script in a chain",
        "pdf_script",
        pdfs.opens_with(Dictionary(S=Name.GoTo, D=Array([]), Next=Array([SCRIPT]))),
    ),
    ("a script nested deep", "pdf_script", pdfs.deeply_nested_script()),
    ("a script in an object stream", "pdf_script", pdfs.script_in_object_stream()),
    (
        "a script written with escapes",
        "pdf_script",
        pdfs.opens_with(SCRIPT).replace(b"/JavaScript", b"/JavaScrip#74"),
    ),
    (
        "a program start",
        "pdf_action",
        pdfs.opens_with(Dictionary(S=Name.Launch, F=String("cmd.exe"))),
    ),
    (
        "a form sender",
        "pdf_action",
        pdfs.opens_with(Dictionary(S=Name.SubmitForm, F=String("http://elsewhere.example"))),
    ),
    ("a data import", "pdf_action", pdfs.opens_with(Dictionary(S=Name.ImportData))),
    ("an attachment", "pdf_attachment", pdfs.with_attachment()),
    ("a jump into an attachment", "pdf_attachment", pdfs.opens_with(Dictionary(S=Name.GoToE))),
    ("a video", "pdf_attachment", pdfs.on_page(Dictionary(Subtype=Name.RichMedia))),
    (
        "a file pinned on a page",
        "pdf_attachment",
        pdfs.on_page(Dictionary(Subtype=Name.FileAttachment)),
    ),
    ("a stream from elsewhere", "pdf_attachment", pdfs.external_stream()),
    ("a dynamic form", "pdf_dynamic_form", pdfs.with_dynamic_form()),
    ("no page", "damaged", pdfs.pdf(pages=0)),
    ("cut short", "damaged", pdfs.pdf(pages=50)[:-400]),
    ("only its first line", "damaged", b"%PDF-1.7\n"),
    ("noise after its first line", "damaged", b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"%%EOF"),
    ("a flate bomb", "unpacks_too_large", pdfs.with_object_stream(*pdfs.flate_bomb(200))),
    ("a bomb in a bomb", "unpacks_too_large", pdfs.with_object_stream(*pdfs.flate_bomb(200, 3))),
    (
        "a bomb of another type",
        "unpacks_too_large",
        pdfs.with_object_stream(*pdfs.flate_bomb(200), kind=b"/Other"),
    ),
    ("an LZW bomb", "pdf_old_compression", pdfs.with_object_stream(*pdfs.lzw_bomb(70))),
    ("a disguised filter", "pdf_old_compression", pdfs.with_object_stream(b"/L#5aWDecode", b"x")),
    ("a filter by reference", "pdf_old_compression", pdfs.with_object_stream(b"7 0 R", b"x")),
    (
        "a filter by reference in a list",
        "pdf_old_compression",
        pdfs.with_object_stream(b"[ /FlateDecode 7 0 R ]", b"x"),
    ),
    (
        "a filter behind a comment",
        "pdf_old_compression",
        pdfs.with_object_stream(b"%]\n 7 0 R", b"x"),
    ),
]

PICTURES = [
    ("too many pixels", "too_many_pixels", "a.png", png_claiming(20_000, 10_000)),
    ("absurdly many pixels", "too_many_pixels", "a.png", png_claiming(100_000, 100_000)),
    ("a PNG cut short", "damaged", "a.png", picture("PNG", (400, 300))[:-200]),
    (
        "a PNG with one bit changed",
        "damaged",
        "a.png",
        (lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:])(picture("PNG", (400, 300))),
    ),
    ("a JPEG cut short", "damaged", "a.jpg", picture("JPEG", (400, 300))[:-900]),
    ("only a JPEG's first bytes", "damaged", "a.jpg", b"\xff\xd8\xff\xe0" + bytes(20)),
    ("only a PNG's first bytes", "damaged", "a.png", b"\x89PNG\r\n\x1a\n" + bytes(20)),
]

CASES = [*GENERAL, *OFFICE, *((i, c, "a.pdf", d) for i, c, d in PDF), *PICTURES]


@pytest.mark.parametrize(
    ("code", "name", "data"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_is_refused_for_its_own_reason(code: str, name: str, data: bytes) -> None:
    file = io.BytesIO(data)
    with pytest.raises(FileRefused) as caught:
        inspect(file, name, len(data))
    assert caught.value.code == code
    assert str(caught.value)
    assert file.tell() == 0


def test_a_file_above_the_limit_is_refused_before_it_is_read() -> None:
    class Unreadable(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("read before its size was judged")

    with pytest.raises(FileRefused) as caught:
        inspect(Unreadable(), "a.pdf", 51 * MEGABYTE)
    assert caught.value.code == "too_large"
    assert "50 MB" in str(caught.value)


def test_a_file_longer_than_stated_is_cut_off_at_the_limit() -> None:
    with pytest.raises(FileRefused) as caught:
        inspect(io.BytesIO(bytes(2_000_000)), "a.pdf", 10, FilePolicy(max_bytes=1_000_000))
    assert caught.value.code == "too_large"


def test_a_file_shorter_than_stated_is_incomplete() -> None:
    data = pdfs.pdf()
    with pytest.raises(FileRefused) as caught:
        inspect(io.BytesIO(data), "a.pdf", len(data) + 1)
    assert caught.value.code == "incomplete"


def test_a_document_of_endless_objects_is_too_complex() -> None:
    def add(document):  # type: ignore[no-untyped-def]
        document.Root["/Extra"] = Array([document.make_indirect(Dictionary()) for _ in range(300)])

    data = pdfs.pdf(add)
    with pytest.raises(FileRefused) as caught:
        inspect(io.BytesIO(data), "a.pdf", len(data), FilePolicy(max_pdf_objects=200))
    assert caught.value.code == "too_complex"


def test_a_picture_cut_short_is_refused_also_where_documents_are_rendered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """WeasyPrint loosens Pillow for its whole process; the guard must not inherit that."""
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    kept = io.BytesIO()
    Image.effect_noise((400, 400), 90).save(kept, "JPEG")
    short = kept.getvalue()[: len(kept.getvalue()) // 2]
    with pytest.raises(FileRefused):
        inspect(io.BytesIO(short), "diagram.jpg", len(short))
