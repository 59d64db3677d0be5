"""Doing one job: take the lease, call the handler, keep what came of it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from kpi_portal.errors import DomainError
from kpi_portal.jobs import lease, registry, wording
from kpi_portal.jobs.models import Job, JobState

logger = logging.getLogger(__name__)

_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(minutes=10)
Clock = Callable[[], datetime]


class Reporter:
    """What a handler calls to tell its progress; each call also renews the lease."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self._job = job
        self._clock = clock

    def __call__(self, done: int, total: int | None = None, text: str = "") -> None:
        """`done` of `total` items are finished; `text` names the item now in hand.

        Raises `LeaseLostError` when the job was cancelled or given to another worker.
        """
        job = self._job
        job.progress_done = done
        job.progress_total = job.progress_total if total is None else total
        job.progress_text = text[:300]
        renewed = lease.held(job).update(
            progress_done=job.progress_done,
            progress_total=job.progress_total,
            progress_text=job.progress_text,
            leased_until=self._clock() + lease.LENGTH,
        )
        if not renewed:
            raise lease.LeaseLostError(str(job.pk))


def run(job_id: UUID, *, clock: Clock = timezone.now) -> None:
    """Do the job if it is waiting and due; otherwise return quietly, for messages may double."""
    job = lease.take(job_id, now=clock())
    if job is None:
        return
    try:
        with lease.kept_alive(job, clock=clock):
            result = registry.find(job.kind).work(job, Reporter(job, clock))
    except lease.LeaseLostError:
        logger.info("job %s is no longer ours", job.pk)
    except DomainError as refusal:
        _fail(job, wording.refused(job, refusal), detail=refusal.code, at=clock())
    except Exception as fault:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _try_again_or_fail(job, fault, at=clock())
    else:
        _finish(job, result, at=clock())


def delay_after(attempts: int) -> timedelta:
    """5 s, 20 s, 80 s, 320 s, then ten minutes: time for a passing fault to pass."""
    return min(_FIRST_DELAY * 4 ** (attempts - 1), _LONGEST_DELAY)


def _finish(job: Job, result: dict[str, Any] | None, *, at: datetime) -> None:
    lease.held(job).update(
        state=JobState.DONE,
        result=result or {},
        progress_done=job.progress_total,
        progress_text="",
        finished_at=at,
        leased_until=None,
    )


def _fail(job: Job, reason: str, *, detail: str, at: datetime) -> None:
    lease.held(job).update(
        state=JobState.FAILED,
        error=reason,
        error_detail=detail,
        finished_at=at,
        leased_until=None,
    )


def _try_again_or_fail(job: Job, fault: Exception, *, at: datetime) -> None:
    reason = wording.unexpected(job, fault)
    detail = "".join(traceback.format_exception(fault))[-8000:]
    if job.attempts >= job.max_attempts:
        _fail(job, reason, detail=detail, at=at)
        return
    lease.held(job).update(
        state=JobState.QUEUED,
        error=reason,
        error_detail=detail,
        not_before=at + delay_after(job.attempts),
        announced_at=None,
        leased_until=None,
    )
