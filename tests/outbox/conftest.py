from __future__ import annotations

from collections.abc import Callable

import pytest

from kpi_portal.accounts.models import User
from kpi_portal.notifications.models import Delivery, Notification
from tests.review.conftest import own_media, review  # noqa: F401  # fixtures
from tests.review.world import LATER, Review


@pytest.fixture(autouse=True)
def everybody_can_be_written_to(review: Review) -> None:  # noqa: F811  # the fixture
    for person in User.objects.all():
        person.email = f"{person.username}@example.go.th"
        person.save()
        if person.username in review.people:
            review.people[person.username].email = person.email


Post = Callable[..., Notification]


@pytest.fixture
def post(review: Review) -> Post:  # noqa: F811  # the fixture
    """Write one message about the round as a fact of the test."""

    def _post(to: User | None = None, delivery: Delivery = Delivery.SENT, **fields) -> Notification:
        given = {
            "recipient": to or review.director,
            "kind": "round.reminder",
            "facts": {"submission": review.submission.pk, "unit": review.section.name},
            "about": f"round:{review.round.pk}",
            "created_at": LATER,
            "delivery": delivery,
        }
        return Notification.objects.create(**given | fields)

    return _post
