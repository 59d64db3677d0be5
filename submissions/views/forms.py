"""The page of one web form: shown, filled in with and without scripts, saved while typing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms_templates.schema import Repeat
from kpi_portal.requests import PortalRequest
from submissions.domain import (
    forms,
    forms_answers,
    forms_evidence,
    forms_paper,
    forms_scope,
    merge_origins,
    merge_rows,
)
from submissions.domain import processes as choosing
from submissions.domain.forms import Sheet
from submissions.forms import answer_page
from submissions.models import Process, Submission
from submissions.views import forms_saving


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: PortalRequest, pk: int, code: str, process: int | None = None) -> HttpResponse:
    """The form of the report, or of one of its processes. A form that repeats leads on to the
    process that still needs it."""
    at = timezone.now()
    submission = forms_scope.find_for(request.user, pk, code, at=at)
    template = forms_scope.template_of(submission, code)
    if process is None and template.schema["repeat"] == Repeat.PROCESS:
        return _to_a_process(request, submission, code)
    chosen = choosing.get(submission, process) if process is not None else None
    sheet = forms.open_sheet(submission, code, chosen)
    if request.method == "POST":
        outcome = forms_saving.take(request, sheet, at=at)
        if outcome.response is not None:
            return outcome.response
        return show(request, sheet, at=at, **outcome.echo)
    return show(request, sheet, at=at)


def show(
    request: PortalRequest,
    sheet: Sheet,
    *,
    at: datetime,
    typed: Mapping[str, Any] | None = None,
    theirs: Mapping[str, Any] | None = None,
    faults: Mapping[str, str] | None = None,
    refusal: str = "",
    revision: int | None = None,
    token: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The page. `typed` echoes what could not be saved, `refusal` says why, `theirs` stands beside
    what another person saved in the meantime."""
    submission, code = sheet.submission, sheet.schema.key
    may_edit = forms_scope.may_change(request.user, submission, code, at=at)
    covering = forms_scope.approvals_of_form(submission.definition, code)
    standing = forms_evidence.standing_approvals(submission, code) if covering else []
    locked = bool(standing) and request.GET.get("edit") != "plan" and typed is None
    origins = merge_origins.of_sheet(sheet)
    page = answer_page.build(
        sheet,
        data=dict(typed) if typed is not None else None,
        extra=_extra_rows(request),
        theirs=theirs,
        faults=faults,
        mark_missing="check" in request.GET or bool(faults),
        token=token,
        origins=origins,
        signed_elsewhere=forms_paper.APPROVER if covering else "",
    )
    places = forms_answers.filled(submission, code)
    context = {
        "submission": submission,
        "sheet": sheet,
        "page": page,
        "may_edit": may_edit,
        "locked": locked,
        "only_progress": may_edit and locked and sheet.schema.month_plan() is not None,
        "writable": may_edit and not locked,
        "approvals": standing,
        "places": places if sheet.process else [],
        "approval_key": next(iter(covering), ""),
        "plan": forms_saving.plan_figures(sheet.schema, sheet.data if typed is None else typed),
        "refusal": refusal,
        "revision": sheet.revision if revision is None else revision,
        "check": "check" in request.GET,
        "comments": forms_scope.comments(submission, code),
        "undo": forms_saving.undo_offer(request, sheet),
        "now": at,
        "address": address_of(sheet),
        "paper": paper_address(sheet),
        "merges": may_edit and _is_merged_into(sheet),
    }
    return render(request, "submissions/forms/form.html", context, status=status)


def _is_merged_into(sheet: Sheet) -> bool:
    """Whether rows of divisions' reports are merged into this form."""
    report = sheet.submission
    consolidated = report.is_bureaus_own and report.round.indicator.consolidated
    return consolidated and sheet.schema.key == merge_rows.FORM


def address_of(sheet: Sheet) -> str:
    """Where the form lies."""
    if sheet.process is None:
        return reverse("submissions:form", args=[sheet.submission.pk, sheet.schema.key])
    return reverse(
        "submissions:form_of", args=[sheet.submission.pk, sheet.schema.key, sheet.process.pk]
    )


def paper_address(sheet: Sheet) -> dict[str, str]:
    """Where its printed sheets are made: kind → address."""
    return {kind: f"{address_of(sheet)}paper/{kind}/" for kind in ("pdf", "docx")}


def _to_a_process(request: PortalRequest, submission: Submission, code: str) -> HttpResponse:
    places = forms_answers.filled(submission, code)
    if not places:
        if choosing.may_change(request.user, submission, at=timezone.now()):
            messages.info(request, _("Choose the processes first; this form is filled for each."))
        return redirect("submissions:processes", pk=submission.pk)
    first = next((place for place in places if not place.complete), places[0])
    process: Process | None = first.process
    return HttpResponseRedirect(
        reverse("submissions:form_of", args=[submission.pk, code, process.pk if process else 0])
    )


def _extra_rows(request: PortalRequest) -> dict[str, int]:
    """Empty rows asked for without scripts: `?more=rows` or `?more=tables.plan_results`."""
    wanted = request.GET.get("more", "")
    return {wanted: 1} if wanted else {}
