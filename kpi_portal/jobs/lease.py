"""The lease: one conditional update decides which worker has a job, and for how long."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from kpi_portal.jobs import holder
from kpi_portal.jobs.models import Job, JobState

LENGTH = timedelta(minutes=2)


class LeaseLostError(Exception):
    """The job was cancelled, or another worker has taken it over: stop and store nothing."""


def take(job_id: UUID, *, now: datetime) -> Job | None:
    """Begin an attempt. None when the job is not waiting, not due, or another was faster."""
    token = secrets.token_hex(8)
    waiting = Job.objects.filter(pk=job_id, state=JobState.QUEUED, not_before__lte=now)
    taken = waiting.update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        lease_token=token,
        lease_holder=holder.own_name(),
        leased_until=now + LENGTH,
        started_at=now,
        finished_at=None,
        progress_done=0,
        progress_text="",
        error="",
        error_detail="",
    )
    return Job.objects.get(pk=job_id) if taken else None


def held(job: Job) -> QuerySet[Job]:
    """The row, only while this very attempt holds it: every write of a runner goes through it."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token)


def abandoned(job: Job, *, now: datetime) -> bool:
    """Its worker is dead, or has not renewed the lease in time."""
    return holder.is_dead(job.lease_holder) or job.leased_until is None or job.leased_until < now


@contextmanager
def kept_alive(job: Job, *, clock: Callable[[], datetime]) -> Iterator[None]:
    """Renew the lease from a thread, so that a long step without a report keeps its job."""
    ended = threading.Event()

    def beat() -> None:
        try:
            while not ended.wait(LENGTH.total_seconds() / 3):
                if not held(job).update(leased_until=clock() + LENGTH):
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
