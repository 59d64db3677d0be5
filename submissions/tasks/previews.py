"""Making the previews of office files, one after the other."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from submissions.domain import previews


@register(previews.JOB, title=_("Making previews of office files"))
def make(job: Job, report: Report) -> dict[str, Any]:
    """Work through everything that waits, also what is asked for meanwhile."""
    made = 0
    while (waiting := previews.next_waiting()) is not None:
        report(made, made + previews.count_waiting(), waiting.version.original_name)
        previews.make(waiting, at=timezone.now())
        made += 1
    return {"made": made}
