"""Reminders by the clock: on the planned days, units that have not reported hear of the due day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from indicators.domain import days_off, workdays
from indicators.domain.planning import FURTHEST_REMINDER
from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.accounts import holders
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.notifications.models import Notification
from kpi_portal.notifications.sending import notify
from kpi_portal.thai import BANGKOK
from submissions import access
from submissions.domain import contribution_reading
from submissions.domain.announcements import people_with
from submissions.domain.outbox_names import outbox_name
from submissions.enums import State
from submissions.models import Submission

KIND = "round.reminder"
# Mails at midnight wake people up and are not read earlier.
MORNING = time(8)


@dataclass(frozen=True, slots=True)
class _Schedule:
    """A round's reminders around a unit's own due day, which more time may have moved."""

    due_at: datetime
    reminders: Sequence[int]
    reminders_on_working_days: bool


def remind_due(at: datetime) -> int:
    """Remind of every draft whose reminder falls on the day of `at`; returns how many units.

    Side effects: notifications to those who are `to_remind`, at most once a day for each report,
    reminders sent by hand included. Before eight in the morning nothing is sent.
    """
    if at.astimezone(BANGKOK).time() < MORNING:
        return 0
    day = access.day_of(at)
    due = [draft for draft in _drafts(at) if at <= draft.effective_closes_at]
    owners = {draft.round.indicator.owner for draft in due}
    holidays = {owner: days_off.of(owner) for owner in owners}
    today = [draft for draft in due if _falls_on(day, draft, holidays[draft.round.indicator.owner])]
    waiting = _not_told(today, day)
    for draft in waiting:
        with transaction.atomic():
            tell(draft, to_remind(draft, at=at), at=at)
    return len(waiting)


def to_remind(submission: Submission, *, at: datetime) -> list[User]:
    """The unit's drafters and directors, and those of contributing units whose part is not handed
    in; everybody once."""
    roles = (Role.DRAFTER, Role.DIRECTOR)
    people = {person.pk: person for person in people_with(submission, roles, at=at)}
    for unit in contribution_reading.not_ready(submission):
        held = holders.holding(roles, unit, day=access.day_of(at))
        people |= {person.pk: person for person in held}
    return list(people.values())


def facts_of(submission: Submission, due: datetime) -> dict[str, object]:
    """What the sentences of reminders are made of."""
    return {
        "submission": submission.pk,
        "unit": submission.unit_name,
        "indicator": submission.round.indicator.code,
        "round": submission.round.name,
        "due": due.isoformat(),
    }


def tell(submission: Submission, people: Iterable[User], *, at: datetime) -> None:
    """Write the reminder of one report to these people."""
    notify(
        people,
        kind=KIND,
        facts=facts_of(submission, submission.effective_due_at),
        url=f"/submissions/{submission.pk}/",
        at=at,
        about=outbox_name(submission.round),
    )


def _drafts(at: datetime) -> list[Submission]:
    """Drafts of open rounds that plan reminders and have not closed long ago."""
    reach = timedelta(days=FURTHEST_REMINDER + workdays.MOST_DAYS_OFF)
    rounds = Round.objects.filter(state=RoundState.OPEN, closes_at__gt=at - reach)
    planned = [round.pk for round in rounds.exclude(reminders=[])]
    drafts = Submission.objects.filter(state=State.DRAFT, round__in=planned)
    return list(access.with_context(drafts).order_by("pk"))


def _falls_on(day: date, draft: Submission, holidays: frozenset[date]) -> bool:
    planned = _Schedule(
        draft.effective_due_at, draft.round.reminders, draft.round.reminders_on_working_days
    )
    return any(reminder.day == day for reminder in workdays.reminder_days(planned, holidays))


def _not_told(drafts: list[Submission], day: date) -> list[Submission]:
    """Those of which nobody was reminded on this day yet."""
    if not drafts:
        return []
    morning = datetime.combine(day, time(), BANGKOK)
    told = Notification.objects.filter(
        kind=KIND,
        created_at__gte=morning,
        facts__submission__in=[draft.pk for draft in drafts],
    )
    known = set(told.values_list("facts__submission", flat=True))
    return [draft for draft in drafts if draft.pk not in known]
