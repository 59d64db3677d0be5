"""What a file is, by its content alone; its name and the browser's word count for nothing."""

import codecs
import re
from typing import BinaryIO

import puremagic

from kpi_portal.files import kinds
from kpi_portal.files.kinds import ACCEPTABLE, Kind
from kpi_portal.files.office import identify
from kpi_portal.files.policy import FilePolicy
from kpi_portal.files.refusals import FileRefused

_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_PDF_WITHIN = 1024
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_ARCHIVES = (b"PK", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script)\b", re.I | re.S
)
_SVG = re.compile(r"<svg\b", re.I)
_XML = re.compile(r"\s*<(?:\?xml|[a-z!])", re.I)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(head: bytes, file: BinaryIO, policy: FilePolicy) -> Kind | None:
    """The kind of a file from its first bytes (and its container), None where unknown.

    Refuses at once what is known never to be acceptable for a reason of its own: old or locked
    Office files, macros, and a PDF that begins behind other data.
    """
    if head.startswith(b"%PDF-"):
        return ACCEPTABLE["pdf"]
    if b"%PDF-" in head[:_PDF_WITHIN]:
        raise FileRefused("mixed_content")
    if head.startswith(b"PK\x03\x04"):
        return identify(file, policy)
    if head.startswith(_OLE_SIGNATURE):
        raise FileRefused("encrypted" if _is_locked_office(file) else "legacy_office")
    return _picture(head) or _foreign(head)


def _picture(head: bytes) -> Kind | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ACCEPTABLE["png"]
    if head.startswith(b"\xff\xd8\xff"):
        return ACCEPTABLE["jpeg"]
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return ACCEPTABLE["webp"]
    return None


def _foreign(head: bytes) -> Kind | None:
    if head.startswith(_PROGRAMS):
        return kinds.PROGRAM
    if head.startswith(_ARCHIVES):
        return kinds.ARCHIVE
    return _marked_up_or_text(head) or _named_by_signature(head)


def _marked_up_or_text(head: bytes) -> Kind | None:
    text = _decoded(head)
    if text is None:
        return None
    if _HTML.match(text):
        return kinds.HTML
    if _XML.match(text):
        return kinds.SVG if _SVG.search(text) else kinds.XML
    # A signature (such as RTF's) says more than "text".
    return _named_by_signature(head) or kinds.TEXT


def _decoded(head: bytes) -> str | None:
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp874"):
        try:
            # Incremental, because the head may end within a character.
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    return None


def _named_by_signature(head: bytes) -> Kind | None:
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    extension = next((m.extension for m in matches if m.extension and m.confidence >= 0.2), "")
    name = extension.lstrip(".")
    return Kind("foreign", name.upper(), extensions=(name.lower(),)) if name else None


def _is_locked_office(file: BinaryIO) -> bool:
    """Whether an OLE container holds a locked OOXML document: its directory names the package."""
    wanted, tail = "EncryptedPackage".encode("utf-16-le"), b""
    file.seek(0)
    while piece := file.read(1024 * 1024):
        if wanted in tail + piece:
            return True
        tail = piece[-len(wanted) :]
    return False
