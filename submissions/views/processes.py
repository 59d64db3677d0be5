"""The page where a unit chooses the processes it improves."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.errors import DomainError, InvalidInput
from kpi_portal.requests import PortalRequest
from submissions.domain import (
    forms_answers,
    forms_evidence,
    forms_scope,
    merge_processes,
    merge_rows,
)
from submissions.domain import processes as choosing
from submissions.models import Submission


@require_http_methods(["GET", "HEAD", "POST"])
def processes(request: PortalRequest, pk: int) -> HttpResponse:
    """Candidates of form 1, the processes chosen with their forms, and those taken off."""
    at = timezone.now()
    submission = choosing.find_for(request.user, pk, at=at)
    if request.method != "POST":
        return _show(request, submission, at)
    try:
        _perform(request, submission, at)
    except InvalidInput as refusal:
        forms_answers.forget(submission)
        return _show(request, submission, at, refusal)
    return redirect("submissions:processes", pk=submission.pk)


def _perform(request: PortalRequest, submission: Submission, at: datetime) -> None:
    verb, _sep, number = request.POST.get("do", "add").partition(":")
    name, actor = request.POST.get("name", ""), request.user
    if verb == "add":
        for one in request.POST.getlist("candidate"):
            choosing.choose(submission, actor=actor, at=at, name=one)
        if name.strip() or not request.POST.getlist("candidate"):
            choosing.choose(submission, actor=actor, at=at, name=name)
        return
    if verb == "restore":
        process = choosing.restore(submission, _whole(number), actor=actor, at=at)
        messages.success(request, _("“%(name)s” is back, with its answers.") % {"name": process})
        return
    if verb == "take":
        _take_over(request, submission, number, at)
        return
    process = choosing.get(submission, _whole(number))
    if verb == "rename":
        choosing.rename(process, actor=actor, at=at, name=name)
    elif verb in ("up", "down"):
        step = choosing.UP if verb == "up" else choosing.DOWN
        choosing.move(process, actor=actor, at=at, step=step)
    elif verb == "remove":
        choosing.remove(process, actor=actor, at=at)
        messages.success(
            request,
            _("“%(name)s” is taken off. Its answers are kept; you can put it back below.")
            % {"name": process},
        )


def _take_over(request: PortalRequest, submission: Submission, which: str, at: datetime) -> None:
    """Take a division's answers over for a process of the bureau's own report: `which` names the
    process and the division's."""
    mine, _sep, source = which.partition(":")
    process = choosing.get(submission, _whole(mine))
    shown = (text.partition(":") for text in request.POST.getlist("revision"))
    taken = merge_processes.take_over(
        process,
        _whole(source),
        actor=request.user,
        at=at,
        replace=request.POST.get("replace") == "1",
        revisions={code: _whole(revision) for code, _colon, revision in shown},
    )
    templates = forms_scope.templates_of(submission)
    numbers = {code: str(templates[code].schema["number"]) for code in taken.forms + taken.kept}
    if taken.forms:
        said = ", ".join(numbers[code] for code in taken.forms)
        messages.success(request, _("Taken over: %(forms)s.") % {"forms": said})
    if taken.kept:
        said = ", ".join(numbers[code] for code in taken.kept)
        messages.info(
            request,
            _("These stay as they were typed: %(forms)s. Tick “replace” to take the division's.")
            % {"forms": said},
        )


def _show(
    request: PortalRequest,
    submission: Submission,
    at: datetime,
    refusal: DomainError | None = None,
) -> HttpResponse:
    codes = choosing.repeating_forms(submission)
    places = forms_answers.by_form(submission, codes)
    given = merge_processes.givers(submission)
    origins = merge_processes.origins_by_name(submission)
    rows = [
        {
            "process": process,
            "givers": given.get(process.pk, ()),
            "origins": origins.get(merge_rows.key_of(process.name), ()),
            "forms": [
                (forms_scope.templates_of(submission)[code], places[code][number]) for code in codes
            ],
        }
        for number, process in enumerate(choosing.chosen(submission))
    ]
    context = {
        "submission": submission,
        "rows": rows,
        "candidates": [
            (one, origins.get(merge_rows.key_of(one.name), ()))
            for one in choosing.candidates(submission)
        ],
        "removed": choosing.removed(submission),
        "may_edit": choosing.may_change(request.user, submission, at=at),
        "voids": [a for code in codes for a in _standing(submission, code)],
        "refusal": refusal,
        "renaming": _whole(request.POST.get("do", "").partition(":")[2]),
        "typed": request.POST.get("name", ""),
        "review_form": choosing.REVIEW_FORM in forms_scope.templates_of(submission),
        "now": at,
    }
    status = HTTPStatus(refusal.status) if refusal else HTTPStatus.OK
    return render(request, "submissions/forms/processes.html", context, status=status)


def _standing(submission: Submission, code: str) -> list[object]:
    if not forms_scope.approvals_of_form(submission.definition, code):
        return []
    return [*forms_evidence.standing_approvals(submission, code)]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
