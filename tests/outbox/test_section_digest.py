"""What waits for the section, in the morning of a working day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from indicators.models import Holiday
from kpi_portal.notifications.models import Delivery
from submissions import section_digest
from submissions.enums import State
from tests.review.world import Review

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2025, 2, 21, 1, 5, tzinfo=UTC)


def said(review: Review, who: str, at: datetime = FRIDAY) -> list[str]:
    with translation.override("en"):
        return [line.sentence for line in section_digest.lines(review.people[who], at)]


def test_each_kind_of_work_has_its_line(review: Review, post) -> None:
    review.put(State.SUBMITTED, submitted_at=FRIDAY)
    post(delivery=Delivery.FAILED)

    assert said(review, "reviewer") == [
        "1 report waits for review.",
        "1 e-mail could not be sent.",
    ]
    review.put(State.ASSESSED)
    assert said(review, "head")[0] == "1 result waits to be confirmed."
    assert said(review, "reviewer") == ["1 e-mail could not be sent."]


def test_overdue_reports_are_told(review: Review) -> None:
    after = review.round.due_at + timedelta(days=1)
    while after.weekday() > 4:
        after += timedelta(days=1)

    assert "1 report is overdue." in said(review, "head", after)


def test_nothing_on_a_day_off(review: Review) -> None:
    review.put(State.SUBMITTED, submitted_at=FRIDAY)

    assert said(review, "reviewer", FRIDAY + timedelta(days=1)) == []
    Holiday.objects.create(owner=review.bureau, day=date(2025, 2, 21), name="วันหยุดพิเศษ")
    assert said(review, "reviewer") == []


@pytest.mark.parametrize("who", ["drafter", "director", "executive", "configurer", "stranger"])
def test_nothing_for_others(review: Review, who: str) -> None:
    review.put(State.SUBMITTED, submitted_at=FRIDAY)

    assert said(review, who) == []


def test_whom_it_may_concern(review: Review) -> None:
    found = set(section_digest.people(FRIDAY))

    assert {review.reviewer.pk, review.head.pk} <= found
    assert review.director.pk not in found
