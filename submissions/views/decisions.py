"""Decisions beside the workflow: more time, waiving a deduction, naming somebody by order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal import answers
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.form_fields import date_to_type
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import BANGKOK
from submissions import access
from submissions.domain import decisions, review_acts
from submissions.forms.review import AppointForm, ExtensionDecisionForm, WaiverForm
from submissions.models import Submission
from submissions.views import desk_page


@require_http_methods(["GET", "POST"])
def extension(request: PortalRequest, pk: int, extension: int) -> HttpResponse:
    """Grant or refuse a unit's request for more time."""
    at = timezone.now()
    submission = _open(request, pk, Role.HEAD, at)
    asked = submission.extensions.select_related("requested_by").filter(pk=extension).first()
    if asked is None:
        raise NotFound(_("There is no such request."), code="not_found")
    asked.submission = submission
    until = asked.requested_until.astimezone(BANGKOK)
    form = ExtensionDecisionForm(
        request.POST or None, auto_id="act-%s", initial={"until": date_to_type(until.date())}
    )

    def decide() -> None:
        cleaned = form.cleaned_data
        day = cleaned["until"]
        decisions.decide_extension(
            asked,
            actor=request.user,
            at=at,
            grant=cleaned["decision"] == "grant",
            until=datetime.combine(day, until.timetz()) if day else None,
            order_number=cleaned["order_number"],
            answer=cleaned["answer"],
        )

    said = _("The request is decided; the unit sees it on its page.")
    return _answer(request, submission, form, decide, said, "extension", asked=asked)


@require_http_methods(["GET", "POST"])
def waive(request: PortalRequest, pk: int) -> HttpResponse:
    """Waive the deduction for lateness, by order."""
    at = timezone.now()
    submission = _open(request, pk, Role.HEAD, at)
    form = WaiverForm(request.POST or None, auto_id="act-%s")

    def decide() -> None:
        decisions.waive_late(
            submission,
            actor=request.user,
            at=at,
            order_number=form.cleaned_data["order_number"],
            reason=form.cleaned_data["note"],
        )

    said = _("The deduction for lateness is waived.")
    return _answer(request, submission, form, decide, said, "waive")


@require_http_methods(["GET", "POST"])
def appoint(request: PortalRequest, pk: int) -> HttpResponse:
    """Name somebody by order to review or confirm this report."""
    at = timezone.now()
    # the executive whose own report this is names those who judge it, and sees nothing of it
    submission = access.get_for(request.user, pk, at=at)
    if not access.may_act_as(request.user, submission, Role.EXECUTIVE, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    people = User.objects.filter(is_active=True).order_by("first_name", "last_name")
    form = AppointForm(request.POST or None, people=people, auto_id="act-%s")

    def decide() -> None:
        cleaned = form.cleaned_data
        decisions.appoint(
            submission,
            actor=request.user,
            at=at,
            person=cleaned["person"],
            role=Role(cleaned["role"]),
            order_number=cleaned["order_number"],
            reason=cleaned["note"],
        )

    said = _("The person is named and finds the report in the review queue.")
    named = submission.appointments.select_related("user").order_by("at")
    return _answer(request, submission, form, decide, said, "appoint", named=named)


def _open(request: PortalRequest, pk: int, role: Role, at: datetime) -> Submission:
    submission = desk_page.open_for(request, pk, at=at)
    if not access.may_act_as(request.user, submission, role, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    return submission


def _answer(
    request: PortalRequest,
    submission: Submission,
    form: django_forms.Form,
    decide: Callable[[], None],
    said: str,
    what: str,
    **more: Any,
) -> HttpResponse:
    """The form, or what follows from it; whatever is refused keeps what was typed."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            decide()
        except NotAllowed:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = HTTPStatus(refusal.status)
        else:
            messages.success(request, said)
            opens = review_acts.may_open(request.user, submission, at=timezone.now())
            page = "submissions:desk" if opens else "submissions:task_list"
            return redirect(page, pk=submission.pk)
    context = {"submission": submission, "form": form, "what": what, "now": timezone.now(), **more}
    name = "_decision" if answers.is_htmx(request) else "decision"
    return render(request, f"submissions/review/{name}.html", context, status=status)
