"""ZIP containers, opened and unpacked within bounds whatever their directory claims.

Declared sizes can lie: a reader that trusts them sees a small document where another unpacks
gigabytes. Each part is therefore inflated here to its real end, counted, and compared.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from kpi_portal.files.policy import MEGABYTE, FilePolicy
from kpi_portal.files.refusals import FileRefused

_PIECE = 64 * 1024
_LARGEST_DIRECTORY = 2 * MEGABYTE
_ENCRYPTED = 0x1
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
# NotImplementedError: a directory that asks for a version of the format nobody has.
_NO_ARCHIVE = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _BoundedReads:
    """The file, refusing reads so long that only a hostile directory could ask for them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_DIRECTORY:
            raise FileRefused("unpacks_too_large")
        return self._file.read(size if size >= 0 else _LARGEST_DIRECTORY)


@dataclass
class Budget:
    """Bytes that may still be unpacked from one upload, shared with documents inside it."""

    left: int

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise FileRefused("unpacks_too_large")


def open_archive(file: BinaryIO, policy: FilePolicy) -> zipfile.ZipFile:
    """The container with its directory checked: names, number, encryption, claimed sizes."""
    file.seek(0)
    try:
        archive = zipfile.ZipFile(cast("IO[bytes]", _BoundedReads(file)))
    except _NO_ARCHIVE:
        raise FileRefused("damaged") from None
    entries = archive.infolist()
    if len(entries) > policy.max_entries:
        raise FileRefused("unpacks_too_large")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileRefused("encrypted")
    _check_names([entry.orig_filename for entry in entries])
    _check_claims(entries, policy)
    return archive


def is_also_archive(file: BinaryIO) -> bool:
    """Whether a file of another kind can be opened as a ZIP container as well."""
    file.seek(0)
    try:
        with zipfile.ZipFile(cast("IO[bytes]", _BoundedReads(file))) as archive:
            return bool(archive.infolist())
    except FileRefused:
        return True
    except _NO_ARCHIVE:
        return False


def unpack(file: BinaryIO, entry: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """The real content of one part in pieces; refuses it when size or checksum are not as told."""
    if entry.compress_type not in _METHODS:
        raise FileRefused("damaged")
    size, checksum = 0, 0
    for piece in _inflated(_packed(file, entry), entry.compress_type):
        budget.spend(len(piece))
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if size != entry.file_size or checksum != entry.CRC:
        raise FileRefused("damaged")


def _check_names(names: list[str]) -> None:
    for name in names:
        steps = name.split("/")
        if name.startswith("/") or ".." in steps or set(name) & {"\\", "\0", ":"}:
            raise FileRefused("unsafe_parts")
    # Two parts of one name: one reader checks the first, another shows the second.
    if len({name.casefold() for name in names}) != len(names):
        raise FileRefused("unsafe_parts")


def _check_claims(entries: list[zipfile.ZipInfo], policy: FilePolicy) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    dense = unpacked > policy.ratio_from and unpacked > packed * policy.max_ratio
    if unpacked > policy.max_unpacked_bytes or dense:
        raise FileRefused("unpacks_too_large")
    # Documents start with their first part; anything before it is another file's content.
    if entries and min(entry.header_offset for entry in entries) != 0:
        raise FileRefused("mixed_content")


def _packed(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) != _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise FileRefused("damaged")
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    encoding = "utf-8" if entry.flag_bits & 0x800 else "cp437"
    if file.read(name_length) != entry.orig_filename.encode(encoding):
        raise FileRefused("unsafe_parts")
    position = file.tell() + extra_length
    left = entry.compress_size
    while left:
        # The caller may read other parts between two pieces of this one.
        file.seek(position)
        piece = file.read(min(left, _PIECE))
        if not piece:
            raise FileRefused("damaged")
        position += len(piece)
        left -= len(piece)
        yield piece


def _inflated(pieces: Iterator[bytes], method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from pieces
        return
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in pieces:
            while piece and not stream.eof:
                yield stream.decompress(piece, _PIECE * 4)
                piece = stream.unconsumed_tail
        # All input may be taken in while output still waits behind the bound.
        while not stream.eof and (rest := stream.decompress(b"", _PIECE * 4)):
            yield rest
        if stream.eof and not stream.unused_data:
            return
    except zlib.error:
        pass
    raise FileRefused("damaged")
