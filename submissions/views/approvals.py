"""Approvals of plans: asked for by the unit, read and decided by the named role."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import DomainError, InvalidInput
from kpi_portal.files.policy import megabytes
from kpi_portal.files.refusals import FileRefused
from kpi_portal.requests import PortalRequest
from submissions import access, uploads
from submissions.domain import (
    approvals as verbs,
)
from submissions.domain import (
    approvals_reading as reading,
)
from submissions.domain import forms_answers, forms_scope, reach, requirements, signed_approval
from submissions.domain.evidence import Details
from submissions.enums import ApprovalState
from submissions.forms import answer_page
from submissions.forms.approvals import DecisionForm, SignedScanForm
from submissions.models import Approval, Submission
from submissions.validators.policy import SIGNED_SCANS


@require_safe
def approvals(request: PortalRequest) -> HttpResponse:
    """What waits for this person's approval, and what the person decided lately."""
    at = timezone.now()
    own = reading.standing_of(request.user, at)
    context = {
        "waiting": list(reading.waiting_for(request.user, own)[:100]),
        "decided": reading.decided_by(request.user),
        "now": at,
    }
    return render(request, "submissions/forms/approvals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: PortalRequest, pk: int) -> HttpResponse:
    """One plan to read and to decide on; afterwards the text that was approved."""
    at = timezone.now()
    found = reading.get_for(request.user, pk, at=at)
    if request.method != "POST":
        return _decision_page(request, found, at)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, found, at, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    _decide(request, found, form, at)
    return redirect("submissions:approvals")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PortalRequest, pk: int, key: str) -> HttpResponse:
    """The unit asks for the approval, or enters a plan that was signed on paper."""
    at = timezone.now()
    submission = reach.find_for(request.user, pk, key, at=at)
    place = requirements.place_of(submission, key)
    if request.method != "POST":
        return _ask_page(request, submission, place, at)
    if request.POST.get("do") == "scan":
        return _enter_scan(request, submission, place, at)
    try:
        verbs.request(submission, key, actor=request.user, at=at)
    except DomainError as refusal:
        return _ask_page(request, submission, place, at, refusal=refusal)
    messages.success(request, _("Sent for approval. You will be told of the decision."))
    return redirect("submissions:ask_approval", pk=pk, key=key)


def _decide(request: PortalRequest, found: Approval, form: DecisionForm, at: datetime) -> None:
    note = form.cleaned_data["note"]
    if request.POST.get("do") == "approve":
        digest = form.cleaned_data["digest"]
        verbs.approve(found, actor=request.user, at=at, digest=digest, note=note)
        messages.success(request, _("The plan is approved. The unit was told."))
    elif request.POST.get("do") == "refuse":
        verbs.refuse(found, actor=request.user, at=at, note=note)
        messages.success(request, _("The plan was sent back with your reason."))
    else:
        raise InvalidInput(_("Choose whether to approve."), code="no_decision")


def _decision_page(
    request: PortalRequest,
    found: Approval,
    at: datetime,
    form: DecisionForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    submission = found.submission
    role = Role(found.role)
    waits = found.state == ApprovalState.REQUESTED
    may_decide = waits and verbs.may_decide(request.user, found, at=at)
    grant = access.acting_grant(request.user, submission, role, at=at)
    context = {
        "approval": found,
        "submission": submission,
        "place": requirements.place_of(submission, found.requirement),
        "pages": [answer_page.build(sheet) for sheet in reading.sheets_of(found)],
        "may_decide": may_decide and forms_scope.is_open(submission, found.form_code),
        "resting": may_decide and not forms_scope.is_open(submission, found.form_code),
        "acting_line": grant.acting_line if grant else "",
        "form": form or DecisionForm(initial={"digest": found.answers_digest}),
        "now": at,
    }
    return render(request, "submissions/forms/approval.html", context, status=status)


def _enter_scan(
    request: PortalRequest, submission: Submission, place: requirements.Place, at: datetime
) -> HttpResponse:
    form = SignedScanForm(request.POST, request.FILES)
    key = place.requirement.key
    if uploads.too_large(request, "scan"):
        limit = megabytes(SIGNED_SCANS.max_bytes)
        form.add_error("scan", str(FileRefused("too_large", limit=limit)))
    if form.is_valid():
        try:
            _enter(request, submission, form, place, at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The signed plan is entered."))
            return redirect("submissions:ask_approval", pk=submission.pk, key=key)
    return _ask_page(request, submission, place, at, form=form)


def _enter(
    request: PortalRequest,
    submission: Submission,
    form: SignedScanForm,
    place: requirements.Place,
    at: datetime,
) -> None:
    """Check before the slow work; the approval itself looks again under its lock."""
    said = form.cleaned_data
    code = forms_scope.form_of_approval(submission.definition, place.requirement.key)
    forms_scope.require_changeable(
        submission, code, actor=request.user, at=at, approval=place.requirement.key
    )
    outdated = reading.outdated_codes(submission, code, said["printed_code"])
    if outdated and not said["outdated_accepted"]:
        raise InvalidInput(
            _(
                "The form was changed after this print (%(codes)s). Have the newest print signed, "
                "or confirm below that the signed one is valid."
            )
            % {"codes": ", ".join(outdated)},
            code="print_outdated",
        )
    signed = partial(
        verbs.SignedScan,
        signer_name=said["signer_name"],
        signer_position=said["signer_position"],
        signed_on=said["signed_on"],
        document_number=said["document_number"],
        acting_line=said["acting_line"],
    )
    signed_approval.enter(
        submission,
        place.requirement.key,
        upload=said["scan"],
        signed=signed,
        details=Details(
            caption=place.requirement.title[:500],
            document_number=said["document_number"],
            document_date=said["signed_on"],
        ),
        actor=request.user,
        at=at,
    )


def _ask_page(
    request: PortalRequest,
    submission: Submission,
    place: requirements.Place,
    at: datetime,
    *,
    form: SignedScanForm | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    key = place.requirement.key
    code = forms_scope.form_of_approval(submission.definition, key)
    history = reading.newest_of(submission, key)
    newest = history[0] if history else None
    places = forms_answers.filled(submission, code) if code else []
    context: dict[str, Any] = {
        "submission": submission,
        "place": place,
        "code": code,
        "template": forms_scope.templates_of(submission).get(code),
        "places": places,
        "complete": forms_answers.is_complete(places),
        "history": history,
        "newest": newest,
        "settled": newest is not None and verbs.is_settled(newest),
        "comments": forms_scope.comments(submission, code),
        "may_edit": forms_scope.may_ask(request.user, submission, key, at=at),
        "form": form or SignedScanForm(),
        "role": Role(place.requirement.approver or Role.EXECUTIVE).label,
        "refusal": refusal,
        "now": at,
    }
    status = HTTPStatus.OK
    if refusal is not None:
        status = HTTPStatus(refusal.status)
    elif form is not None and form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "submissions/forms/ask_approval.html", context, status=status)
