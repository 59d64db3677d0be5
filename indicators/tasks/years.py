"""Copying a whole fiscal year, and publishing its sound drafts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.domain import carrying_year, publishing_year
from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report


@register(carrying_year.JOB, title=_("Copying the indicators to another fiscal year"))
def carry_year(job: Job, report: Report) -> dict[str, Any]:
    """Make the drafts one by one; run again, it makes only those still missing."""
    outcome = carrying_year.carry_out(job.payload, report=report, clock=timezone.now)
    return outcome | {"url": _desk(job.payload["to_year"], job)}


@register(publishing_year.JOB, title=_("Publishing the drafts of a fiscal year"))
def publish_year(job: Job, report: Report) -> dict[str, Any]:
    """Publish the drafts one by one; run again, it publishes only those still waiting."""
    outcome = publishing_year.carry_out(job.payload, report=report, clock=timezone.now)
    return outcome | {"url": _desk(job.payload["year"], job)}


def _desk(year: int, job: Job) -> str:
    return f"{reverse('indicators:list')}?year={year}&done={job.pk}"
