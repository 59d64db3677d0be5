"""PDF documents: opened within bounds, and walked for whatever acts by itself."""

import re
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf
from pikepdf import settings as qpdf

from kpi_portal.files.policy import MEGABYTE, FilePolicy
from kpi_portal.files.refusals import FileRefused

# qpdf unpacks object streams while it opens a file: without limits two kilobytes can claim all
# memory. They hold for the whole process, so they are set once, here, before any thread opens one.
qpdf.set_qpdf_limits(
    flate_max_memory=64 * MEGABYTE,
    run_length_max_memory=64 * MEGABYTE,
    png_max_memory=64 * MEGABYTE,
    tiff_max_memory=64 * MEGABYTE,
    dct_max_memory=64 * MEGABYTE,
    max_stream_filters=4,
    doc_max_warnings=1_000,
)
# Some limits, when hit, show only in a counter of the process: one file is opened at a time.
_one_at_a_time = threading.Lock()
# What qpdf cannot unpack it leaves out with a warning; a viewer may still show and obey it.
_LIMIT_WARNING = "limit exceeded"
_LEFT_OUT_WARNINGS = ("error decoding stream data", "unfilterable stream")

_ACTIONS = {
    "/JavaScript": "pdf_script",
    "/Launch": "pdf_action",
    "/SubmitForm": "pdf_action",
    "/ImportData": "pdf_action",
    "/GoToE": "pdf_attachment",
    "/Rendition": "pdf_attachment",
}
_KEYS = {
    "/EF": "pdf_attachment",
    "/RichMediaContent": "pdf_attachment",
    "/XFA": "pdf_dynamic_form",
}
_TYPES = {"/EmbeddedFile": "pdf_attachment"}
_SUBTYPES = {
    "/RichMedia": "pdf_attachment",
    "/Movie": "pdf_attachment",
    "/Sound": "pdf_attachment",
    "/Screen": "pdf_attachment",
    "/FileAttachment": "pdf_attachment",
    "/3D": "pdf_attachment",
}

_WORDS = sorted(w[1:].encode() for words in (_ACTIONS, _KEYS, _TYPES, _SUBTYPES) for w in words)
_WORD_ENDS = rb"(?=[\s/\[\]<>()]|$)"
_SUSPICIOUS = re.compile(rb"/(?:" + b"|".join(_WORDS) + rb")" + _WORD_ENDS)
_SUSPICIOUS_IN_STREAMS = re.compile(rb"/(?:F|" + b"|".join(_WORDS) + rb")" + _WORD_ENDS)
_REFERENCE = re.compile(rb"[0-9]+ [0-9]+ R")

_PIECE = MEGABYTE
_OVERLAP = 1024
_END_IS_WITHIN = 2048


def _name(word: str) -> bytes:
    """A pattern of a PDF name whose letters may be written as #xx."""
    return b"".join(b"(?:%c|#%02x|#%02X)" % (ord(c), ord(c), ord(c)) for c in word)


_NAME_ENDS = rb"(?=[\s\x00/\[\]<>()%])"
_SPACE = rb"(?:[\s\x00]|%[^\r\n]{0,200}[\r\n])*+"
# qpdf has no limit for LZW, whose few real uses are decades old. A filter given by reference could
# hide it in a part that is itself packed.
_UNBOUNDED = re.compile(rb"/" + _name("LZW") + rb"(?:" + _name("Decode") + rb")?" + _NAME_ENDS)
_HIDDEN_FILTER = re.compile(
    rb"/"
    + _name("Filter")
    + _NAME_ENDS
    + _SPACE
    + rb"(?:[0-9]|\[[^\]]{0,300}?(?:[\s\[][0-9]|%)|\[[^\]]{300})"
)


def check_pdf(file: BinaryIO, policy: FilePolicy) -> int:
    """The number of pages; refuses locked, damaged, acting, carrying and dynamic documents."""
    _check_bytes(file)
    file.seek(0)
    with _one_at_a_time:
        limits_hit = qpdf.qpdf_limit_errors()
        try:
            with pikepdf.open(file) as document:
                pages = _check_document(document, policy)
                _check_warnings(document.get_warnings())
        except pikepdf.PasswordError:
            raise FileRefused("encrypted") from None
        except (pikepdf.PdfError, RuntimeError, ValueError):
            raise FileRefused("damaged") from None
        if qpdf.qpdf_limit_errors() != limits_hit:
            raise FileRefused("unpacks_too_large")
    return pages


def _check_warnings(warnings: list[str]) -> None:
    if any(_LIMIT_WARNING in warning for warning in warnings):
        raise FileRefused("unpacks_too_large")
    if any(sign in warning for warning in warnings for sign in _LEFT_OUT_WARNINGS):
        raise FileRefused("damaged")


def _check_bytes(file: BinaryIO) -> None:
    file.seek(0)
    tail = b""
    while piece := file.read(_PIECE):
        window = tail + piece
        if _UNBOUNDED.search(window) or _HIDDEN_FILTER.search(window):
            raise FileRefused("pdf_old_compression")
        tail = window[-_OVERLAP:]
    file.seek(-min(_END_IS_WITHIN, file.tell()), 2)
    # qpdf repairs what it can; a document cut off in the middle would pass with pages missing.
    if b"%%EOF" not in file.read():
        raise FileRefused("damaged")


def _check_document(document: pikepdf.Pdf, policy: FilePolicy) -> int:
    if document.is_encrypted:
        raise FileRefused("encrypted")
    pages = len(document.pages)
    if not pages:
        raise FileRefused("damaged")
    objects = document.objects
    if len(objects) > policy.max_pdf_objects:
        raise FileRefused("too_complex")
    for one in (*objects, document.trailer):
        if _looks_suspicious(one):
            _check_tree(one)
    return pages


def _looks_suspicious(one: Any) -> bool:
    """Whether a dangerous word occurs anywhere within an object, if only in a text.

    Written out, an object is searched twenty times faster than it is walked, and most have none.
    """
    if not isinstance(one, pikepdf.Object):  # a bare number, truth value or null
        return False
    written = one.unparse(resolved=True)
    if _REFERENCE.fullmatch(written):  # a stream, which is written out only by its dictionary
        return bool(_SUSPICIOUS_IN_STREAMS.search(one.stream_dict.unparse()))
    return bool(_SUSPICIOUS.search(written))


def _check_tree(root: Any) -> None:
    """Check an object and all direct objects within, however deep they are nested."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(_direct(iter(one)))
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            _check_dictionary(one)
            waiting.extend(_direct(value for _, value in one.items()))


def _direct(values: Iterator[Any]) -> Iterator[Any]:
    # Indirect objects come up by themselves in the list of all objects.
    return (v for v in values if isinstance(v, pikepdf.Object) and not v.is_indirect)


def _check_dictionary(one: Any) -> None:
    for key, code in _KEYS.items():
        if key in one:
            raise FileRefused(code)
    for key, codes in (("/S", _ACTIONS), ("/Type", _TYPES), ("/Subtype", _SUBTYPES)):
        value = one.get(key)
        if isinstance(value, pikepdf.Name) and str(value) in codes:
            raise FileRefused(codes[str(value)])
    # The data of a stream may lie in another file, which a viewer would then fetch.
    if isinstance(one, pikepdf.Stream) and "/F" in one:
        raise FileRefused("pdf_attachment")
