"""A form as PDF or Word: made in the background, then served from where it is kept."""

from __future__ import annotations

from django.http import FileResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpi_portal.requests import PortalRequest
from submissions.domain import forms_paper


@require_http_methods(["GET", "HEAD", "POST"])
def paper(
    request: PortalRequest, pk: int, code: str, kind: str, process: int | None = None
) -> HttpResponseBase:
    """POST asks for the sheet and leads to it, or to the progress of the work. GET serves a sheet
    that is there, and leads back to the form when it is not."""
    at = timezone.now()
    wanted = forms_paper.kind_of(kind)
    sheet = forms_paper.sheet_for(request.user, pk, code, process, at=at)
    there = forms_paper.stored(sheet, wanted, at=at)
    if there is None:
        if request.method != "POST":
            return HttpResponseRedirect(request.path.removesuffix(f"paper/{kind}/"))
        job = forms_paper.ask_for(sheet, wanted, actor=request.user, at=at)
        return redirect("jobs:progress", job_id=job.pk)
    if request.method == "POST":
        there.close()
        return HttpResponseRedirect(request.path)
    response = FileResponse(
        there,
        as_attachment=wanted == "docx",
        filename=forms_paper.name_of(sheet, wanted),
        content_type=forms_paper.MEDIA_TYPES[wanted],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response
