"""Virus scans of uploaded files, and the daily removal of what broken uploads left behind."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.jobs import enqueue, register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from submissions.domain import evidence_scanning
from submissions.domain.evidence_versions import SCAN
from submissions.models import EvidenceVersion
from submissions.validators.virus_scan import scanner_at

SWEEP = "evidence.sweep"
KEPT_AT_LEAST = timedelta(days=1)


@shared_task(name="evidence.ask_again")
def ask_again() -> None:
    """Called by beat: files whose scanner was silent are scanned when it is back."""
    evidence_scanning.ask_again(at=timezone.now())


@shared_task(name=SWEEP)
def ask_for_sweep() -> None:
    """Called by beat once a day; while one sweep waits or works, no second is asked for."""
    with transaction.atomic():
        enqueue(SWEEP, payload={}, requested_by=None, at=timezone.now(), key=SWEEP)


@register(SCAN, title=_("Virus scan of a file"), max_attempts=4)
def scan(job: Job, report: Report) -> dict[str, Any]:
    """Scan one version. A silent scanner fails the job, and `ask_again` asks for a new one."""
    version = EvidenceVersion.objects.select_related("evidence__owner", "uploaded_by").get(
        pk=job.payload["version"]
    )
    scanner = scanner_at(settings.CLAMAV_ADDRESS)
    state = evidence_scanning.scan(version, scanner=scanner, at=timezone.now())
    return {"state": str(state)}


@register(SWEEP, title=_("Removal of unfinished uploads"), max_attempts=1)
def sweep(job: Job, report: Report) -> dict[str, Any]:
    """Remove temporary files and unused bytes older than a day."""
    idle_since = timezone.now() - KEPT_AT_LEAST
    return asdict(evidence_scanning.sweep_uploads(idle_since=idle_since))
