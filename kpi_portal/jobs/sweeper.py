"""Giving back what dead workers held, and telling workers again of what still waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from kpi_portal.jobs import lease, queue, wording
from kpi_portal.jobs.models import Job, JobState

_TOLD_RECENTLY = timedelta(minutes=1)
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did: jobs given back, given up, and announced."""

    given_back: int
    given_up: int
    announced: int


def sweep(*, now: datetime, at_start: bool = False) -> Swept:
    """Repair the queue. Any number of sweeps may run at once; none makes a job run twice.

    A waiting job is announced at most once a minute, so a long queue is not flooded with
    messages. `at_start`: a worker has just come up and every older message may be lost, so all
    that is due is announced.
    """
    given_back, given_up = _collect_abandoned(now)
    return Swept(given_back, given_up, _announce_due(now, everything=at_start))


def _collect_abandoned(now: datetime) -> tuple[int, int]:
    given_back = given_up = 0
    for job in Job.objects.filter(state=JobState.RUNNING):
        if not lease.abandoned(job, now=now):
            continue
        if job.attempts >= job.max_attempts:
            given_up += _give_up(job, now)
        else:
            given_back += lease.held(job).update(
                state=JobState.QUEUED, not_before=now, announced_at=None, leased_until=None
            )
    return given_back, given_up


def _give_up(job: Job, now: datetime) -> int:
    return lease.held(job).update(
        state=JobState.FAILED,
        error=wording.interrupted(job),
        finished_at=now,
        leased_until=None,
    )


def _announce_due(now: datetime, *, everything: bool) -> int:
    due = Job.objects.filter(state=JobState.QUEUED, not_before__lte=now)
    if not everything:
        due = due.filter(Q(announced_at=None) | Q(announced_at__lt=now - _TOLD_RECENTLY))
    ids = list(due.order_by("not_before").values_list("pk", flat=True)[:_AT_ONCE])
    Job.objects.filter(pk__in=ids).update(announced_at=now)
    for job_id in ids:
        queue.announce(job_id)
    return len(ids)
