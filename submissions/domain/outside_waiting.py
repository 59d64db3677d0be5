"""What of the bureau's own reports still waits between the bureau and the collecting centre."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.thai import local_date
from submissions import access
from submissions.domain.outside_results import NOT_SENT
from submissions.models import Submission

# An answer takes its time; after so many days it is worth asking for.
PATIENCE = timedelta(days=30)
# Nobody is asked any more about what lies further back.
REMEMBERED = timedelta(days=365)


class Stage(StrEnum):
    """What the report waits for; the words are those of a person's task list."""

    SEND = "send_outside"
    NUMBER = "number_outside"
    ANSWER = "await_outside"


def of(user: User, *, at: datetime) -> QuerySet[Submission]:
    """The bureau's own reports that wait for something that `user` records, the oldest due first;
    the recorded result is joined."""
    own = standing.of(user, access.day_of(at))
    mine = Q(pk__in=[])
    for path in own.scopes(Role.REVIEWER, Role.HEAD):
        mine |= Q(round__indicator__owner__path__startswith=path)
    for grant in own.grants:
        if grant.role == Role.EXECUTIVE:
            mine |= Q(unit__path=grant.scope_path)
    unsent = Q(outside_result=None) | Q(outside_result__memo_number="")
    given = Q(outside_result__score__isnull=False) | Q(outside_result__level__isnull=False)
    long_ago = Q(outside_result__sent_on__lte=local_date(at) - PATIENCE)
    return (
        access.with_context(Submission.objects.filter(mine, unsent | (~given & long_ago)))
        .filter(
            unit=F("round__indicator__owner"),
            not_reported=False,
            round__due_at__gte=at - REMEMBERED,
        )
        .exclude(state__in=NOT_SENT)
        .select_related("outside_result")
        .order_by("round__due_at", "pk")
    )


def stage(report: Submission) -> Stage:
    """Which of these it is, of a report that `of` read."""
    result = getattr(report, "outside_result", None)
    if result is None:
        return Stage.SEND
    return Stage.NUMBER if not result.memo_number else Stage.ANSWER
