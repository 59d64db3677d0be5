"""Delivery in the background, after the act that told somebody was committed."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.jobs import enqueue, register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from kpi_portal.notifications import delivery, digest


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


DIGEST = "notifications.digest"


@shared_task(name=DIGEST)
def ask_for_digests() -> None:
    """Called by beat; while one run waits or works, no second is asked for."""
    with transaction.atomic():
        enqueue(DIGEST, payload={}, requested_by=None, at=timezone.now(), key=DIGEST)


@register(DIGEST, title=_("Sending the daily digests"), max_attempts=1)
def send_digests(job: Job, report: Report) -> dict[str, Any]:
    """Send today's digests that are not sent yet."""
    sent = digest.send_due(timezone.now())
    report(1)
    return {"sent": sent}
