"""Units for which nobody can sign while a due date comes near."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from kpi_portal.accounts import holders, overview
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.notifications.models import Notification
from kpi_portal.notifications.sending import Message, notify_many
from submissions import access
from submissions.domain.outbox_names import outbox_name
from submissions.enums import State
from submissions.models import Submission

AHEAD = timedelta(days=10)
KIND = "unit.no_director"


def found(at: datetime) -> list[Submission]:
    """Drafts due within ten days for which nobody can sign until then: the unit has no director, or
    the director is away, and nobody stands in."""
    drafts = access.with_context(
        Submission.objects.filter(
            state=State.DRAFT, round__due_at__gt=at, round__due_at__lte=at + AHEAD
        )
    )
    near = list(drafts.order_by("pk"))
    # A unit with two reports is asked about the earlier one: whoever comes later signs the other.
    days: dict[Unit, date] = {}
    for submission in near:
        due = access.day_of(submission.round.due_at)
        days[submission.unit] = min(due, days.get(submission.unit, due))
    lacking = {unit.pk for unit in overview.nobody_until(days, first=access.day_of(at))}
    return [submission for submission in near if submission.unit_id in lacking]


def warn(at: datetime) -> int:
    """Tell heads and configurers once of each such report; returns how many are new."""
    with transaction.atomic():
        new = _not_told(found(at))
        owners = {one.round.indicator.owner_id: one.round.indicator.owner for one in new}
        people = holders.holding_in(
            (Role.HEAD, Role.CONFIGURER), owners.values(), day=access.day_of(at)
        )
        notify_many(
            [
                Message(
                    people[submission.round.indicator.owner_id],
                    {
                        "submission": submission.pk,
                        "unit": submission.unit.name,
                        "indicator": submission.round.indicator.code,
                        "round": submission.round.name,
                        "due": submission.effective_due_at.isoformat(),
                    },
                    "/units/",
                    outbox_name(submission.round),
                )
                for submission in new
            ],
            kind=KIND,
            at=at,
        )
    return len(new)


def _not_told(submissions: Iterable[Submission]) -> list[Submission]:
    there = list(submissions)
    if not there:
        return []
    told = Notification.objects.filter(
        kind=KIND, facts__submission__in=[submission.pk for submission in there]
    )
    known = set(told.values_list("facts__submission", flat=True))
    return [submission for submission in there if submission.pk not in known]
