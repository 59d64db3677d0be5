"""Reading of which memo a scan is: from the QR code on it, or from the number in its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import pikepdf
import zxingcpp
from PIL import Image

from kpi_portal.files.file_names import extension_of
from kpi_portal.thai import to_arabic_digits

# A memo's code stands on one of its pages; a scan of hundreds is none of ours.
_PAGES = 12
_PIXELS = 60_000_000
_TOKEN = re.compile(r"/public/([A-Za-z0-9_-]{10,64})/?")
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_PIECES = re.compile(r"[\u0e01-\u0e4f]+|[a-z]+|[0-9]+")


def token_in(stored: BinaryIO, media_type: str) -> str:
    """The token of a memo's page behind a QR code on the scan; "" where none can be read."""
    for picture in _pictures(stored, media_type):
        if picture.width * picture.height > _PIXELS:
            continue
        for code in zxingcpp.read_barcodes(picture.convert("L"), formats=_QR):
            found = _TOKEN.fullmatch(urlsplit(code.text).path)
            if found:
                return found[1]
    return ""


def by_name(name: str, numbers: Mapping[int, str]) -> int | None:
    """The one document whose number the file's name holds: the number written out with any signs
    between ("สบอ 9-12 ลงนาม.pdf"), or nothing but its last part ("012.pdf"). Two make none."""
    stem = name.removesuffix(f".{extension_of(name)}") if extension_of(name) else name
    pieces = _pieces(stem)
    if not pieces:
        return None
    whole = {pk: _pieces(number) for pk, number in numbers.items()}
    held = [pk for pk, number in whole.items() if len(number) > 1 and _holds(pieces, number)]
    if held:
        longest = max(len(whole[pk]) for pk in held)
        return _only(pk for pk in held if len(whole[pk]) == longest)
    if len(pieces) == 1:
        return _only(pk for pk, number in whole.items() if number and number[-1] == pieces[0])
    return None


def _pieces(text: str) -> list[str]:
    """Words and numbers without what stands between; leading zeros say nothing."""
    found = _PIECES.findall(to_arabic_digits(text).casefold())
    return [piece.lstrip("0") or "0" if piece.isdigit() else piece for piece in found]


def _holds(pieces: list[str], number: list[str]) -> bool:
    length = len(number)
    return any(pieces[at : at + length] == number for at in range(len(pieces) - length + 1))


def _only(found: Iterable[int]) -> int | None:
    """The one document; the same twice is one, two are none."""
    several = list(found)
    return several[0] if len(several) == 1 else None


def _pictures(stored: BinaryIO, media_type: str) -> Iterator[Image.Image]:
    if media_type != "application/pdf":
        with Image.open(stored) as picture:
            yield picture
        return
    with pikepdf.open(stored) as scanned:
        for page in scanned.pages[:_PAGES]:
            for raw in page.get_images().values():
                taken = _picture(raw)
                if taken is not None:
                    yield taken


def _picture(raw: Any) -> Image.Image | None:
    """A picture of a page; one in a form that cannot be taken out is passed over."""
    if int(raw.get("/Width", 0)) * int(raw.get("/Height", 0)) > _PIXELS:
        return None
    try:
        return pikepdf.PdfImage(raw).as_pil_image()
    except (pikepdf.PdfError, NotImplementedError, OSError, ValueError, TypeError):
        return None
