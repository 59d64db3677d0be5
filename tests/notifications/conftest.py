"""A person and the moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kpi_portal.notifications.models import Delivery, Notification
from tests import factories


@pytest.fixture
def at() -> datetime:
    return datetime(2025, 2, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def person(db):
    return factories.UserFactory(first_name="มานี", email="manee@example.go.th")


@pytest.fixture
def tell(person, at):
    """Write one row."""

    def _tell(kind="submission.return", *, to=person, url="/submissions/1/", **facts):
        return Notification.objects.create(
            recipient=to,
            kind=kind,
            url=url,
            created_at=at,
            delivery=Delivery.QUEUED,
            facts={"unit": "ส่วนอุทกวิทยา", "indicator": "สบอ-7", "round": "รอบ 5 เดือน"} | facts,
        )

    return _tell
