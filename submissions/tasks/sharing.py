"""Giving many reports to reviewers in the background."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from submissions.domain import even_assigning
from submissions.domain.even_assigning import Gift


@register(even_assigning.JOB, title=_("Giving reports to reviewers"))
def share_out(job: Job, report: Report) -> dict[str, Any]:
    """Carry out a confirmed plan; what was refused is kept with the job."""
    gifts = [gift for text in job.payload["gifts"] if (gift := Gift.read(text)) is not None]
    outcomes = even_assigning.share_out(
        gifts,
        actor=User.objects.get(pk=job.payload["user"]),
        at=timezone.now(),
        report=report,
        share=str(job.pk),
    )
    return {
        "url": reverse("submissions:shared_out", args=[job.pk]),
        "done": sum(outcome.done for outcome in outcomes),
        "refused": [[o.submission.pk, o.refusal] for o in outcomes if not o.done],
    }
