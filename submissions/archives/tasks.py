"""Background work of exports; ids in, reload, recheck, delegate."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from kpi_portal.jobs import enqueue, register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from submissions.archives.domain import board, dossier, exports, workbook
from submissions.archives.enums import ExportKind
from submissions.archives.models import Export

SWEEP = "archives.sweep"


@shared_task(name=SWEEP)
def ask_for_sweep() -> None:
    """Called by beat once a day; while one sweep waits or works, no second is asked for."""
    with transaction.atomic():
        enqueue(SWEEP, payload={}, requested_by=None, at=timezone.now(), key=SWEEP)


@register(SWEEP, title=_("Removal of old downloads"), max_attempts=1)
def sweep(job: Job, report: Report) -> dict[str, Any]:
    """Remove the files of exports that expired."""
    return {"removed": exports.sweep(at=timezone.now())}


@register(exports.JOBS[ExportKind.WORKBOOK], title=_("Making the workbook"), max_attempts=2)
def make_workbook(job: Job, report: Report) -> dict[str, Any]:
    """Make the workbook as its reader may see it now; a second run finds it made."""
    export = _export(job)
    if export.made_at is None:
        at = timezone.now()
        with translation.override(export.language):
            workbook.make(export, at=at, report=report)
        exports.finish(export, at=at)
    return {"url": exports.address_of(export)}


@register(exports.JOBS[ExportKind.BOARD], title=_("Making the dashboard"), max_attempts=2)
def make_board(job: Job, report: Report) -> dict[str, Any]:
    """Lay out the dashboard as its reader may see it now; a second run finds it made."""
    export = _export(job)
    if export.made_at is None:
        at = timezone.now()
        with translation.override(export.language):
            board.make(export, at=at, report=report)
        exports.finish(export, at=at)
    return {"url": exports.address_of(export)}


@register(exports.JOBS[ExportKind.DOSSIER], title=_("Making the dossier"), max_attempts=2)
def make_dossier(job: Job, report: Report) -> dict[str, Any]:
    """Make the parts of the dossier as its reader may see them; a second run finds them made."""
    export = _export(job)
    if export.made_at is None:
        at = timezone.now()
        with translation.override(export.language):
            dossier.make(export, at=at, report=report)
        exports.finish(export, at=at)
    return {"url": exports.address_of(export)}


def _export(job: Job) -> Export:
    related = ("round__indicator__owner", "submission__unit", "by")
    return Export.objects.select_related(*related).get(pk=job.payload["export"])
