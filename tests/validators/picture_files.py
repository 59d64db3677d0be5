"""Pictures for tests."""

import io
import struct
import zlib
from typing import Any

from PIL import Image


def picture(kind: str, size: tuple[int, int] = (40, 30), **save: Any) -> bytes:
    buffer = io.BytesIO()
    # A gradient, so that the encoded data is long enough to be cut.
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, kind, **save)
    return buffer.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A tiny PNG whose header, with a right checksum, claims a huge picture."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checksum = struct.pack(">I", zlib.crc32(header))
    small = picture("PNG")
    return small[:8] + struct.pack(">I", 13) + header + checksum + small[33:]
