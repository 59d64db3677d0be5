"""Signed scans for many memos: sent in at once, recognised, confirmed in one list."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kpi_portal import answers
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import InvalidInput
from kpi_portal.files.policy import megabytes
from kpi_portal.requests import PortalRequest
from submissions import uploads
from submissions.documents.domain import scans
from submissions.documents.enums import ScanState

PER_PAGE = 50
FIELD = "uploads"


@require_safe
def listing(request: PortalRequest) -> HttpResponse:
    """The scans that wait, each with the memo it seems to be."""
    at = timezone.now()
    return _show(request, scans.section_of(request.user, at=at))


@require_POST
def upload(request: PortalRequest) -> HttpResponse:
    """Keep what was sent: one file (scripts send them one by one) or all of a plain form."""
    at = timezone.now()
    section = scans.section_of(request.user, at=at)
    limit = megabytes(settings.EVIDENCE_MAX_BYTES)
    faults = [
        _("%(name)s: larger than %(limit)s.") % {"name": name, "limit": limit}
        for name in uploads.too_large(request, FIELD)
    ]
    kept = 0
    for file in request.FILES.getlist(FIELD):
        try:
            scans.keep(section, file, actor=request.user, at=at)
            kept += 1
        except InvalidInput as refusal:
            faults.append(f"{file.name}: {refusal}")
    if not kept and not faults:
        faults = [_("Choose the scans of the signed memos.")]
    if answers.wants_json(request):
        if faults:
            body = {"error": " ".join(faults), "code": "refused"}
            return JsonResponse(body, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return JsonResponse({"kept": kept}, status=HTTPStatus.CREATED)
    if faults:
        return _show(request, section, faults=faults)
    return redirect("documents:scans")


@require_POST
def confirm(request: PortalRequest) -> HttpResponse:
    """Attach the ticked scans to the memos of the numbers beside them."""
    at = timezone.now()
    section = scans.section_of(request.user, at=at)
    ticked = {int(pk) for pk in request.POST.getlist("scan") if pk.isdigit()}
    typed = {pk: request.POST.get(f"number-{pk}", "") for pk in ticked}
    outcome = scans.confirm(section, typed, actor=request.user, at=at)
    if outcome.attached:
        said = ngettext(
            "%(count)d signed copy is attached and counts as the official one.",
            "%(count)d signed copies are attached and count as the official ones.",
            outcome.attached,
        )
        messages.success(request, said % {"count": outcome.attached})
    if outcome.refused or not ticked:
        faults = [f"{one.name}: {one.reason}" for one in outcome.refused]
        return _show(request, section, faults=faults or [_("Tick the scans that are right.")])
    return redirect("documents:scans")


@require_POST
def set_aside(request: PortalRequest, pk: int) -> HttpResponse:
    """Take one scan off the list."""
    at = timezone.now()
    section = scans.section_of(request.user, at=at)
    scans.set_aside(section, pk, actor=request.user, at=at)
    messages.info(request, _("The scan is set aside."))
    return redirect("documents:scans")


def _show(
    request: PortalRequest, section: Unit, *, faults: list[str] | None = None
) -> HttpResponse:
    page = Paginator(scans.open_of(section), PER_PAGE).get_page(request.GET.get("page"))
    sent = request.method == "POST"
    rows: list[dict[str, Any]] = []
    for scan in page.object_list:
        proposed = scan.document.number if scan.document else ""
        typed = request.POST.get(f"number-{scan.pk}", proposed) if sent else proposed
        ticked = str(scan.pk) in request.POST.getlist("scan") if sent else bool(scan.document)
        rows.append({"scan": scan, "number": typed, "ticked": ticked})
    context = {
        "section": section,
        "page": page,
        "rows": rows,
        "reading": sum(scan.state == ScanState.READING for scan in page.object_list),
        "awaited": list(scans.awaited(section).order_by("-pk")[:500]),
        "faults": faults or [],
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "limit": settings.EVIDENCE_MAX_BYTES,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return render(request, "documents/batches/scans.html", context, status=status)
