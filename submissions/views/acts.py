"""Acts upon a report from the desk: each shows what it does, asks for what it needs, and is carried
out by the one door for change."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kpi_portal import answers
from kpi_portal.audit import reading
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed, NotFound, Stale
from kpi_portal.form_fields import date_to_type
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import BANGKOK
from submissions import access, workflow
from submissions.domain import review_desk
from submissions.domain.contradictions import reading as contradictions
from submissions.domain.transition import perform
from submissions.enums import Action, ScoreBasis
from submissions.forms import review as forms
from submissions.models import Submission
from submissions.views import desk_page, scoreboard
from submissions.workflow import Move

FORMS: dict[Action, type[forms.ActForm]] = {
    Action.START_REVIEW: forms.ActForm,
    Action.RETURN: forms.ReturnForm,
    Action.ASSESS: forms.ActForm,
    Action.RECHECK: forms.ReasonedForm,
    Action.CONFIRM: forms.ActForm,
    Action.ENDORSE: forms.EndorseForm,
    Action.PUBLISH: forms.ActForm,
    Action.REOPEN: forms.ReasonedForm,
    Action.EXEMPT: forms.OrderForm,
    Action.READMIT: forms.ReadmitForm,
}
DONE = {
    Action.START_REVIEW: gettext_lazy("The review has begun; you are its reviewer."),
    Action.RETURN: gettext_lazy("The report was sent back; the unit has been told."),
    Action.ASSESS: gettext_lazy("The result is proposed; the head of strategy has been told."),
    Action.RECHECK: gettext_lazy("The report is back in review."),
    Action.CONFIRM: gettext_lazy("The result is confirmed."),
    Action.ENDORSE: gettext_lazy("The result is endorsed."),
    Action.PUBLISH: gettext_lazy("The result is published; the unit has been told."),
    Action.REOPEN: gettext_lazy("The review is open again; the unit has been told."),
    Action.EXEMPT: gettext_lazy("The unit is exempted from this assessment."),
    Action.READMIT: gettext_lazy("The report is a draft again, open to the unit."),
}
# These stand upon a result, so the page shows it before they are carried out.
_UPON_A_RESULT = frozenset({Action.ASSESS, Action.CONFIRM, Action.ENDORSE, Action.PUBLISH})
_NEWS = 5


@require_http_methods(["GET", "POST"])
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    """One act of the workflow: GET explains it and asks, POST carries it out."""
    at = timezone.now()
    if action not in FORMS:
        raise NotFound(_("There is no such act."), code="not_found")
    submission = desk_page.open_for(request, pk, at=at)
    wanted = Action(action)
    if request.method == "POST":
        return _carry_out(request, submission, wanted, at)
    move = _offered(request, submission, wanted, at)
    form = _form(submission, wanted, initial=_initial(submission, wanted, at))
    return _page(request, submission, move, form, at)


def _carry_out(
    request: PortalRequest, submission: Submission, action: Action, at: datetime
) -> HttpResponse:
    form = _form(submission, action, request.POST)
    if not form.is_valid():
        move = _offered(request, submission, action, at)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, submission, move, form, at, status=status)
    try:
        perform(
            submission,
            action,
            actor=request.user,
            at=at,
            version=form.cleaned_data["version"],
            note=form.cleaned_data["note"],
            data=form.data_of_the_act(),
        )
    except Stale as refusal:
        return _overtaken(request, submission, action, form, refusal, at)
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        found = workflow.move_for(submission.state, action)
        if found is None:
            raise
        return _page(request, submission, found, form, at, status=int(refusal.status))
    messages.success(request, str(DONE[action]))
    return redirect("submissions:desk", pk=submission.pk)


def _offered(request: PortalRequest, submission: Submission, action: Action, at: datetime) -> Move:
    """The move, when table and role allow it; its guards speak when it is carried out."""
    move = workflow.move_for(submission.state, action)
    if move is None:
        raise GuardRefused(
            _("This cannot be done while the report is “%(state)s”.")
            % {"state": submission.get_state_display()},
            code="no_such_move",
        )
    if not access.may_perform(request.user, submission, move, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    return move


def _form(submission: Submission, action: Action, data: Any = None, **kwargs: Any) -> forms.ActForm:
    if action is Action.RETURN:
        missing = review_desk.build(submission).missing
        return forms.ReturnForm(data, missing=missing, auto_id="act-%s", **kwargs)
    return FORMS[action](data, auto_id="act-%s", **kwargs)


def _initial(submission: Submission, action: Action, at: datetime) -> dict[str, Any]:
    initial: dict[str, Any] = {"version": submission.version, "opened": at.isoformat()}
    if action is Action.RETURN:
        days = timedelta(days=submission.round.answer_days)
        initial["answer_on"] = date_to_type((at + days).astimezone(BANGKOK).date())
    return initial


def _page(
    request: PortalRequest,
    submission: Submission,
    move: Move | None,
    form: forms.ActForm,
    at: datetime,
    *,
    action: Action | None = None,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    chosen = move.action if move else action
    context: dict[str, Any] = {
        "submission": submission,
        "move": move,
        "action": chosen,
        "form": form,
        "now": at,
        **more,
    }
    if chosen is Action.RETURN:
        context["returned"] = review_desk.build(submission, request.user).returned
    if chosen is Action.ASSESS:
        context["contradictions"] = contradictions.open_ones(submission, at=at)
    if chosen in _UPON_A_RESULT:
        context["confirmed"] = scoreboard.make(submission, ScoreBasis.CONFIRMED, at=at)
    name = "_act" if answers.is_htmx(request) else "act"
    return render(request, f"submissions/review/{name}.html", context, status=status)


def _overtaken(
    request: PortalRequest,
    submission: Submission,
    action: Action,
    form: forms.ActForm,
    refusal: Stale,
    at: datetime,
) -> HttpResponse:
    """Somebody was faster: what changed since, the form as it was typed, and whether the act is
    still possible upon the report as it now is."""
    fresh = access.get_for(request.user, submission.pk, at=at)
    move = workflow.move_for(fresh.state, action)
    if move is not None and not access.may_perform(request.user, fresh, move, at=at):
        move = None
    retyped = request.POST.copy()
    retyped["version"] = str(fresh.version)
    retyped["opened"] = at.isoformat()
    form.data = retyped
    more = {"overtaken": str(refusal), "news": _news(fresh, form.cleaned_data.get("opened"))}
    return _page(request, fresh, move, form, at, action=action, status=HTTPStatus.CONFLICT, **more)


def _news(submission: Submission, since: datetime | None) -> list[reading.Line]:
    """What happened since the page was opened, newest first; without that moment the last acts."""
    entries = reading.entries_of(submission.subject)
    if since is not None:
        entries = entries.filter(at__gte=since)
    return [reading.line(entry) for entry in entries[:_NEWS]]
