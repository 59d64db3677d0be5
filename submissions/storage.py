"""Where the bytes of evidence lie: under their own SHA-256, whole or not at all.

Bytes are written beside the media and renamed into place, so a process killed at any moment leaves
either a whole file or one that nothing refers to; `sweep` removes the latter. Every kept file
must be held by an `EvidenceVersion` row within a day, or the sweep takes it for an orphan.
An object storage (`STORAGES["default"]`) puts whole objects by itself and is not swept.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

_PIECE = 1024 * 1024
_AT_ONCE = 500
_DIGEST = re.compile(r"[0-9a-f]{64}")
# What uploads leave behind when their process dies: Django's temporary files, and ours.
_UNFINISHED = re.compile(r"tmp[a-z0-9_]+\.upload|[0-9a-f]{32}\.part")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many unfinished uploads and how many files without a row were removed."""

    unfinished: int
    orphans: int


def address_of(sha256: str) -> str:
    """The name under which bytes with this digest are stored; a sender's name is never a path."""
    return f"evidence/{sha256[:2]}/{sha256}"


def keep(source: BinaryIO, *, sha256: str, size: int) -> str:
    """Store the bytes of `source` under their digest and return the address.

    Bytes that are there already are not stored twice. Raises `OSError` when the place is full or
    `source` ends before `size` bytes; nothing is left under the address then.
    """
    return _keep_at(address_of(sha256), source, size)


def open_stored(sha256: str) -> BinaryIO:
    """The stored bytes, seekable. `FileNotFoundError` means that evidence was lost: a defect."""
    return cast(BinaryIO, storages["default"].open(address_of(sha256), "rb"))


def sweep(*, idle_since: datetime, held: Callable[[Collection[str]], Collection[str]]) -> Swept:
    """Remove what unfinished uploads left behind and nothing has touched since `idle_since`.

    `held` is given digests and returns those that a row refers to.
    """
    stamp = idle_since.timestamp()
    unfinished = sum(_remove_if_idle(path, stamp) for path in _unfinished())
    return Swept(unfinished, _sweep_orphans(stamp, held))


def _keep_at(address: str, source: BinaryIO, size: int) -> str:
    storage = storages["default"]
    source.seek(0)
    if isinstance(storage, FileSystemStorage):
        _keep_in_folder(source, Path(storage.path(address)), size)
    else:
        _keep_as_object(source, storage, address)
    return address


def _keep_in_folder(source: BinaryIO, final: Path, size: int) -> None:
    if _touch(final, size):
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    part = _incoming() / f"{secrets.token_hex(16)}.part"
    try:
        with part.open("xb") as target:
            _copy(source, target, size)
            os.fchmod(target.fileno(), settings.FILE_UPLOAD_PERMISSIONS or 0o644)
            target.flush()
            os.fsync(target.fileno())
        part.replace(final)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(final.parent)


def _touch(final: Path, size: int) -> bool:
    """Whether the whole file is there; its time is renewed so that no sweep takes it meanwhile."""
    try:
        os.utime(final)
        return final.stat().st_size == size
    except FileNotFoundError:
        return False


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    copied = 0
    while piece := source.read(_PIECE):
        copied += target.write(piece)
    if copied != size:
        raise OSError(f"{copied} of {size} bytes could be read")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keep_as_object(source: BinaryIO, storage: Storage, address: str) -> None:
    if storage.exists(address):
        return
    stored = storage.save(address, File(source))
    if stored != address:
        # Another process put the same bytes first and this copy got a name of its own.
        storage.delete(stored)


def _incoming() -> Path:
    """On the media's own disk, because only there a rename is one step."""
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _unfinished() -> Iterator[Path]:
    for folder in {Path(settings.FILE_UPLOAD_TEMP_DIR or settings.MEDIA_ROOT), _incoming()}:
        yield from (p for p in folder.iterdir() if _UNFINISHED.match(p.name) and p.is_file())


def _remove_if_idle(path: Path, stamp: float) -> bool:
    try:
        if path.stat().st_mtime > stamp:
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def _sweep_orphans(stamp: float, held: Callable[[Collection[str]], Collection[str]]) -> int:
    storage = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        return 0
    paths, removed = _stored(Path(storage.path("evidence")), stamp), 0
    while batch := {path.name: path for path in islice(paths, _AT_ONCE)}:
        orphans = batch.keys() - set(held(batch.keys()))
        removed += sum(_remove_orphan(batch[digest], stamp) for digest in orphans)
    return removed


def _stored(root: Path, stamp: float) -> Iterator[Path]:
    for folder in sorted(root.glob("[0-9a-f][0-9a-f]")):
        for path in folder.iterdir():
            if _DIGEST.fullmatch(path.name) and path.stat().st_mtime <= stamp:
                yield path


def _remove_orphan(path: Path, stamp: float) -> bool:
    """Take the file away first, then look whether an upload of the same bytes has just touched it:
    after the rename none can find it any more, before it the touch shows."""
    aside = _incoming() / f"{secrets.token_hex(16)}.part"
    try:
        path.rename(aside)
    except FileNotFoundError:
        return False
    if aside.stat().st_mtime > stamp:
        aside.rename(path)
        return False
    aside.unlink()
    return True


def document_part(sha256: str) -> str:
    """The address of a document's rendition or picture; no row of evidence holds it."""
    return f"documents/{sha256[:2]}/{sha256}"


def keep_document_part(source: BinaryIO, *, sha256: str, size: int) -> str:
    """Store bytes that belong to a document as `keep` does; they are never swept."""
    return _keep_at(document_part(sha256), source, size)


def open_document_part(sha256: str) -> File[bytes]:
    """The stored bytes of a document's rendition or picture."""
    return storages["default"].open(document_part(sha256), "rb")


def preview_address(sha256: str) -> str:
    """Where the PDF lies that was made of the file with this digest."""
    return f"previews/{sha256[:2]}/{sha256}.pdf"


def keep_preview(source: BinaryIO, *, sha256: str, size: int) -> str:
    """Store the PDF made of the file with this digest; it can be made again and is not swept."""
    return _keep_at(preview_address(sha256), source, size)


def open_preview(sha256: str) -> BinaryIO:
    """The stored PDF, seekable; `FileNotFoundError` where none was made."""
    return cast(BinaryIO, storages["default"].open(preview_address(sha256), "rb"))
