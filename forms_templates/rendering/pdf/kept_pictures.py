"""Small pictures that come back with every document, such as the emblem: decoded and packed once.

WeasyPrint packs the pixels of a picture anew for each file. What a process packed before is given
to it here through its cache of pictures, in objects of the file's own, for a file numbers them.
"""

import io
from collections.abc import Mapping
from functools import lru_cache
from hashlib import md5
from typing import Any

import pydyf
from PIL import Image
from weasyprint.images import RasterImage

_PNG = b"\x89PNG"
# A diagram is larger and hardly ever printed twice; it is not worth the memory.
_LARGEST = 128 * 1024


def of(pictures: Mapping[str, bytes]) -> dict[str, Any]:
    """Address → picture, as WeasyPrint's cache holds them; those that are not kept are left out."""
    small = {a: data for a, data in pictures.items() if data[:4] == _PNG and len(data) <= _LARGEST}
    found = {address: _kept(address, data) for address, data in small.items()}
    return {address: picture for address, picture in found.items() if picture is not None}


class _Kept(RasterImage):
    """A picture that remembers its packed pixels."""

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> pydyf.Stream:
        packed = self.__dict__.setdefault("_packed", {})
        wanted = (interpolate, dpi_ratio)
        if wanted not in packed:
            packed[wanted] = super().get_x_object(interpolate, dpi_ratio)
        return _again(packed[wanted])


@lru_cache(maxsize=16)
def _kept(address: str, data: bytes) -> _Kept | None:
    """None for what cannot be read: WeasyPrint meets it again and says so."""
    number = md5(address.encode(), usedforsecurity=False).hexdigest()
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return _Kept(picture, number, data, orientation="from-image")
    except (OSError, SyntaxError, ValueError):
        return None


def _again(packed: pydyf.Stream) -> pydyf.Stream:
    """The same bytes in objects without a number; also the mask, which is one of its own."""
    extra = pydyf.Dictionary(packed.extra)
    if isinstance(extra.get("SMask"), pydyf.Stream):
        extra["SMask"] = _again(extra["SMask"])
    return pydyf.Stream(list(packed.stream), extra, packed.compress)
