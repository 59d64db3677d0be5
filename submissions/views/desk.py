"""The review desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.errors import NotAllowed
from submissions import access


def desk(request: HttpRequest, pk: int, key: str = "") -> HttpResponse:
    """One report: its pieces, the preview, the judgement."""
    at = timezone.now()
    submission = access.get_for(request.user, pk, at=at)
    if not access.may_review(request.user, submission, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    context = {"submission": submission, "key": key, "now": at}
    return render(request, "submissions/review/desk.html", context)
