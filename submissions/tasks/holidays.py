"""Scores that follow from changed days off, where they are too many for the page that asked."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from submissions.domain import holiday_scores


@register(holiday_scores.JOB, title=_("Scores that follow from the days off"))
def follow(job: Job, report: Report) -> dict[str, Any]:
    """Compute them step by step; what was confirmed meanwhile stands."""
    pks = job.payload["reports"]
    for done in holiday_scores.carry_out(pks, at=timezone.now()):
        report(done, len(pks))
    return {"url": reverse("indicators:holidays")}
