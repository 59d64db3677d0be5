"""Handing a finished export out."""

from __future__ import annotations

from django.http import FileResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST

from kpi_portal.requests import PortalRequest
from submissions.archives import access
from submissions.archives.domain import exports, workbook
from submissions.archives.models import Export


@require_POST
def take(request: PortalRequest, pk: int) -> HttpResponseBase:
    """The file itself. It is a POST because each download is an act of the trail."""
    at = timezone.now()
    export = exports.take(access.get_for(request.user, pk), actor=request.user, at=at)
    return _workbook(export)


def _workbook(export: Export) -> FileResponse:
    response = FileResponse(
        exports.open_kept(export.workbook),
        as_attachment=True,
        filename=export.name,
        content_type=workbook.MEDIA_TYPE,
    )
    response["Content-Length"] = str(export.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
