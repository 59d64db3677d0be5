"""Every few minutes beat asks for a tick; the job's row shows when one failed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.jobs import enqueue, register
from kpi_portal.jobs.models import Job, JobState
from kpi_portal.jobs.registry import Report
from submissions.domain import clock, headless, reminding

KIND = "submissions.tick"
_KEPT = timedelta(days=2)


@shared_task(name=KIND)
def ask_for_tick() -> None:
    """Called by beat; while one tick waits or works, no second is asked for."""
    with transaction.atomic():
        enqueue(KIND, payload={}, requested_by=None, at=timezone.now(), key=KIND)


@register(KIND, title=_("Moves that are due"), max_attempts=1)
def work(job: Job, report: Report) -> dict[str, Any]:
    """Make the moves that are due now, remind of due days, and warn of units without director.

    Rows of ticks that went well long ago are dropped, or they would fill the list of jobs.
    """
    now = timezone.now()
    try:
        ticked = clock.tick(now)
    finally:  # a move that fails keeps no reminder back
        reminded = reminding.remind_due(now)
        warned = headless.warn(now)
    report(1)
    Job.objects.filter(kind=KIND, state=JobState.DONE, finished_at__lt=now - _KEPT).delete()
    return asdict(ticked) | {"reminded": reminded, "warned": warned}
