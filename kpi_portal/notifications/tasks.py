"""Delivery in the background, after the act that told somebody was committed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from kpi_portal.notifications import delivery


class NotAllDelivered(Exception):
    """Some e-mails could not be sent; their rows stay queued."""


@register("notifications.deliver", title=_("Sending notifications"), max_attempts=delivery.ATTEMPTS)
def deliver(job: Job, report: Report) -> dict[str, Any]:
    """Send the queued rows; tried again while some are left, each row at most three times."""
    pks = [int(pk) for pk in job.payload["notifications"]]
    left = delivery.deliver(pks, at=timezone.now())
    report(1)
    if left:
        raise NotAllDelivered(f"{left} of {len(pks)} left")
    return {"rows": len(pks)}
