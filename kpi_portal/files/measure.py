"""Reading a file once, in pieces, to know how large it is and which one it is."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from kpi_portal.files.policy import FilePolicy, megabytes
from kpi_portal.files.refusals import FileRefused

_PIECE = 256 * 1024
HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Measure:
    """Bytes counted, their SHA-256 in hexadecimal, and the first bytes for sniffing."""

    size: int
    sha256: str
    head: bytes


def measure(file: BinaryIO, declared_size: int, policy: FilePolicy) -> Measure:
    """Read the file to its end; refuse it empty, too large, or not of its stated size."""
    if declared_size > policy.max_bytes:
        raise FileRefused("too_large", limit=megabytes(policy.max_bytes))
    file.seek(0)
    digest, size, head = hashlib.sha256(), 0, b""
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        if size > policy.max_bytes:
            raise FileRefused("too_large", limit=megabytes(policy.max_bytes))
        if len(head) < HEAD_BYTES:
            head += piece[: HEAD_BYTES - len(head)]
    if size != declared_size:
        raise FileRefused("incomplete", received=megabytes(size), expected=megabytes(declared_size))
    if not size:
        raise FileRefused("empty")
    return Measure(size, digest.hexdigest(), head)
