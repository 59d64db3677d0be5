"""The two Celery tasks, and the sweep that every worker makes when it comes up."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready
from django.db import close_old_connections, connection
from django.utils import timezone

from kpi_portal.jobs import runner, sweeper

logger = logging.getLogger(__name__)


@shared_task(name="jobs.run")
def run_job(job_id: str) -> None:
    """Do one job. A lost or doubled message does no harm: the row's lease decides."""
    runner.run(UUID(job_id))


@shared_task(name="jobs.sweep")
def sweep_jobs() -> None:
    """Called by beat; see CELERY_BEAT_SCHEDULE."""
    _log(sweeper.sweep(now=timezone.now()))


@worker_ready.connect(dispatch_uid="jobs.sweep_at_start")
def sweep_at_start(**_signal: Any) -> None:
    """A fresh worker cannot know which messages its predecessor took to the grave."""
    close_old_connections()
    try:
        _log(sweeper.sweep(now=timezone.now(), at_start=True))
    finally:
        connection.close()


def _log(swept: sweeper.Swept) -> None:
    if swept.given_back or swept.given_up:
        logger.warning("the sweep found interrupted work: %s", swept)
