"""Asking for work: `enqueue`, `retry`, `cancel`. All belong to the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import GuardRefused
from kpi_portal.jobs import registry
from kpi_portal.jobs.models import ACTIVE, Job, JobState
from kpi_portal.jobs.person import Person


def enqueue(
    kind: str,
    *,
    payload: Mapping[str, Any],
    requested_by: Person | None,
    at: datetime,
    total: int = 1,
    key: str | None = None,
    not_before: datetime | None = None,
) -> Job:
    """Write the job; after the commit a worker is told of it.

    `payload` is JSON: ids, never objects. `total` counts the items of the progress bar. While a
    job with the same `key` is active, that one is returned instead. Raises `UnknownKindError` for a
    kind without a handler, and `TransactionManagementError` outside a transaction, because work
    must never be asked for by a change that is then rolled back.
    """
    _require_transaction()
    known = registry.find(kind)
    job = Job(
        kind=kind,
        key=key or "",
        payload=dict(payload),
        requested_by_id=None if requested_by is None else requested_by.pk,
        progress_total=total,
        max_attempts=known.max_attempts,
        not_before=not_before or at,
        announced_at=at if not_before is None else None,
        created_at=at,
    )
    same = _insert_unless_active(job)
    if same is not None:
        return same
    if not_before is None:
        _announce_after_commit(job.pk)
    return job


def retry(job: Job, *, at: datetime) -> None:
    """Start a failed or cancelled job anew, with all its attempts. `GuardRefused` otherwise."""
    _require_transaction()
    ended = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.CANCELLED])
    try:
        with transaction.atomic():
            changed = ended.update(
                state=JobState.QUEUED,
                attempts=0,
                error="",
                error_detail="",
                progress_done=0,
                progress_text="",
                not_before=at,
                announced_at=at,
                started_at=None,
                finished_at=None,
            )
    except IntegrityError:
        raise GuardRefused(
            _("The same work is already waiting or running."), code="job_active"
        ) from None
    if not changed:
        raise GuardRefused(
            _("Only failed or cancelled work can be started again."), code="job_live"
        )
    _announce_after_commit(job.pk)


def cancel(job: Job, *, at: datetime) -> None:
    """Give the job up. Running work stops at its next report, and its result is not kept.

    Raises `GuardRefused` when it has already ended.
    """
    live = Job.objects.filter(pk=job.pk, state__in=ACTIVE)
    if not live.update(state=JobState.CANCELLED, finished_at=at, leased_until=None):
        raise GuardRefused(_("This work has already ended."), code="job_ended")


def announce(job_id: UUID) -> None:
    """Tell a worker. Safe to repeat: the lease decides whether anything happens."""
    from kpi_portal.jobs.tasks import run_job

    run_job.delay(str(job_id))


def _announce_after_commit(job_id: UUID) -> None:
    # robust: with the broker down the row stays, the page answers, and the sweeper tells later
    transaction.on_commit(lambda: announce(job_id), robust=True)


def _insert_unless_active(job: Job) -> Job | None:
    """None when `job` was inserted, else the active job that has its key."""
    while True:
        if job.key:
            same = Job.objects.filter(key=job.key, state__in=ACTIVE).first()
            if same is not None:
                return same
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            if not job.key:
                raise
            continue  # somebody inserted the key between the look and the insert
        return None


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("background work is asked for inside a transaction")
