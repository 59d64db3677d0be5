"""Blank forms to download, and the list where a configurer approves reconstructed ones."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forms_templates import access
from forms_templates.domain import blanks, loading
from kpi_portal.requests import PortalRequest


@require_safe
def templates(request: PortalRequest) -> HttpResponse:
    """The newest version of every form of the units that this person configures."""
    at = timezone.now()
    context = {"rows": access.configured_by(request.user, at=at), "now": at}
    return render(request, "forms_templates/list.html", context)


@require_POST
def approve(request: PortalRequest, pk: int) -> HttpResponse:
    """Approve a reconstructed form, so that its sheets no longer say ร่าง."""
    template = loading.approve(blanks.get(pk), actor=request.user, at=timezone.now())
    messages.success(
        request,
        _("%(form)s is approved; its sheets no longer say ร่าง.")
        % {"form": template.schema["number"]},
    )
    return redirect("forms_templates:list")


@require_safe
def blank(request: PortalRequest, pk: int, kind: str) -> HttpResponseBase:
    """A blank form: Word at once; PDF when it is made, before that the progress of the work."""
    wanted = blanks.kind_of(kind)
    template = blanks.get(pk)
    name = f"{blanks.context_of(template).version_code}.{wanted}"
    response: HttpResponseBase
    if wanted == "docx":
        response = HttpResponse(blanks.as_word(template), content_type=blanks.MEDIA_TYPES[wanted])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        stored = blanks.stored_pdf(template)
        if stored is None:
            job = blanks.ask_for_pdf(template, actor=request.user, at=timezone.now())
            return redirect("jobs:progress", job_id=job.pk)
        response = FileResponse(stored, filename=name, content_type=blanks.MEDIA_TYPES[wanted])
    response["X-Content-Type-Options"] = "nosniff"
    return response
