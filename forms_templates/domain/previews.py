"""Printed previews of what is still being written: made in the background, only the newest kept."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import storages


def stored(folder: str, digest: str) -> BinaryIO | None:
    """The preview of this content if it was made already."""
    storage, address = storages["default"], _address(folder, digest)
    return cast(BinaryIO, storage.open(address, "rb")) if storage.exists(address) else None


def made(folder: str, digest: str) -> bool:
    """Whether the preview of this content is there."""
    return storages["default"].exists(_address(folder, digest))


def keep(folder: str, digest: str, data: bytes) -> None:
    """Keep a preview in place of the ones before. Safe to run twice."""
    storage, address = storages["default"], _address(folder, digest)
    forget(folder, but=f"{digest}.pdf")
    if not storage.exists(address):
        written = storage.save(address, ContentFile(data))
        if written != address:
            storage.delete(written)  # another worker was faster with the same bytes


def forget(folder: str, *, but: str = "") -> None:
    """Delete the previews of something, except one."""
    storage, place = storages["default"], _place(folder)
    try:
        _folders, names = storage.listdir(place)
    except FileNotFoundError:
        return
    for name in names:
        if name != but:
            storage.delete(f"{place}/{name}")


def _place(folder: str) -> str:
    return f"previews/{folder}"


def _address(folder: str, digest: str) -> str:
    return f"{_place(folder)}/{digest}.pdf"
