"""Handing a finished export out."""

from __future__ import annotations

from functools import partial

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from kpi_portal.accounts.models import User
from kpi_portal.requests import PortalRequest
from submissions.archives import access
from submissions.archives.domain import board, exports, workbook
from submissions.archives.domain.dossier_stream import Sending
from submissions.archives.enums import ExportKind
from submissions.archives.models import Export


@require_POST
def take(request: PortalRequest, pk: int) -> HttpResponseBase:
    """The file itself. It is a POST because each download is an act of the trail."""
    at = timezone.now()
    export = exports.take(access.get_for(request.user, pk), actor=request.user, at=at)
    if export.kind == ExportKind.WORKBOOK:
        response = _kept(export, export.workbook, workbook.MEDIA_TYPE)
    elif export.kind == ExportKind.BOARD:
        response = _kept(export, export.paper, board.MEDIA_TYPE)
    else:
        response = _dossier(export, request.user)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _kept(export: Export, address: str, media_type: str) -> HttpResponseBase:
    response = FileResponse(
        exports.open_kept(address),
        as_attachment=True,
        filename=export.name,
        content_type=media_type,
    )
    response["Content-Length"] = str(export.size)
    return response


def _dossier(export: Export, user: User) -> HttpResponseBase:
    sending = Sending(export, at=timezone.now(), on_faults=partial(_tell, export, user))
    response = StreamingHttpResponse(sending, content_type="application/zip")
    response["Content-Length"] = str(sending.length)
    response["Content-Disposition"] = content_disposition_header(True, export.name) or ""
    return response


def _tell(export: Export, user: User, faults: list[str]) -> None:
    exports.tell_faults(export, faults, actor=user, at=timezone.now())
