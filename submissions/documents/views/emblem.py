"""The agency's emblem: shown, and replaced by a configurer."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import DomainError, NotFound
from kpi_portal.files.file_guard import inspect
from kpi_portal.requests import PortalRequest
from submissions.access import day_of
from submissions.documents.domain import emblems
from submissions.documents.forms.emblem import EmblemForm
from submissions.validators.policy import PICTURES


def emblem(request: PortalRequest) -> HttpResponse:
    """The emblem that this configurer's memos carry, and the form to upload another."""
    owner = _owner_of(request)
    form = EmblemForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["image"]
        try:
            facts = inspect(upload, upload.name, upload.size, PICTURES)
            emblems.upload(
                owner,
                actor=request.user,
                at=timezone.now(),
                image=upload.read(),
                media_type=facts.media_type,
            )
        except DomainError as refusal:
            form.add_error("image", str(refusal))
        else:
            messages.success(request, _("New memos carry this emblem from now on."))
            return redirect("documents:emblem")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "documents/emblem.html", {"owner": owner, "form": form}, status=status)


def picture(request: PortalRequest) -> HttpResponse:
    """The emblem in use, as an image."""
    data = emblems.for_unit(_owner_of(request))
    kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    response = HttpResponse(data, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _owner_of(request: PortalRequest) -> Unit:
    """The unit that the person configures; for everybody else the page does not exist."""
    own = standing.of(request.user, day_of(timezone.now()))
    scopes = own.scopes(Role.CONFIGURER)
    if not scopes:
        raise NotFound("no unit to configure", code="not_found")
    return Unit.objects.get(path=scopes[0])
