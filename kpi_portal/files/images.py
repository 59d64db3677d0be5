"""Pictures, as evidence and in forms: verified by their content, never changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import BinaryIO

from PIL import Image, ImageFile

from kpi_portal.files.policy import FilePolicy
from kpi_portal.files.refusals import FileRefused

# What Pillow raises for damaged pictures, by format and by place.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, OverflowError)
_TOO_MANY_PIXELS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# Pillow reads the JPEGs with a second picture (MPO) that phones write as JPEG, too.
_FORMATS = {"png": ("PNG",), "jpeg": ("JPEG",), "webp": ("WEBP",)}


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Width and height in pixels, as stored (before any rotation by EXIF)."""

    width: int
    height: int


# Decoding shows damage that no checksum tells, but takes memory for every pixel.
_DECODED_PIXELS = 30_000_000


def check_image(file: BinaryIO, kind: str, policy: FilePolicy) -> PictureSize:
    """The size of a picture that is whole and within the limit of pixels, or `FileRefused`."""
    try:
        size = _opened_size(file, kind, policy)
        if size.width * size.height <= _DECODED_PIXELS:
            _decode(file, kind)
    except _TOO_MANY_PIXELS:
        raise _too_many(policy) from None
    except _DAMAGE:
        raise FileRefused("damaged") from None
    return size


def _opened_size(file: BinaryIO, kind: str, policy: FilePolicy) -> PictureSize:
    file.seek(0)
    with Image.open(file, formats=_FORMATS[kind]) as image:
        size = PictureSize(*image.size)
        if size.width * size.height > policy.max_pixels:
            raise _too_many(policy)
        image.verify()
    return size


def _decode(file: BinaryIO, kind: str) -> None:
    file.seek(0)
    with _whole_pictures_only(), Image.open(file, formats=_FORMATS[kind]) as image:
        # A JPEG is read to its end at an eighth of its size, which keeps memory small.
        image.draft("L", (max(image.width // 8, 1), max(image.height // 8, 1)))
        image.load()


_strict = Lock()


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """WeasyPrint, once loaded, lets Pillow pass pictures cut short, for the whole process."""
    with _strict:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_many(policy: FilePolicy) -> FileRefused:
    return FileRefused("too_many_pixels", limit=policy.max_pixels // 1_000_000)
