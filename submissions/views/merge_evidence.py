"""The page on which divisions' evidence is attached to the bureau's own report by reference."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import merge_evidence, merge_reading
from submissions.models import Submission


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: PortalRequest, pk: int) -> HttpResponse:
    """By requirement, the divisions' pieces with verdict and origin; a POST attaches some."""
    at = timezone.now()
    report = merge_reading.find_for(request.user, pk, at=at)
    if request.method != "POST":
        return _page(request, report, at)
    key = request.POST.get("requirement", "")
    ticked = {int(text) for text in request.POST.getlist("use") if _is_key(text)}
    try:
        added = merge_evidence.attach(report, key, ticked, actor=request.user, at=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        return _page(request, report, at, refusal, key, ticked)
    if added:
        said = ngettext("%(count)d piece attached.", "%(count)d pieces attached.", len(added))
        messages.success(request, said % {"count": len(added)})
    else:
        messages.info(request, _("All of these were attached before."))
    here = reverse("submissions:merge_evidence", args=[report.pk])
    return HttpResponse(status=HTTPStatus.FOUND, headers={"Location": f"{here}#r-{key}"})


def _page(
    request: PortalRequest,
    report: Submission,
    at: datetime,
    refusal: DomainError | None = None,
    refused: str = "",
    ticked: set[int] | None = None,
) -> HttpResponse:
    context = {
        "submission": report,
        "offers": merge_evidence.read(report, reader=request.user, at=at),
        "may_edit": access.may_edit(request.user, report, at=at),
        "refusal": refusal,
        "refused": refused,
        "ticked": ticked or set(),
        "now": at,
    }
    status = HTTPStatus(refusal.status) if refusal else HTTPStatus.OK
    return render(request, "submissions/merging/evidence.html", context, status=status)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
