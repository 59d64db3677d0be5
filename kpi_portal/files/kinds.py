"""The kinds of file the portal knows by name, accepted or not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `extensions` are the endings its name may have, the usual one first."""

    key: str
    label: "_StrOrPromise"
    media_type: str = "application/octet-stream"
    extensions: tuple[str, ...] = ()


_OFFICE = "application/vnd.openxmlformats-officedocument."

ACCEPTABLE = {
    kind.key: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", ("pdf",)),
        Kind("docx", "DOCX", _OFFICE + "wordprocessingml.document", ("docx",)),
        Kind("xlsx", "XLSX", _OFFICE + "spreadsheetml.sheet", ("xlsx",)),
        Kind("pptx", "PPTX", _OFFICE + "presentationml.presentation", ("pptx",)),
        Kind("png", "PNG", "image/png", ("png",)),
        Kind("jpeg", "JPG", "image/jpeg", ("jpg", "jpeg", "jpe")),
        Kind("webp", "WEBP", "image/webp", ("webp",)),
    )
}

OFFICE_KINDS = ("docx", "xlsx", "pptx")

# Never accepted; known so that a refusal can name what the file is.
HTML = Kind("html", _("web page (HTML)"), extensions=("html", "htm", "xhtml", "mht"))
SVG = Kind("svg", _("SVG drawing"), extensions=("svg",))
XML = Kind("xml", _("data file (XML)"), extensions=("xml",))
PROGRAM = Kind("program", _("program"), extensions=("exe", "dll", "com", "scr", "sh", "msi"))
TEXT = Kind("text", _("plain text"), extensions=("txt", "csv", "tsv", "log", "md", "json"))
ARCHIVE = Kind("archive", _("archive (ZIP and similar)"), extensions=("zip", "rar", "7z", "jar"))
OPEN_DOCUMENT = Kind("open_document", _("OpenDocument"), extensions=("odt", "ods", "odp", "odg"))
OFFICE_TEMPLATE = Kind(
    "office_template", _("Office template"), extensions=("dotx", "xltx", "potx", "ppsx")
)


def labels(keys: tuple[str, ...]) -> str:
    """The accepted kinds for a sentence: "PDF, DOCX, PNG"."""
    return ", ".join(str(ACCEPTABLE[key].label) for key in keys)
