"""Sending a dossier: every byte passes by once, is hashed on the way, and nothing is kept.

The answer has begun when a stored file turns out to be damaged or lost, so its length is kept as
planned (the rest is filled with zeros) and the last file of the archive says which files do not
match the manifest; the trail says so too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override
from zipstream import ZIP_STORED, ZipStream

from kpi_portal.thai.calendar import local_moment
from submissions import storage
from submissions.archives.domain.dossier_parts import DOCUMENT, EVIDENCE, PACK, Part, read_plan
from submissions.archives.domain.exports import open_kept
from submissions.archives.models import Export

PIECE = 256 * 1024
CHECKED = "CHECKED.txt"
# Its length has to be known before the first byte is sent, and so it is filled up with spaces.
_CHECKED_BYTES = 8 * 1024
_ZEROS = bytes(PIECE)


@dataclass
class Sending:
    """One archive on its way. Iterate it once; `length` is known before."""

    export: Export
    at: datetime
    on_faults: Callable[[list[str]], None]
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pack = open_kept(self.export.pack)
        self._files = 0
        self._zip = ZipStream(compress_type=ZIP_STORED, sized=True)
        with open_kept(self.export.plan) as plan:
            for part in read_plan(plan):
                self._zip.add(self._sent(part), part.path, size=part.size)
        self._zip.add(self._checked(), CHECKED, size=_CHECKED_BYTES)

    @property
    def length(self) -> int:
        """Bytes of the whole archive."""
        return len(self._zip)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._zip
        finally:
            self.close()
            if self.faults:
                self.on_faults(self.faults)

    def close(self) -> None:
        self._pack.close()

    def _sent(self, part: Part) -> Iterator[bytes]:
        left, digest = part.size, hashlib.sha256()
        try:
            for piece in self._bytes_of(part):
                piece = piece[:left]
                left -= len(piece)
                digest.update(piece)
                yield piece
        except OSError:
            self._fault(part)
        if left or digest.hexdigest() != part.sha256:
            self._fault(part)
        while left:
            yield _ZEROS[:left]
            left -= min(left, PIECE)
        self._files += 1

    def _fault(self, part: Part) -> None:
        if part.path not in self.faults:
            self.faults.append(part.path)

    def _bytes_of(self, part: Part) -> Iterator[bytes]:
        if part.source == PACK:
            self._pack.seek(part.offset)
            left = part.size
            while left and (piece := self._pack.read(min(PIECE, left))):
                left -= len(piece)
                yield piece
            return
        with _stored(part) as handle:
            # one byte more than planned would be a fault too
            while piece := handle.read(PIECE):
                yield piece

    def _checked(self) -> Iterator[bytes]:
        with override(self.export.language):
            text = self._words()
        data = text.encode()[:_CHECKED_BYTES]
        data = data.decode(errors="ignore").encode()
        yield (
            data + b" " * (_CHECKED_BYTES - len(data) - 2) + b"\r\n"
            if len(data) < _CHECKED_BYTES - 1
            else data.ljust(_CHECKED_BYTES)
        )

    def _words(self) -> str:
        moment = local_moment(self.at).strftime("%Y-%m-%d %H:%M")
        if not self.faults:
            said = _("OK. %(count)s files were compared with their SHA-256 while they were sent.")
            return f"OK {moment}\r\n{said % {'count': self._files}}\r\n"
        said = _(
            "FAULTS. These files do not match their SHA-256 in the portal's store; what is in this "
            "archive under their names is not what was handed in. Tell the operators."
        )
        listed = "\r\n".join(self.faults)
        return f"FAULTS {moment}\r\n{said}\r\n{listed}\r\n"


def _stored(part: Part) -> BinaryIO:
    if part.source == EVIDENCE:
        return storage.open_stored(part.sha256)
    if part.source == DOCUMENT:
        return storage.open_document_part(part.sha256)  # type: ignore[return-value]
    raise ValueError(f"no store {part.source}")
