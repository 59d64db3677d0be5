"""Reminders by the clock: on the planned days, units that have not reported hear of the due day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
from kpi_portal.notifications.sending import Message, notify_many
from kpi_portal.thai import BANGKOK
from submissions import access
from submissions.domain import contribution_reading
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.enums import State
from submissions.models import Submission

KIND = "round.reminder"
OVERDUE = "round.overdue"
KINDS = (KIND, OVERDUE)
_ROLES = (Role.DRAFTER, Role.DIRECTOR)
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

    Side effects: notifications to `people_of` each, at most once a day for each report, reminders
    sent by hand included. All are written in one transaction with the job that delivers them, so
    a worker that dies leaves none or all, and a second run at the same time finds them told.
    Before eight in the morning nothing is sent. A constant number of queries.
    """
    if at.astimezone(BANGKOK).time() < MORNING:
        return 0
    day = access.day_of(at)
    with transaction.atomic():
        rounds = _rounds(at)
        due = [draft for draft in _drafts(rounds) if at <= draft.effective_closes_at]
        holidays = days_off.of_paths(draft.round.indicator.owner.path for draft in due)
        waiting = _not_told([draft for draft in due if _falls_on(day, draft, holidays)], day)
        people = people_of(waiting, at=at)
        for kind in KINDS:
            notify_many(
                [
                    Message(
                        people[draft.pk],
                        facts_of(draft, draft.effective_due_at),
                        f"/submissions/{draft.pk}/",
                        outbox_name(draft.round),
                    )
                    for draft in waiting
                    if kind_of(draft, at) == kind
                ],
                kind=kind,
                at=at,
            )
    return len(waiting)


def kind_of(submission: Submission, at: datetime) -> str:
    """Before the due moment it is a reminder, afterwards the report is overdue."""
    return OVERDUE if at > submission.effective_due_at else KIND


def people_of(reports: Collection[Submission], *, at: datetime) -> dict[int, list[User]]:
    """Report → its unit's drafters and directors; of a draft also those of contributing units
    whose part is not handed in; everybody once. A constant number of queries."""
    access.read_contributions(reports)
    units = {
        report.pk: [
            report.unit,
            *(contribution_reading.not_ready(report) if report.state == State.DRAFT else ()),
        ]
        for report in reports
    }
    every = {unit.pk: unit for asked in units.values() for unit in asked}
    held = holders.holding_in(_ROLES, every.values(), day=access.day_of(at))
    return {
        pk: list({person.pk: person for unit in asked for person in held[unit.pk]}.values())
        for pk, asked in units.items()
    }


def facts_of(submission: Submission, due: datetime) -> dict[str, object]:
    """What the sentences of reminders are made of."""
    facts: dict[str, object] = facts_of_report(submission, due=due.isoformat())
    if submission.state == State.DRAFT:
        facts["until"] = submission.effective_closes_at.isoformat()
    return facts


def _rounds(at: datetime) -> list[int]:
    """Open rounds that plan reminders and have not closed long ago; held until the reminders are
    written, so that two runs follow each other."""
    reach = timedelta(days=FURTHEST_REMINDER + workdays.MOST_DAYS_OFF)
    rounds = Round.objects.filter(state=RoundState.OPEN, closes_at__gt=at - reach)
    planned = rounds.exclude(reminders=[]).select_for_update(no_key=True).order_by("pk")
    return list(planned.values_list("pk", flat=True))


def _drafts(rounds: Collection[int]) -> list[Submission]:
    drafts = Submission.objects.filter(state=State.DRAFT, round__in=rounds)
    return list(access.with_context(drafts).order_by("pk"))


def _falls_on(day: date, draft: Submission, holidays: Mapping[str, Mapping[date, str]]) -> bool:
    planned = _Schedule(
        draft.effective_due_at, draft.round.reminders, draft.round.reminders_on_working_days
    )
    off = holidays[draft.round.indicator.owner.path]
    return any(reminder.day == day for reminder in workdays.reminder_days(planned, off))


def _not_told(drafts: list[Submission], day: date) -> list[Submission]:
    """Those of which nobody was reminded on this day yet."""
    if not drafts:
        return []
    morning = datetime.combine(day, time(), BANGKOK)
    told = Notification.objects.filter(
        kind__in=KINDS,
        created_at__gte=morning,
        facts__submission__in=[draft.pk for draft in drafts],
    )
    known = set(told.values_list("facts__submission", flat=True))
    return [draft for draft in drafts if draft.pk not in known]
