"""Serving evidence: after asking who may, never run, never guessed at, in ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from submissions.domain import evidence_access
from submissions.enums import PieceKind, ScanState
from submissions.models import EvidenceVersion

# What browsers show by themselves without running anything of it.
INLINE = frozenset({"application/pdf", "image/png", "image/jpeg"})
# No scripts, no forms, no requests, an origin of its own; only our pages may frame it.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@require_safe
def file(request: PortalRequest, pk: str, how: str) -> HttpResponseBase:
    """One stored version, to `view` in the page (PDF, PNG, JPEG) or to `download`."""
    version = evidence_access.version_for(request.user, int(pk), at=timezone.now())
    if version.kind != PieceKind.FILE:
        raise NotFound(_("There is no such file."), code="not_found")
    if version.scan_state != ScanState.CLEAR:
        return _held_back(request, version)
    if _is_known(request, version):
        return _described(HttpResponse(status=HTTPStatus.NOT_MODIFIED), version, how)
    if settings.EVIDENCE_ACCEL:
        return _described(_sent_by_the_proxy(version), version, how)
    return _described(_sent_by_us(request, version), version, how)


def _held_back(request: HttpRequest, version: EvidenceVersion) -> HttpResponse:
    if version.scan_state == ScanState.QUARANTINED:
        text = _("This file waits for the virus scan and can be opened afterwards.")
        return answers.answer(request, HTTPStatus.LOCKED, text, "quarantined")
    text = _("The virus scan refused this file, so it cannot be opened.")
    return answers.answer(request, HTTPStatus.FORBIDDEN, text, "infected_file")


def _described(response: HttpResponseBase, version: EvidenceVersion, how: str) -> HttpResponseBase:
    inline = how == "view" and version.media_type in INLINE
    headers = {
        "Content-Type": version.media_type,
        "Content-Disposition": content_disposition_header(not inline, version.original_name) or "",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
        "ETag": _etag(version),
        "Accept-Ranges": "bytes",
    }
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _etag(version: EvidenceVersion) -> str:
    return f'"{version.sha256}"'


def _is_known(request: HttpRequest, version: EvidenceVersion) -> bool:
    named = request.headers.get("If-None-Match", "")
    tags = {tag.strip().removeprefix("W/") for tag in named.split(",")}
    return _etag(version) in tags


def _sent_by_the_proxy(version: EvidenceVersion) -> HttpResponse:
    """nginx reads the file and answers ranges by itself."""
    response = HttpResponse()
    del response.headers["Content-Type"]
    response.headers["X-Accel-Redirect"] = settings.EVIDENCE_ACCEL + quote(
        storage.address_of(version.sha256)
    )
    return response


def _sent_by_us(request: HttpRequest, version: EvidenceVersion) -> HttpResponseBase:
    window = _window(request, version)
    if window is None:
        unsatisfiable = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        unsatisfiable.headers["Content-Range"] = f"bytes */{version.size}"
        return unsatisfiable
    first, last = window
    whole = last - first + 1 == version.size
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        stored = storage.open_stored(version.sha256)
        response = StreamingHttpResponse(_Window(stored, first, last))
    response.headers["Content-Length"] = str(last - first + 1)
    if not whole:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {first}-{last}/{version.size}"
    return response


def _window(request: HttpRequest, version: EvidenceVersion) -> tuple[int, int] | None:
    """First and last byte to send; None when the range lies outside the file.

    What cannot be read as one range is answered with the whole file, as RFC 9110 allows.
    """
    end = version.size - 1
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or not (match[1] or match[2]):
        return 0, end
    if request.headers.get("If-Range", _etag(version)) != _etag(version):
        return 0, end
    if not match[1]:
        return (max(version.size - int(match[2]), 0), end) if int(match[2]) else None
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
