"""What the lists cost: as many queries with many reports as with one, and no finished report read
for what waits."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from submissions.domain import queue
from submissions.domain.queue_filters import Filters, Heap
from submissions.enums import State
from tests import factories
from tests.review.world import LATER, NOON, Review

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def more(review: Review, count: int, turn: int) -> None:
    """Reports in every state, of rounds of their own, open and finished."""
    for number in range(count):
        opened = factories.RoundFactory(
            indicator=review.round.indicator, key=f"r{turn}-{number}", version=review.round.version
        )
        for state in State:
            factories.SubmissionFactory(
                round=opened, state=state, submitted_at=NOON, reviewer=review.reviewer
            )


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("/review/", "reviewer"),
        ("/review/?show=all&q=ส่วน", "reviewer"),
        ("/review/?show=all&timing=late", "reviewer"),
        ("/review/?show=all&timing=overdue", "reviewer"),
        ("/review/?show=all&sort=-projected", "inside_reviewer"),
        ("/review/assign/evenly/?show=all", "head"),
        ("/outbox/", "head"),
        ("/rounds/", "head"),
        ("/", "head"),
        ("/", "executive"),
    ],
)
def test_as_many_queries_with_many_reports_as_with_few(
    review: Review, client: Client, address: str, who: str
):
    review.put(State.SUBMITTED)
    client.force_login(review.people[who], backend=BACKEND)
    numbers = []
    for count in (1, 6):
        more(review, count, len(numbers))
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 15


def test_who_reviews_all_there_is_and_who_a_part_of_it(review: Review):
    review.put(State.SUBMITTED)
    reach = queue.reach_of(review.reviewer, at=LATER)
    assert reach.whole
    far = factories.SubmissionFactory(state=State.SUBMITTED)

    reach = queue.reach_of(review.reviewer, at=LATER)

    assert not reach.whole
    found = queue.rows(reach, Filters(heap=Heap.ALL), review.reviewer, at=LATER)
    assert far.pk not in {row["pk"] for row in found}
    counts = queue.counts(reach, Filters(), review.reviewer, at=LATER)
    assert counts[Heap.ALL] == 1


def test_text_finds_names_of_the_day_abbreviations_and_indicators(review: Review):
    review.put(State.SUBMITTED)
    other = factories.SubmissionFactory(
        round=review.round,
        state=State.SUBMITTED,
        unit_name="ส่วนเดิมที่เปลี่ยนชื่อ",
        unit_abbreviation="สดม.",
    )

    def found(text: str) -> set[int]:
        reach = queue.reach_of(review.reviewer, at=LATER)
        rows = queue.rows(reach, Filters(text=text), review.reviewer, at=LATER)
        return {row["pk"] for row in rows}

    assert found("เดิมที่") == {other.pk}
    assert found("สดม") == {other.pk}
    assert found(review.round.indicator.code) == {other.pk, review.submission.pk}
    assert found("ไม่มีชื่อนี้") == set()
