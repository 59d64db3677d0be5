"""Planning a round: its dates and settings before it opens, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators.domain import days_off, workdays
from indicators.domain.planning import RoundPlan, plan_round
from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal import thai
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import DomainError, NotAllowed
from kpi_portal.requests import PortalRequest
from submissions.domain import double_switch, round_setup
from submissions.forms.round_plan import RoundPlanForm, initial, offset_words


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One reminder as the page shows it."""

    day: date
    words: Any
    moved_from: date | None
    before_opening: bool


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: PortalRequest, pk: int) -> HttpResponse:
    """The plan; saving settles it, and “show the dates” only shows what would follow."""
    at = timezone.now()
    round_ = round_setup.get_round(request.user, pk, at=at)
    if request.method != "POST":
        return _page(request, round_, at, RoundPlanForm(initial=initial(round_)))
    form = RoundPlanForm(request.POST)
    if not form.is_valid():
        return _page(request, round_, at, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = form.plan(round_)
    if request.POST.get("act") == "show":
        return _page(request, round_, at, form, shown=wanted)
    try:
        planned = plan_round(round_, wanted, actor=request.user, at=at)
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, round_, at, form, status=HTTPStatus(refusal.status))
    if planned.rolled_from:
        messages.info(
            request, _("The due date lay on a day off and moved to the next working day.")
        )
    messages.success(request, _("The plan is kept."))
    return redirect("submissions:round_plan", pk)


def _page(
    request: PortalRequest,
    round_: Round,
    at: datetime,
    form: RoundPlanForm,
    *,
    shown: RoundPlan | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    may = round_setup.acts_open_to(request.user, round_, at=at)
    planned = round_.state == RoundState.PLANNED
    context = {
        "round": round_,
        "form": form,
        "planned": planned,
        "may_plan": planned and Role.CONFIGURER in may,
        "may_extend": Role.EXECUTIVE in may,
        "may_switch": Role.CONFIGURER in may,
        "begun": not planned and double_switch.begun(round_),
        "shown": shown is not None,
        "now": at,
        **_consequences(round_, shown),
    }
    return render(request, "submissions/rounds/plan.html", context, status=status)


def _consequences(round_: Round, shown: RoundPlan | None) -> dict[str, Any]:
    """What follows from the dates: the due day's being a day off, and the days of reminders."""
    named = days_off.named(round_.indicator.owner)
    written = shown.due_at if shown else round_.due_at
    day = (not shown and round_.rolled_from) or thai.local_date(written)
    due = workdays.rolled_forward(written, named) if shown and shown.roll_forward else written
    source = _Dates(
        due_at=due,
        reminders=list(shown.reminders if shown else round_.reminders),
        reminders_on_working_days=(shown or round_).reminders_on_working_days,
    )
    opens = (shown or round_).opens_on
    scheduled = workdays.reminder_days(source, named)
    reminders = [
        ReminderLine(
            reminder.day,
            offset_words(reminder.offset),
            reminder.moved_from,
            before_opening=opens is not None and reminder.day < opens,
        )
        for reminder in scheduled
    ]
    merged = sorted(set(source.reminders) - {reminder.offset for reminder in scheduled})
    return {
        "due": due,
        "due_year": thai.buddhist_year(thai.local_date(due).year),
        "written_day": day,
        "moved": thai.local_date(due) != day,
        "day_off": not workdays.is_working_day(day, named),
        "day_off_name": named.get(day, ""),
        "next_working_day": workdays.working_day_from(day, named),
        "rolls": (shown or round_).roll_forward,
        "reminders": reminders,
        "merged": [offset_words(offset) for offset in merged],
    }


@dataclass(frozen=True, slots=True)
class _Dates:
    due_at: datetime
    reminders: list[int]
    reminders_on_working_days: bool
