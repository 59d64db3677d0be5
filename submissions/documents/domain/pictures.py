"""Pictures of documents (emblem, workflow diagrams), kept once under their hash."""

from __future__ import annotations

import io
from hashlib import sha256

from submissions import storage


def keep(digest: str, data: bytes) -> None:
    """Store the bytes of one picture; the same bytes are stored once."""
    storage.keep_document_part(io.BytesIO(data), sha256=digest, size=len(data))


def fetch(digest: str) -> bytes:
    """The bytes kept under `digest`; raises `ValueError` when they are not what they were."""
    with storage.open_document_part(digest) as stored:
        data = stored.read()
    if sha256(data).hexdigest() != digest:
        raise ValueError(f"the picture {digest} was altered")
    return bytes(data)
