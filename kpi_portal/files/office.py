"""Word, Excel and PowerPoint documents of the present (OOXML) format."""

import re
import tempfile
import zipfile
from typing import BinaryIO

from lxml import etree

from kpi_portal.files.archive import Budget, open_archive, unpack
from kpi_portal.files.kinds import (
    ACCEPTABLE,
    ARCHIVE,
    OFFICE_TEMPLATE,
    OPEN_DOCUMENT,
    Kind,
)
from kpi_portal.files.policy import MEGABYTE, FilePolicy
from kpi_portal.files.refusals import FileRefused

CONTENT_TYPES = "[Content_Types].xml"
_LARGEST_CONTROL_PART = 4 * MEGABYTE
_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")

_MAIN_PARTS = {
    "wordprocessingml.document.main+xml": ACCEPTABLE["docx"],
    "spreadsheetml.sheet.main+xml": ACCEPTABLE["xlsx"],
    "presentationml.presentation.main+xml": ACCEPTABLE["pptx"],
    "wordprocessingml.template.main+xml": OFFICE_TEMPLATE,
    "spreadsheetml.template.main+xml": OFFICE_TEMPLATE,
    "presentationml.template.main+xml": OFFICE_TEMPLATE,
    "presentationml.slideshow.main+xml": OFFICE_TEMPLATE,
}
_MACRO_TYPE = re.compile(r"macroenabled|vbaproject|macrosheet|activex", re.IGNORECASE)
_MACRO_RELATION = re.compile(r"vbaproject|wordvbadata|macrosheet|activex|/control$", re.IGNORECASE)
_OBJECT_RELATION = re.compile(r"/(oleobject|afchunk)$", re.IGNORECASE)
# Loaded without asking when the document opens; ordinary links and pictures are not among them.
_LOADED_RELATION = re.compile(r"/(attachedtemplate|frame|subdocument)$", re.IGNORECASE)
_OWN_DISK = re.compile(r"(?:file:///)?[A-Za-z]:[\\/]|[^:/\\]+$", re.IGNORECASE)

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_LONGEST_DECLARATION = max(map(len, _DECLARATIONS))


def identify(file: BinaryIO, policy: FilePolicy) -> Kind:
    """What kind of document a ZIP container is; refuses those with macros."""
    with open_archive(file, policy) as archive:
        names = archive.namelist()
        budget = Budget(policy.max_unpacked_bytes)
        if CONTENT_TYPES in names:
            return _kind(_types(file, archive.getinfo(CONTENT_TYPES), budget))
        if "mimetype" in names and "META-INF/manifest.xml" in names:
            return OPEN_DOCUMENT
    return ARCHIVE


def check_office(file: BinaryIO, policy: FilePolicy) -> None:
    """Refuse macros, objects, remote templates, bombs, forbidden XML and damage in any part."""
    _check_container(file, policy, Budget(policy.max_unpacked_bytes), inside=False)


def _check_container(file: BinaryIO, policy: FilePolicy, budget: Budget, *, inside: bool) -> None:
    with open_archive(file, policy) as archive:
        if "_rels/.rels" not in archive.namelist() or CONTENT_TYPES not in archive.namelist():
            raise FileRefused("embedded_object" if inside else "damaged")
        for entry in archive.infolist():
            _check_part(file, entry, policy, budget, inside=inside)


def _check_part(
    file: BinaryIO, entry: zipfile.ZipInfo, policy: FilePolicy, budget: Budget, *, inside: bool
) -> None:
    name = entry.filename.lower()
    if name.endswith("vbaproject.bin") or "/activex/" in name:
        raise FileRefused("macro")
    if name == CONTENT_TYPES.lower():
        _kind(_types(file, entry, budget))
    elif name.endswith(".rels"):
        _check_relations(_parsed(file, entry, budget))
    elif "/embeddings/" in name and not entry.is_dir():
        _check_embedded(file, entry, policy, budget, inside=inside)
    else:
        _check_content(file, entry, budget, is_xml=name.endswith((".xml", ".vml")))


def _check_content(file: BinaryIO, entry: zipfile.ZipInfo, budget: Budget, *, is_xml: bool) -> None:
    tail, first = b"", True
    for piece in unpack(file, entry, budget):
        if first and piece.startswith(_OLE_SIGNATURE):
            raise FileRefused("embedded_object")
        is_xml = is_xml or (first and piece.lstrip().startswith((b"<", *_BYTE_ORDER_MARKS)))
        first = False
        if is_xml:
            window = tail + piece
            if any(word in window for word in _DECLARATIONS):
                raise FileRefused("unsafe_parts")
            if b"ddeLink" in window:
                raise FileRefused("remote_content")
            tail = window[-_LONGEST_DECLARATION:]


def _check_embedded(
    file: BinaryIO, entry: zipfile.ZipInfo, policy: FilePolicy, budget: Budget, *, inside: bool
) -> None:
    """Let pass only a clean workbook behind a chart, which Office stores without asking."""
    with tempfile.SpooledTemporaryFile(max_size=2 * MEGABYTE) as copy:
        for piece in unpack(file, entry, budget):
            copy.write(piece)
        copy.seek(0)
        if inside or copy.read(4) != b"PK\x03\x04":
            raise FileRefused("embedded_object")
        embedded: BinaryIO = copy  # type: ignore[assignment]  # it has all that is read here
        if identify(embedded, policy) is not ACCEPTABLE["xlsx"]:
            raise FileRefused("embedded_object")
        _check_container(embedded, policy, budget, inside=True)


def _kind(types: list[str]) -> Kind:
    if any(_MACRO_TYPE.search(content_type) for content_type in types):
        raise FileRefused("macro")
    if any("oleobject" in content_type.lower() for content_type in types):
        raise FileRefused("embedded_object")
    for content_type in types:
        kind = _MAIN_PARTS.get(content_type.rpartition("officedocument.")[2])
        if kind is not None:
            return kind
    return ARCHIVE


def _types(file: BinaryIO, entry: zipfile.ZipInfo, budget: Budget) -> list[str]:
    return [
        element.get("ContentType") or "" for element in _parsed(file, entry, budget).iter("{*}*")
    ]


def _check_relations(root: "etree._Element") -> None:
    for relation in root.iter("{*}Relationship"):
        kind, target = relation.get("Type") or "", relation.get("Target") or ""
        if _MACRO_RELATION.search(kind):
            raise FileRefused("macro")
        if _OBJECT_RELATION.search(kind):
            raise FileRefused("embedded_object")
        external = (relation.get("TargetMode") or "").lower() == "external"
        if external and _LOADED_RELATION.search(kind) and not _OWN_DISK.match(target):
            raise FileRefused("remote_content")


def _parsed(file: BinaryIO, entry: zipfile.ZipInfo, budget: Budget) -> "etree._Element":
    content = bytearray()
    for piece in unpack(file, entry, budget):
        content += piece
        if len(content) > _LARGEST_CONTROL_PART:
            raise FileRefused("unpacks_too_large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(bytes(content), parser)
    except etree.XMLSyntaxError:
        raise FileRefused("damaged") from None
    if root.getroottree().docinfo.doctype:
        raise FileRefused("unsafe_parts")
    return root
