"""The KPI card for print."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators import access
from indicators.domain import card_files, versions
from kpi_portal.jobs.models import Job
from kpi_portal.requests import PortalRequest


@require_safe
def sheet(request: PortalRequest, pk: int, kind: str) -> HttpResponseBase:
    """Word at once; PDF when it is made, before that the progress of the work."""
    at = timezone.now()
    wanted = card_files.kind_of(kind)
    indicator = access.get_for(request.user, pk, at=at)
    keeps = access.keeps(request.user, indicator, at=at)
    readable = versions.readable(indicator, drafts=keeps)
    version = versions.chosen(readable, request.GET.get("version", ""))
    name = f"indicator-{indicator.fiscal_year}-{indicator.pk}-v{version.number}.{wanted}"
    return answer(
        wanted,
        name,
        word=lambda: card_files.as_word(version),
        stored_pdf=lambda: card_files.stored_pdf(version),
        ask_for_pdf=lambda: card_files.ask_for_pdf(version, actor=request.user, at=at),
    )


def answer(
    wanted: str,
    name: str,
    *,
    word: Callable[[], bytes],
    stored_pdf: Callable[[], BinaryIO | None],
    ask_for_pdf: Callable[[], Job],
) -> HttpResponseBase:
    """The file of that kind and name; where the PDF is not there yet, the way to its progress."""
    response: HttpResponseBase
    if wanted == "docx":
        response = HttpResponse(word(), content_type=card_files.MEDIA_TYPES[wanted])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        stored = stored_pdf()
        if stored is None:
            return redirect("jobs:progress", job_id=ask_for_pdf().pk)
        response = FileResponse(stored, filename=name, content_type=card_files.MEDIA_TYPES[wanted])
    response["X-Content-Type-Options"] = "nosniff"
    return response
