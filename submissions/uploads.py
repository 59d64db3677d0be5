"""Receiving files: cut off what is too large while it arrives, under plain temporary names.

Django's own handlers write a request's files to the disk whatever their size, and end the name of
each temporary file with the sender's, which fails for endings that no file system takes.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest, multipartparser

# A name of 300 emoji fills 1,200 bytes, more than Django leaves for all headers of one part. Django
# loads this module with the upload handlers, before it reads the first part.
multipartparser.MAX_TOTAL_HEADER_SIZE = 4096  # type: ignore[attr-defined]  # not in the stubs

_KEPT_ON_REQUEST = "_files_too_large"


def too_large(request: HttpRequest, field: str) -> list[str]:
    """The names of the files of `field` that were cut off; the request's other files are there."""
    cut_off: list[tuple[str, str]] = getattr(request, _KEPT_ON_REQUEST, [])
    return [name for at, name in cut_off if at == field]


class SizeCap(FileUploadHandler):
    """Stands before the handlers that keep bytes and skips a file once it is larger than any
    place in the portal accepts. The other files of the request still arrive."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.EVIDENCE_MAX_BYTES:
            names = self.request.__dict__.setdefault(_KEPT_ON_REQUEST, [])
            names.append((self.field_name, self.file_name))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


class PlainlyNamed(TemporaryFileUploadHandler):
    """Django's handler for large files, but nothing of the sender's name reaches the disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = TemporaryUploadedFile(
            "upload", self.content_type, 0, self.charset, self.content_type_extra
        )
        self.file.name = self.file_name
