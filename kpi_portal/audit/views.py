"""The audit trail for those who may read it, and its export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_GET, require_POST

from kpi_portal.audit import access, recorder, trail
from kpi_portal.audit.forms import TrailFilter
from kpi_portal.thai import local_date

if TYPE_CHECKING:

    class PortalRequest(HttpRequest):
        user: Any  # a person; accounts lie above this package
else:
    PortalRequest = HttpRequest


@require_GET
def show(request: PortalRequest) -> HttpResponse:
    """The acts in the reader's scope and period, newest first."""
    at = timezone.now()
    reaches = access.reaches_of(request.user, local_date(at))
    units = access.directory().units(reach.path for reach in reaches)
    form = TrailFilter(request.GET, units=units)
    entries = trail.filtered(reaches, form.chosen, reader=request.user, at=at)
    page = trail.page_of(entries, before=_number(request.GET.get("before")))
    filters = request.GET.copy()
    filters.pop("before", None)
    context = {
        "form": form,
        "page": page,
        "filtered": any(form.chosen.values()),
        "filters": filters.urlencode(),
        "reaches": reaches,
        "names": dict(units),
        "moved": "before" in request.GET,
    }
    return render(request, "audit/trail.html", context)


@require_POST
def export(request: PortalRequest) -> StreamingHttpResponse:
    """The same acts as a CSV file that spreadsheets open with Thai intact; the export is itself
    an entry of the trail."""
    at = timezone.now()
    reaches = access.reaches_of(request.user, local_date(at))
    units = access.directory().units(reach.path for reach in reaches)
    form = TrailFilter(request.POST, units=units)
    chosen = form.chosen
    with recorder.act(actor=request.user, at=at) as log:
        log.note_down(
            "audit.export",
            request.user,
            subject=f"person:{request.user.pk}",
            unit_path=reaches[0].path,
            filters={name: str(value) for name, value in chosen.items() if value},
        )
    entries = trail.filtered(reaches, chosen, reader=request.user, at=at)
    response = StreamingHttpResponse(
        _csv(entries, get_language() or "th"), content_type="text/csv; charset=utf-8"
    )
    name = f"audit-trail-{local_date(at).isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(entries: trail.QuerySet[trail.Entry], language: str) -> Iterator[str]:
    # the request's language is gone when the answer streams, and so it is set again for each row
    yield "\ufeff"
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    with override(language):
        for row in trail.exported(entries):
            writer.writerow(row)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
