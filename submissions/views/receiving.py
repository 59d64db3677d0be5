"""Entering a report that came another way: the reason, the files, the receipt, handing in."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal import answers
from kpi_portal.errors import DomainError, InvalidInput, NotAllowed, NotFound, Stale
from kpi_portal.files.kinds import ACCEPTABLE, labels
from kpi_portal.files.policy import megabytes
from kpi_portal.files.refusals import FileRefused
from kpi_portal.requests import PortalRequest
from submissions import access, uploads
from submissions.domain import (
    as_read,
    checking,
    completeness,
    in_view,
    received_rules,
    receiving,
    receiving_check,
    receiving_files,
    tasklist,
)
from submissions.domain.evidence_versions import portal_policy
from submissions.domain.reach import EVERYTHING
from submissions.forms.evidence import FilesForm
from submissions.forms.receiving import ReasonForm, ReceiptForm
from submissions.models import ReceivedFile, ReceivedReport, Submission
from submissions.validators.policy import SIGNED_SCANS
from submissions.views import desk_page
from submissions.views.evidence_page import Refused

_CHANGED = gettext_lazy(
    "Somebody changed the report after you opened this page. "
    "It is shown as it is now: read it once more, then submit."
)


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: PortalRequest, pk: int) -> HttpResponse:
    """GET shows where the entering stands; POST opens it, takes it over, keeps what is typed, hands
    it in or ends it."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    open_now = access.entering_open(submission)
    if open_now is None and receiving_check.awaiting(submission) is not None:
        return redirect("submissions:received", pk=pk)
    if open_now is None or open_now.filing_id is None:
        _require_receiver(request, submission, at)
    if request.method != "POST":
        return _show(request, submission, at)
    wanted = request.POST.get("do", "")
    if wanted == "open":
        return _open(request, submission, at)
    if open_now is None:
        raise NotAllowed(_("Open the entering first, with the reason."), code="not_held")
    if wanted == "take_over":
        receiving.take_over(open_now, actor=request.user, at=at)
        return redirect("submissions:receive", pk=pk)
    if wanted == "cancel":
        receiving.cancel(open_now, actor=request.user, at=at)
        messages.success(request, _("Entering ended. What was attached stays in the draft."))
        return redirect("submissions:desk", pk=pk)
    return _keep(request, submission, open_now, at, hand_in=wanted == "hand_in")


@require_POST
def files(request: PortalRequest, pk: int) -> HttpResponse:
    """Keep what was brought: one file (scripts send them one by one) or all of a plain form. A file
    that is refused is named with the reason; the others are kept."""
    at = timezone.now()
    submission, received = _held(request, pk, at)
    form = FilesForm(request.POST, request.FILES, auto_id="files-%s")
    limit = megabytes(portal_policy().max_bytes)
    refused = [
        Refused(name, FileRefused("too_large", limit=limit).message)
        for name in uploads.too_large(request, "uploads")
    ]
    kept = 0
    for upload in form.cleaned_data["uploads"] if form.is_valid() else []:
        try:
            receiving_files.add_file(received, upload=upload, actor=request.user, at=at)
            kept += 1
        except InvalidInput as refusal:
            refused.append(Refused(upload.name, refusal.message))
    faults = [str(one.message) for one in refused]
    if not kept and not refused:
        faults = [str(text) for texts in form.errors.values() for text in texts]
    if answers.wants_json(request):
        if faults:
            body = {"error": " ".join(faults), "code": "refused"}
            return JsonResponse(body, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return JsonResponse({"kept": kept}, status=HTTPStatus.CREATED)
    if faults:
        return _show(request, submission, at, refused=refused, files_form=form)
    messages.success(request, _kept_words(kept))
    return redirect("submissions:receive", pk=pk)


@require_POST
def assign(request: PortalRequest, pk: int) -> HttpResponse:
    """Attach every file for which a requirement is chosen; a refused one keeps its choice."""
    at = timezone.now()
    submission, received = _held(request, pk, at)
    refused: list[Refused] = []
    done = 0
    for row in receiving_files.waiting(received):
        key = request.POST.get(f"file-{row.pk}", "")
        if not key:
            continue
        try:
            receiving_files.assign(row, key, actor=request.user, at=at)
            done += 1
        except DomainError as refusal:
            refused.append(Refused(str(row.version), str(refusal)))
    if refused:
        return _show(request, submission, at, refused=refused)
    if not done:
        messages.info(request, _("Choose a requirement for at least one file."))
    else:
        messages.success(request, _attached_words(done))
    return redirect("submissions:receive", pk=pk)


@require_POST
def drop(request: PortalRequest, pk: int, file: int) -> HttpResponse:
    """Take off a file that stands for nothing."""
    at = timezone.now()
    _submission, received = _held(request, pk, at)
    found = ReceivedFile.objects.filter(pk=file, received=received).first()
    if found is None:
        raise NotFound(_("There is no such file."), code="not_found")
    receiving_files.drop(found, actor=request.user, at=at)
    return redirect("submissions:receive", pk=pk)


def _held(request: PortalRequest, pk: int, at: datetime) -> tuple[Submission, ReceivedReport]:
    submission = desk_page.open_for(request, pk, at=at)
    received = access.entering_by(request.user, submission, at=at)
    if received is None:
        raise NotAllowed(_("Open the entering first, with the reason."), code="not_held")
    return submission, received


def _require_receiver(request: PortalRequest, submission: Submission, at: datetime) -> None:
    if not access.may_review(request.user, submission, at=at) or not receiving.may_open(
        request.user, submission, at=at
    ):
        raise NotAllowed(
            _("Reports are received by reviewers, while they are drafts or returned."),
            code="not_allowed",
        )


def _open(request: PortalRequest, submission: Submission, at: datetime) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            receiving.open_entering(
                submission, actor=request.user, at=at, reason=form.cleaned_data["note"]
            )
        except InvalidInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("You may enter the report now; the unit was told."))
            return redirect("submissions:receive", pk=submission.pk)
    return _show(request, submission, at, reason_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _keep(
    request: PortalRequest,
    submission: Submission,
    received: ReceivedReport,
    at: datetime,
    *,
    hand_in: bool,
) -> HttpResponse:
    """Keep everything that can be read, the scan first; then hand in where that was asked."""
    form = ReceiptForm(request.POST, request.FILES, submission=submission)
    form.is_valid()
    read = request.POST.get("as_read") == as_read.mark(submission)
    try:
        received = _keep_cover(request, received, form, at)
        received = receiving.keep_details(
            received,
            form.details(received),
            actor=request.user,
            at=at,
            claimed_level=form.claimed(),
        )
        if hand_in:
            form.ask_for(received_rules.missing(received))
            if not read:
                form.add_error(None, _CHANGED)
        if not form.errors:
            return _finish(request, received, form, at, hand_in=hand_in)
    except Stale:
        raise
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        field = refusal.facts.get("field")
        form.add_error(field if field in form.fields else None, str(refusal))
    fresh = access.get_for(request.user, submission.pk, at=at)
    return _show(request, fresh, at, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _keep_cover(
    request: PortalRequest, received: ReceivedReport, form: ReceiptForm, at: datetime
) -> ReceivedReport:
    if uploads.too_large(request, "cover"):
        limit = megabytes(SIGNED_SCANS.max_bytes)
        form.add_error("cover", str(FileRefused("too_large", limit=limit)))
    scan = form.cleaned_data.get("cover")
    if not scan:
        return received
    try:
        return receiving_files.keep_cover(received, upload=scan, actor=request.user, at=at)
    except FileRefused as refusal:
        form.add_error("cover", str(refusal))
        return received


def _finish(
    request: PortalRequest,
    received: ReceivedReport,
    form: ReceiptForm,
    at: datetime,
    *,
    hand_in: bool,
) -> HttpResponse:
    if not hand_in:
        messages.success(request, _("Saved."))
        return redirect("submissions:receive", pk=received.submission_id)
    # the level is kept with the rest, so what was read is now what was just saved
    mark = as_read.mark(access.get_for(request.user, received.submission_id, at=at))
    receiving.hand_in(
        received,
        actor=request.user,
        at=at,
        version=form.cleaned_data["version"],
        gaps_acknowledged=form.cleaned_data["gaps_acknowledged"],
        as_read=mark,
    )
    messages.success(
        request, _("The report is handed in for the unit. A second person verifies it now.")
    )
    return redirect("submissions:received", pk=received.submission_id)


def _show(
    request: PortalRequest,
    submission: Submission,
    at: datetime,
    *,
    form: ReceiptForm | None = None,
    reason_form: ReasonForm | None = None,
    files_form: FilesForm | None = None,
    refused: list[Refused] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    open_now = access.entering_open(submission)
    mine = access.entering_by(request.user, submission, at=at)
    context: dict[str, Any] = {
        "submission": submission,
        "received": open_now,
        "mine": mine,
        "reason_form": reason_form or ReasonForm(),
        "refused": refused or [],
        "now": at,
    }
    if mine is not None:
        context |= _entering(request, submission, mine, form, files_form, at)
    code = HTTPStatus.UNPROCESSABLE_ENTITY if refused else status
    return render(request, "submissions/receiving/receive.html", context, status=code)


def _entering(
    request: PortalRequest,
    submission: Submission,
    received: ReceivedReport,
    form: ReceiptForm | None,
    files_form: FilesForm | None,
    at: datetime,
) -> dict[str, Any]:
    """What the page shows to the one who enters the report."""
    policy = portal_policy()
    seen = in_view.of(submission, request.user, at=at)
    initial = ReceiptForm.initial_of(received, submission)
    form = form or ReceiptForm(initial=initial, submission=submission)
    form.mark_needed(received)
    return {
        "form": form,
        "files_form": files_form or FilesForm(auto_id="files-%s"),
        "waiting": _waiting(request, submission, received),
        "levels": tasklist.build(submission, seen=seen, may_edit=EVERYTHING, at=at),
        "missing": checking.missing(submission),
        "amiss": completeness.measure_gaps(submission),
        "as_read": as_read.mark(submission),
        "accepted": labels(policy.kinds),
        "accept": ",".join(f".{e}" for kind in policy.kinds for e in ACCEPTABLE[kind].extensions),
        "max_bytes": policy.max_bytes,
        "limit": megabytes(policy.max_bytes),
    }


def _waiting(
    request: PortalRequest, submission: Submission, received: ReceivedReport
) -> list[dict[str, Any]]:
    """Each file with the requirements it may stand for; the one its name begins with is chosen."""
    rows = []
    received.submission = submission
    for row in receiving_files.waiting(received):
        places = receiving_files.choices(received, row.version)
        keys = [place.requirement.key for place in places]
        chosen = request.POST.get(f"file-{row.pk}") or receiving_files.guess(
            row.version.original_name, keys
        )
        rows.append({"row": row, "places": places, "chosen": chosen})
    return rows


def _kept_words(count: int) -> str:
    words = ngettext("%(count)d file kept.", "%(count)d files kept.", count)
    return words % {"count": count}


def _attached_words(count: int) -> str:
    words = ngettext("%(count)d piece attached.", "%(count)d pieces attached.", count)
    return words % {"count": count}
