"""Scoring a round by other rules, and moving its reports to another version, in the background."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from submissions.domain import version_moves, what_if
from submissions.models import WhatIf


@register(what_if.JOB, title=_("Scoring the round by other criteria"))
def compute(job: Job, report: Report) -> dict[str, Any]:
    """Compute a run; what was asked for is in its row."""
    run = WhatIf.objects.select_related("round__indicator__owner", "requested_by").get(
        pk=job.payload["run"]
    )
    what_if.compute(run, at=timezone.now(), report=report)
    return {"url": _url(run)}


@register(version_moves.JOB, title=_("Moving reports to another version"), max_attempts=1)
def move(job: Job, report: Report) -> dict[str, Any]:
    """Move the reports that were chosen; the outcome is kept with the preview they came from."""
    payload = job.payload
    run = WhatIf.objects.select_related("round__indicator__owner", "version").get(pk=payload["run"])
    version_moves.carry_out(
        run,
        chosen=payload["chosen"],
        actor=User.objects.get(pk=payload["user"]),
        at=timezone.now(),
        reason=payload["reason"],
    )
    report(1, 1)
    return {"url": _url(run)}


def _url(run: WhatIf) -> str:
    return reverse("submissions:what_if_run", args=[run.round_id, run.pk])
