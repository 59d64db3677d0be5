"""The second person looks at what staff entered for a unit, beside the scan of the signed cover."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.errors import InvalidInput, NotFound
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import pieces, receiving_check, requirements
from submissions.enums import ScanState
from submissions.forms.receiving import VerifyForm
from submissions.models import EvidenceVersion, ReceivedReport, Submission
from submissions.views import desk_page
from submissions.views.files import INLINE


@require_http_methods(["GET", "HEAD", "POST"])
def received(request: PortalRequest, pk: int) -> HttpResponse:
    """GET shows the entry beside the scan; POST verifies it or sends it back."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    rows = submission.received_reports.filter(filing__isnull=False)
    found = rows.select_related(
        "filing", "cover", "opened_by", "entered_by", "verified_by", "sent_back_by"
    ).first()
    if found is None:
        raise NotFound(_("No report was received another way here."), code="not_found")
    found.submission = submission
    if request.method != "POST":
        return _page(request, submission, found, VerifyForm(), at)
    form = VerifyForm(request.POST)
    if form.is_valid() and _judge(request, found, form, at):
        return redirect("submissions:received", pk=pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, submission, found, form, at, status=status)


def _judge(request: PortalRequest, found: ReceivedReport, form: VerifyForm, at: datetime) -> bool:
    note = form.cleaned_data["note"]
    try:
        if request.POST.get("do") == "send_back":
            receiving_check.send_back(found, actor=request.user, at=at, note=note)
            messages.success(request, _("Sent back to whoever entered it, with your reason."))
        else:
            receiving_check.verify(found, actor=request.user, at=at, note=note)
            messages.success(
                request, _("Verified. The acknowledgement is being made; the unit was told.")
            )
    except InvalidInput as refusal:
        form.add_error("note", str(refusal))
        return False
    return True


def _page(
    request: PortalRequest,
    submission: Submission,
    found: ReceivedReport,
    form: VerifyForm,
    at: datetime,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    waits = found.verified_at is None and found.sent_back_at is None
    places = requirements.index(submission.definition)
    context: dict[str, Any] = {
        "submission": submission,
        "received": found,
        "filing": found.filing,
        "form": form,
        "waits": waits,
        "may_verify": waits and receiving_check.may_verify(request.user, found, at=at),
        "may_correct": access.entering_by(request.user, submission, at=at) is not None,
        "cover": _shown(found.cover),
        "pieces": [
            (places[use.requirement], use)
            for use in pieces.active(submission)
            if use.supplied and use.requirement in places
        ],
        "now": at,
    }
    return render(request, "submissions/receiving/received.html", context, status=status)


def _shown(version: EvidenceVersion | None) -> dict[str, Any]:
    """How the scan is shown: in a frame, as a picture, or to download."""
    if version is None:
        return {"how": "nothing"}
    if version.scan_state != ScanState.CLEAR:
        return {"how": str(version.scan_state), "version": version}
    how = "frame" if version.media_type == "application/pdf" else "picture"
    return {"how": how if version.media_type in INLINE else "download", "version": version}
