"""Pictures made fit to print, and the QR code; the same input gives the same bytes."""

import io
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageOps, UnidentifiedImageError

from forms_templates.rendering.errors import RenderingError

# 300 dpi over the wider side of a sheet; more only makes the file heavy.
LONGEST_SIDE = 2600
LARGEST_PIXELS = 60_000_000

_END_MARKS = {"PNG": b"IEND", "JPEG": b"\xff\xd9"}
_UPRIGHT = 1
_ORIENTATION = 0x0112
_QR_MODULE_PIXELS = 6
_QR_QUIET_ZONE = 2

_PLACEHOLDER = Path(__file__).parent / "assets" / "placeholder-emblem.png"


def placeholder_emblem() -> bytes:
    """A plain drawn emblem, for an agency that has not uploaded its own."""
    return _PLACEHOLDER.read_bytes()


# Few are kept: the emblem comes back with every memo, a diagram hardly ever.
@lru_cache(maxsize=8)
def printable(data: bytes) -> bytes:
    """The picture as PNG or JPEG, upright, no larger than paper needs.

    Small upright PNG and JPEG files are returned as they came. Raises RenderingError for bytes
    that are no picture, and for one whose pixels would not fit in memory.
    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > LARGEST_PIXELS:
                raise RenderingError(f"a picture of {image.width} × {image.height} is too large")
            upright = image.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT
            if image.format in _END_MARKS and upright and max(image.size) <= LONGEST_SIDE:
                _require_end(image.format, data)
                return data
            return _rewritten(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise RenderingError(f"a picture cannot be read: {error}") from error


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a printable picture in pixels."""
    with Image.open(io.BytesIO(data)) as image:
        return image.size


@lru_cache(maxsize=64)
def qr_code(url: str) -> bytes:
    """The address as QR code in PNG, quiet zone included; damage of 15 % stays readable."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="png", scale=_QR_MODULE_PIXELS, border=_QR_QUIET_ZONE
    )
    return out.getvalue()


def _require_end(kind: str, data: bytes) -> None:
    # WeasyPrint tells Pillow, for the whole process, to take pictures that were cut off.
    if data.rfind(_END_MARKS[kind]) < len(data) // 2:
        raise OSError("its end is missing")


def _rewritten(image: Image.Image) -> bytes:
    copy = ImageOps.exif_transpose(image)
    copy.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if copy.mode not in ("1", "L", "RGB", "RGBA"):
        copy = copy.convert("RGBA" if "transparency" in copy.info else "RGB")
    out = io.BytesIO()
    copy.save(out, format="PNG")
    return out.getvalue()
