"""Serving evidence: after asking who may, never run, never guessed at, in ranges."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpi_portal import answers
from kpi_portal.errors import NotFound
from kpi_portal.requests import PortalRequest
from submissions import storage
from submissions.domain import evidence_access, previews
from submissions.enums import PieceKind, PreviewState, ScanState
from submissions.models import EvidenceVersion

# What browsers show by themselves without running anything of it.
INLINE = frozenset({"application/pdf", "image/png", "image/jpeg"})
# No scripts, no forms, no requests, an origin of its own; only our pages may frame it.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that lie in the storage, as they are sent: `tag` names them to browsers."""

    address: str
    size: int
    media_type: str
    name: str
    tag: str
    open: Callable[[], BinaryIO]

    @classmethod
    def of(cls, version: EvidenceVersion) -> Stored:
        """The bytes of a version as they were handed in."""
        return cls(
            storage.address_of(version.sha256),
            version.size,
            version.media_type,
            version.original_name,
            f'"{version.sha256}"',
            partial(storage.open_stored, version.sha256),
        )


@require_safe
def file(request: PortalRequest, pk: str, how: str) -> HttpResponseBase:
    """One stored version, to `view` in the page (PDF, PNG, JPEG) or to `download`."""
    version = evidence_access.version_for(request.user, int(pk), at=timezone.now())
    if version.kind != PieceKind.FILE:
        raise NotFound(_("There is no such file."), code="not_found")
    if version.scan_state != ScanState.CLEAR:
        return _held_back(request, version)
    return send(request, Stored.of(version), how)


@require_safe
def preview(request: PortalRequest, pk: str) -> HttpResponseBase:
    """The PDF that was made of an office file, to those who may open the file itself."""
    version = evidence_access.version_for(request.user, int(pk), at=timezone.now())
    if version.scan_state != ScanState.CLEAR:
        return _held_back(request, version)
    made = previews.of_version(version)
    if made is None or made.state != PreviewState.READY:
        raise NotFound(_("There is no such file."), code="not_found")
    stored = Stored(
        storage.preview_address(version.sha256),
        made.size,
        "application/pdf",
        f"{version.original_name}.pdf",
        previews.etag(made),
        partial(storage.open_preview, version.sha256),
    )
    return send(request, stored, "view")


def send(request: HttpRequest, stored: Stored, how: str) -> HttpResponseBase:
    """These bytes or the part asked for, so described that nothing of them is ever run."""
    if _is_known(request, stored):
        return _described(HttpResponse(status=HTTPStatus.NOT_MODIFIED), stored, how)
    if settings.EVIDENCE_ACCEL:
        return _described(_sent_by_the_proxy(stored), stored, how)
    return _described(_sent_by_us(request, stored), stored, how)


def _held_back(request: HttpRequest, version: EvidenceVersion) -> HttpResponse:
    if version.scan_state == ScanState.QUARANTINED:
        text = _("This file waits for the virus scan and can be opened afterwards.")
        return answers.answer(request, HTTPStatus.LOCKED, text, "quarantined")
    text = _("The virus scan refused this file, so it cannot be opened.")
    return answers.answer(request, HTTPStatus.FORBIDDEN, text, "infected_file")


def _described(response: HttpResponseBase, stored: Stored, how: str) -> HttpResponseBase:
    inline = how == "view" and stored.media_type in INLINE
    headers = {
        "Content-Type": stored.media_type,
        "Content-Disposition": content_disposition_header(not inline, stored.name) or "",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
        "ETag": stored.tag,
        "Accept-Ranges": "bytes",
    }
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _is_known(request: HttpRequest, stored: Stored) -> bool:
    named = request.headers.get("If-None-Match", "")
    tags = {tag.strip().removeprefix("W/") for tag in named.split(",")}
    return stored.tag in tags


def _sent_by_the_proxy(stored: Stored) -> HttpResponse:
    """nginx reads the file and answers ranges by itself."""
    response = HttpResponse()
    del response.headers["Content-Type"]
    response.headers["X-Accel-Redirect"] = settings.EVIDENCE_ACCEL + quote(stored.address)
    return response


def _sent_by_us(request: HttpRequest, stored: Stored) -> HttpResponseBase:
    window = _window(request, stored)
    if window is None:
        unsatisfiable = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        unsatisfiable.headers["Content-Range"] = f"bytes */{stored.size}"
        return unsatisfiable
    first, last = window
    whole = last - first + 1 == stored.size
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_Window(stored.open(), first, last))
    response.headers["Content-Length"] = str(last - first + 1)
    if not whole:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    return response


def _window(request: HttpRequest, stored: Stored) -> tuple[int, int] | None:
    """First and last byte to send; None when the range lies outside the file.

    What cannot be read as one range is answered with the whole file, as RFC 9110 allows.
    """
    end = stored.size - 1
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or not (match[1] or match[2]):
        return 0, end
    if request.headers.get("If-Range", stored.tag) != stored.tag:
        return 0, end
    if not match[1]:
        return (max(stored.size - int(match[2]), 0), end) if int(match[2]) else None
    first, last = int(match[1]), min(int(match[2] or end), end)
    if match[2] and int(match[2]) < first:
        return 0, end
    return None if first > end else (first, last)


class _Window:
    """Part of a file in pieces; Django closes it with the response."""

    def __init__(self, stored: BinaryIO, first: int, last: int) -> None:
        self._stored = stored
        self._left = last - first + 1
        stored.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (piece := self._stored.read(min(_PIECE, self._left))):
            self._left -= len(piece)
            yield piece

    def close(self) -> None:
        self._stored.close()
