"""PDF files for tests, sound and hostile; the worst are written byte by byte."""

import io
import itertools
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def pdf(change: Callable[[pikepdf.Pdf], Any] | None = None, pages: int = 1, **save: Any) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if change:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer, **save)
    return buffer.getvalue()


def opens_with(action: Dictionary) -> bytes:
    return pdf(lambda d: d.Root.__setitem__("/OpenAction", action))


def on_page(annotation: Dictionary) -> bytes:
    return pdf(lambda d: d.pages[0].__setitem__("/Annots", Array([annotation])))


def locked(user: str) -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="owner", user=user))


def with_attachment() -> bytes:
    def attach(document: pikepdf.Pdf) -> None:
        document.attachments["tool.exe"] = b"MZ"

    return pdf(attach)


def with_dynamic_form() -> bytes:
    return pdf(lambda d: d.Root.__setitem__("/AcroForm", Dictionary(XFA=Array([String("x")]))))


def deeply_nested_script(depth: int = 100) -> bytes:
    action: Any = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    for _ in range(depth):
        action = Array([action])
    return pdf(lambda d: d.Root.__setitem__("/PieceInfo", action))


def script_in_object_stream() -> bytes:
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    return pdf(
        lambda d: d.Root.__setitem__("/OpenAction", d.make_indirect(action)),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


def external_stream() -> bytes:
    def add(document: pikepdf.Pdf) -> None:
        stream = document.make_stream(b"")
        stream["/F"] = String("http://elsewhere.example/x")
        document.Root["/Extra"] = stream

    return pdf(add)


_OBJECT = b"3 0 <</A 1>> "


def flate_bomb(megabytes: int, times: int = 1) -> tuple[bytes, bytes]:
    """Filter names and data of an object stream that inflates to `megabytes` of blanks."""
    packer = zlib.compressobj(9)
    blanks = b" " * (1 << 20)
    packed = [packer.compress(_OBJECT), *(packer.compress(blanks) for _ in range(megabytes))]
    data = b"".join(packed) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return b"[" + b"/FlateDecode " * times + b"]", data


def lzw_bomb(megabytes: int) -> tuple[bytes, bytes]:
    codes = _LzwCodes()
    codes.put(256, 9)
    codes.run((byte, 1) for byte in _OBJECT)
    while codes.unpacked < megabytes << 20:
        codes.run(itertools.chain([(32, 1)], ((258 + i, i + 2) for i in range(5000))))
    codes.put(257, 9)
    return b"/LZWDecode", codes.data()


class _LzwCodes:
    """LZW codes of growing width, as many as one dictionary holds, then a fresh dictionary."""

    def __init__(self) -> None:
        self.unpacked, self._value, self._bits = 0, 0, 0
        self._bytes = bytearray()

    def put(self, code: int, width: int) -> None:
        self._value, self._bits = (self._value << width) | code, self._bits + width
        while self._bits >= 8:
            self._bits -= 8
            self._bytes.append(self._value >> self._bits)
            self._value &= (1 << self._bits) - 1

    def run(self, codes: Iterable[tuple[int, int]]) -> None:
        width, following = 9, 257
        for code, length in codes:
            self.put(code, width)
            self.unpacked += length
            following += 1
            if following > 258 and following + 1 in (512, 1024, 2048):
                width += 1
            if following >= 4094:
                break
        self.put(256, width)

    def data(self) -> bytes:
        return bytes(self._bytes) + bytes([self._value << (8 - self._bits)] if self._bits else [])


def with_object_stream(filters: bytes, data: bytes, kind: bytes = b"/ObjStm") -> bytes:
    """A PDF whose catalogue reaches into an object stream of these filters and data."""
    out, places = bytearray(b"%PDF-1.5\n"), {0: 0}

    def add(number: int, body: bytes) -> None:
        places[number] = len(out)
        out.extend(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def stream(entries: bytes, content: bytes) -> bytes:
        head = b"<<%b/Length %d>>stream\n" % (entries, len(content))
        return head + content + b"\nendstream"

    add(1, b"<</Type/Catalog/Pages 2 0 R/Extra 3 0 R>>")
    add(2, b"<</Type/Pages/Kids[5 0 R]/Count 1>>")
    add(5, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]/Resources<<>>>>")
    add(4, stream(b"/Type %b/N 1/First 4/Filter %b" % (kind, filters), data))
    places[6] = len(out)
    rows = [_row(0, 0), *(_row(1, places[n]) if n != 3 else _row(2, 4) for n in range(1, 7))]
    add(6, stream(b"/Type/XRef/Size 7/W[1 4 1]/Root 1 0 R", b"".join(rows)))
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % places[6]


def _row(kind: int, place: int) -> bytes:
    return bytes([kind]) + place.to_bytes(4, "big") + b"\0"
