"""Background work on units and people; importing this module registers the handlers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import importing, retiring
from kpi_portal.accounts.models import ImportSheet, User
from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report


@register(importing.JOB, title=_("Entering units and people from Excel"))
def enter_workbook(job: Job, report: Report) -> dict[str, Any]:
    """Apply a workbook for whoever asked. One that is applied already is not applied again."""
    sheet = ImportSheet.objects.get(pk=job.payload["sheet"])
    if sheet.applied_at is None:
        actor = User.objects.get(pk=job.payload["actor"])
        importing.apply_workbook(sheet, actor=actor, at=timezone.now(), report=report)
    return {"url": reverse("people:import_result", args=[sheet.pk])}


@register(retiring.CLOSING, title=_("Closing the account of somebody who left"))
def close_account(job: Job, report: Report) -> dict[str, Any]:
    """Close the account on the day after the last one."""
    person = User.objects.get(pk=job.payload["person"])
    retiring.close_after(person, at=timezone.now(), reason=job.payload["reason"])
    report(1)
    return {}
