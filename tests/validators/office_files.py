"""Office documents for tests, sound and hostile, built part by part."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

Parts = dict[str, bytes]

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/{part}" ContentType="{content_type}"/>{more}</Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{relations}</Relationships>"
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MAIN = {
    "docx": ("word/document.xml", _OFFICE + "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", _OFFICE + "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", _OFFICE + "presentationml.presentation.main+xml"),
    "dotx": ("word/document.xml", _OFFICE + "wordprocessingml.template.main+xml"),
    "docm": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
}
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def relation(kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r1" Type="{_SCHEMA}{kind}" Target="{target}"{mode}/>'


def relations(*items: str) -> bytes:
    return _RELATIONS.format(relations="".join(items)).encode()


def parts_of(kind: str, more_types: str = "") -> Parts:
    part, content_type = MAIN[kind]
    types = _TYPES.format(part=part, content_type=content_type, more=more_types)
    return {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relations(relation("officeDocument", part)),
        part: b'<?xml version="1.0" encoding="UTF-8"?><document>text</document>',
    }


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def office(kind: str, extra: Mapping[str, bytes] | None = None, more_types: str = "") -> bytes:
    return packed({**parts_of(kind, more_types), **(extra or {})})


def with_flag(data: bytes, bit: int) -> bytes:
    """The container with one flag bit set in the directory entry of its first part."""
    at = data.index(b"PK\x01\x02") + 8
    flags = struct.unpack_from("<H", data, at)[0] | bit
    return data[:at] + struct.pack("<H", flags) + data[at + 2 :]


def with_lying_part(claimed: int, real: int) -> bytes:
    """A document whose last part claims `claimed` bytes and inflates to `real`.

    Its checksum is that of the claimed bytes, so a reader that stops there sees nothing wrong.
    """
    data = bytearray(office("docx", {"word/media/last.bin": bytes(real)}))
    entry = data.rindex(b"PK\x01\x02")
    header = struct.unpack_from("<L", data, entry + 42)[0]
    checksum = struct.pack("<LL", zlib.crc32(bytes(claimed)), 0)
    for at in (entry + 16, header + 14):
        data[at : at + 4] = checksum[:4]
        data[at + 8 : at + 12] = struct.pack("<L", claimed)
    return bytes(data)


def with_other_local_name(data: bytes, name: bytes, other: bytes) -> bytes:
    """The container whose part is called otherwise in its own header than in the directory."""
    at = data.index(name)
    return data[:at] + other + data[at + len(name) :]
