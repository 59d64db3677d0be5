"""Writing notifications inside the act's transaction; delivery follows the commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from kpi_portal.accounts.models import User
from kpi_portal.jobs import enqueue
from kpi_portal.notifications.models import Delivery, Notification


def notify(
    people: Iterable[User], *, kind: str, facts: dict[str, Any], url: str, at: datetime
) -> list[Notification]:
    """One row per person and one background job that delivers the queued ones by e-mail."""
    rows = Notification.objects.bulk_create(
        Notification(
            recipient=person,
            kind=kind,
            facts=facts,
            url=url,
            created_at=at,
            delivery=_first_state(person),
        )
        for person in people
    )
    queued = [row.pk for row in rows if row.delivery == Delivery.QUEUED]
    if queued:
        enqueue(
            "notifications.deliver",
            payload={"notifications": queued},
            requested_by=None,
            at=at,
        )
    return rows


def _first_state(person: User) -> Delivery:
    """Demo mode never sends, so nothing waits there for a worker."""
    if settings.DEMO:
        return Delivery.PORTAL_ONLY
    return Delivery.QUEUED if person.email else Delivery.NO_ADDRESS
