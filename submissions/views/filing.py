"""Check and submit, withdraw, ask for more time, and the receipt."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpi_portal.errors import DomainError, NotAllowed, Stale
from kpi_portal.files.refusals import FileRefused
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import BANGKOK
from submissions import access, workflow
from submissions.domain import (
    as_read,
    checking,
    completeness,
    contribution_reading,
    decisions,
    in_view,
    manifest,
    part_scores,
    published_parts,
    signed_memo,
    tasklist,
    tasklist_parts,
)
from submissions.domain.transition import perform
from submissions.enums import Action
from submissions.forms.filing import ExtensionForm, ReasonForm, SignedMemoForm, SubmitForm
from submissions.models import Submission
from submissions.views import scoreboard


def check(request: PortalRequest, pk: int) -> HttpResponse:
    """Everything on one page as it will be read, faults first; then submit."""
    submission = access.get_for(request.user, pk, at=timezone.now())
    if request.method != "POST":
        return _page(request, submission, SubmitForm(initial={"version": submission.version}))
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, form, status=422)
    return _submit(request, submission, form)


def submit_signed(request: PortalRequest, pk: int) -> HttpResponse:
    """A named sender hands in with the scan of the memo that the director signed on paper."""
    submission = access.get_for(request.user, pk, at=timezone.now())
    if request.method != "POST":
        form = SignedMemoForm(initial={"version": submission.version})
        return _page(request, submission, form, signed=True)
    form = SignedMemoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, submission, form, signed=True, status=422)
    _require_sender(request, submission)
    return _submit(request, submission, form, signed=True)


def _require_sender(request: PortalRequest, submission: Submission) -> None:
    """Nothing is stored for somebody who may not hand in; `perform` asks once more."""
    move = workflow.move_for(submission.state, Action.SUBMIT)
    if move is None or not access.may_perform(
        request.user, submission, move, at=timezone.now(), with_signed_memo=True
    ):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _submit(
    request: PortalRequest, submission: Submission, form: SubmitForm, *, signed: bool = False
) -> HttpResponse:
    try:
        done = _hand_in(request, submission, form)
    except Stale:
        raise
    except DomainError as refusal:
        form.add_error("scan" if isinstance(refusal, FileRefused) else None, str(refusal))
        if refusal.code == "changed_since_read":
            submission.refresh_from_db()
            _take_back_statement(form)
        return _page(request, submission, form, signed=signed, status=int(refusal.status))
    messages.success(request, _("The report has been handed to the strategy section."))
    return redirect("submissions:receipt", pk=done.pk, number=done.filings.count())


def _hand_in(request: PortalRequest, submission: Submission, form: SubmitForm) -> Submission:
    """As the person's own act, or with the memo that the form of the signed one brings."""
    cleaned, at = form.cleaned_data, timezone.now()
    data = {
        "gaps_acknowledged": cleaned["gaps_acknowledged"],
        "as_read": request.POST.get("as_read", ""),
    }
    version, note = cleaned["version"], cleaned["note"]
    if not isinstance(form, SignedMemoForm):
        return perform(
            submission,
            Action.SUBMIT,
            actor=request.user,
            at=at,
            version=version,
            note=note,
            data=data,
        )
    return signed_memo.submit(
        submission,
        upload=cleaned["scan"],
        signed=signed_memo.Signed(
            signer_name=cleaned["signer_name"],
            signer_position=cleaned["signer_position"],
            number=cleaned["memo_number"],
            dated=cleaned["memo_date"],
        ),
        actor=request.user,
        at=at,
        version=version,
        note=note,
        data=data,
    )


def _take_back_statement(form: SubmitForm) -> None:
    """What was confirmed was another text: it has to be confirmed once more."""
    form.data = {name: form.data[name] for name in form.data if name != "statement"}


def _page(
    request: PortalRequest,
    submission: Submission,
    form: SubmitForm,
    *,
    signed: bool = False,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    move = workflow.move_for(submission.state, Action.SUBMIT)
    may_sign = move is not None and access.may_perform(request.user, submission, move, at=at)
    may_hand_in = move is not None and access.may_perform(
        request.user, submission, move, at=at, with_signed_memo=True
    )
    seen = in_view.of(submission, request.user, at=at)
    levels = tasklist.build(submission, seen=seen, may_edit=False, at=at)
    projected = scoreboard.projected(seen, at=at)
    context = {
        "submission": submission,
        "definition": submission.definition,
        "form": form,
        "signed": signed,
        "as_read": as_read.mark(submission),
        "move": move,
        "may_sign": may_sign,
        "may_hand_in": may_hand_in,
        "levels": levels,
        "chapters": tasklist_parts.chapters(levels),
        "taken": published_parts.of(submission),
        "missing": checking.missing(submission),
        "amiss": completeness.measure_gaps(submission),
        "contributors": [
            one for one in contribution_reading.contributors(submission) if not one.ready
        ],
        "late": checking.late_cost(submission, at=at),
        "projected": projected,
        "worth": part_scores.by_path(projected.result),
        "now": at,
    }
    return render(request, "submissions/check.html", context, status=status)


@require_POST
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    """Take a first report back before the due date."""
    submission = access.get_for(request.user, pk, at=timezone.now())
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_fault(form))
        return redirect("submissions:task_list", pk=pk)
    perform(
        submission,
        Action.WITHDRAW,
        actor=request.user,
        at=timezone.now(),
        version=form.cleaned_data["version"],
        note=form.cleaned_data["note"],
    )
    messages.success(request, _("The report has been withdrawn; it is a draft again."))
    return redirect("submissions:task_list", pk=pk)


def ask_extension(request: PortalRequest, pk: int) -> HttpResponse:
    """The director asks for a later due date."""
    submission = access.get_for(request.user, pk, at=timezone.now())
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["until"]
        due = submission.effective_due_at.astimezone(BANGKOK)
        until = datetime.combine(day, due.timetz())
        try:
            decisions.request_extension(
                submission,
                actor=request.user,
                at=timezone.now(),
                until=until,
                reason=form.cleaned_data["reason"],
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The head of strategy has been asked for more time."))
            return redirect("submissions:task_list", pk=pk)
    context = {
        "submission": submission,
        "form": form,
        "extensions": submission.extensions.all(),
        "now": timezone.now(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "submissions/extension.html", context, status=status)


def receipt(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """What was handed in, when, by whom, with the hashes; its PDF is made in the background."""
    submission = access.get_for(request.user, pk, at=timezone.now())
    filing = get_object_or_404(
        submission.filings.select_related("by", "signed_scan"), number=number
    )
    filing.submission = submission  # the joined one: nothing is read twice
    context = {
        "submission": submission,
        "filing": filing,
        "lines": manifest.lines_of(filing),
        "now": timezone.now(),
    }
    return render(request, "submissions/receipt.html", context)


def _first_fault(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])
