"""Reports whose lateness counts working days, when the days off change.

Only what nobody confirmed yet follows; a confirmed result keeps the holidays it was computed with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from indicators.domain.holiday_scores import Change, ScoreLine, calendars
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import User
from kpi_portal.jobs import enqueue
from kpi_portal.jobs.models import Job
from kpi_portal.thai import BANGKOK, local_date
from scoring.choices import DayCount
from scoring.lateness import days_over
from submissions import access
from submissions.domain import scores
from submissions.enums import State
from submissions.models import Submission
from submissions.workflow import SETTLED

JOB = "submissions.holiday_scores"
# A score takes some 30 ms; more than these make the person wait, so a job computes them.
AT_ONCE = 8
# A year may bring thousands: each of these is a transaction of its own.
BATCH = 50
_STANDS = SETTLED | {State.RECONSIDERING, State.EXEMPTED}
_SATURDAY = 5
_REASON = "holidays"


def following(change: Change, *, at: datetime) -> list[ScoreLine]:
    """The reports for which one of the days counted, or counts from now on, as a day late."""
    working = sorted(day for day in change.days if day.weekday() < _SATURDAY)
    if not working:
        return []
    found = [
        (submission, counted)
        for submission in _candidates(change, working[-1])
        if (counted := scores.counted_at(submission, at=at)) is not None
        and _within(working, submission.effective_due_at, counted)
    ]
    days = calendars({submission.unit.path for submission, _at in found}, change)
    lines = []
    for submission, counted in found:
        path = submission.unit.path
        before = _late(submission, counted, days.before[path])
        after = _late(submission, counted, days.after[path])
        if days.before[path] != days.after[path]:
            lines.append(_line(submission, before, after))
    return lines


def seen_by(user: User, lines: Sequence[ScoreLine], *, at: datetime) -> set[int]:
    """Those of the reports that `user` may see."""
    visible = access.visible_to(user, at=at).filter(pk__in=[line.pk for line in lines])
    return set(visible.values_list("pk", flat=True))


def recompute(lines: Sequence[ScoreLine], *, actor: Actor, at: datetime) -> Job | None:
    """Compute the scores anew: a few at once, in the act that is under way, many by a job.

    Side effects: new snapshots and score columns, or the job.
    """
    pks = [line.pk for line in lines]
    if len(pks) <= AT_ONCE:
        _compute(pks, at)
        return None
    person = actor if isinstance(actor, User) else None
    payload = {"reports": pks, "user": person.pk if person else None}
    return enqueue(JOB, payload=payload, requested_by=person, at=at, total=len(pks))


def carry_out(pks: Sequence[int], *, at: datetime) -> Iterable[int]:
    """The job's work, in steps; says after each how many reports are done. Computed twice, a score
    is the same."""
    for start in range(0, len(pks), BATCH):
        step = pks[start : start + BATCH]
        with transaction.atomic():
            _compute(step, at)
        yield start + len(step)


def _compute(pks: Iterable[int], at: datetime) -> None:
    for pk in pks:
        submission = access.lock(pk)
        if submission.state not in _STANDS:
            scores.recompute(submission, at=at, reason=_REASON)


def _candidates(change: Change, last: date) -> list[Submission]:
    """Reports not confirmed, due before the last of the days, whose rules count working days."""
    night = datetime.combine(last, time.max, BANGKOK)
    found: QuerySet[Submission] = (
        access.with_context(Submission.objects.filter(unit__path__startswith=change.owner.path))
        .exclude(state__in=_STANDS)
        .annotate(own_due=Coalesce("due_at", "round__due_at"))
        .filter(own_due__lt=night)
        # A definition is parsed once per process; its text is read only until then.
        .defer("definition_version__definition", "round__version__definition")
        .order_by("round__due_at", "unit__path", "pk")
    )
    counted = [submission for submission in found if _by_working_days(submission)]
    scores.remember_filings(counted)
    return counted


def _by_working_days(submission: Submission) -> bool:
    late = submission.definition.late
    return late is not None and late.count is DayCount.WORKING


def _within(days: Iterable[date], due: datetime, counted: datetime) -> bool:
    return any(local_date(due) < day <= local_date(counted) for day in days)


def _late(submission: Submission, counted: datetime, holidays: frozenset[date]) -> int:
    late = submission.definition.late
    days = days_over(submission.effective_due_at, counted, DayCount.WORKING, holidays)
    return max(0, days - (late.grace_days if late else 0))


def _line(submission: Submission, before: int, after: int) -> ScoreLine:
    round_ = submission.round
    return ScoreLine(
        pk=submission.pk,
        what=f"{round_.indicator.code} {round_.name} · {submission.unit_label}",
        url=reverse("submissions:score", args=[submission.pk]),
        before=before,
        after=after,
    )
