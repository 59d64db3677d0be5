"""Filters by indicator, unit, reviewer and answers overdue; workload; constant cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from submissions.domain import queue, workload
from submissions.domain.queue_filters import SORTED_BY, Filters, Heap, Timing
from submissions.domain.workload import Load
from submissions.enums import State
from tests import factories
from tests.queue.test_shown import keys
from tests.review.world import LATER, Review

KEYS = st.integers(0, 10**17)
FILTERS = st.builds(
    Filters,
    heap=st.sampled_from(Heap),
    round=KEYS,
    indicator=KEYS,
    unit=KEYS,
    timing=st.none() | st.sampled_from(Timing),
    mine=st.booleans(),
    reviewer=KEYS,
    differs=st.booleans(),
    text=st.text("กขค abc&=+", max_size=20).map(lambda text: " ".join(text.split())),
    sort=st.sampled_from([*SORTED_BY, *(f"-{name}" for name in SORTED_BY)]),
)


@given(FILTERS)
def test_an_address_says_all_of_the_filters(filters: Filters):
    assert Filters.of(filters.asked) == filters


def test_nobody_is_asked_for_by_a_word():
    assert Filters.of({"reviewer": "none"}) == Filters(nobody=True)
    assert Filters(nobody=True).asked == {"show": "to_review", "reviewer": "none"}


def put(review: Review, **fields):
    return factories.SubmissionFactory(
        **{"round": review.round, "state": State.SUBMITTED, "submitted_at": LATER} | fields
    )


def test_by_indicator_across_its_rounds(review: Review):
    second = factories.RoundFactory(
        indicator=review.round.indicator, key="m12", version=review.round.version
    )
    wanted = [put(review), put(review, round=second)]
    other = factories.RoundFactory(indicator__owner=review.bureau)
    put(review, round=other)
    found = keys(review, indicator=str(review.round.indicator_id))
    assert sorted(found) == [s.pk for s in wanted]


def test_by_unit_with_the_units_below_it(review: Review):
    below = factories.UnitFactory(parent=review.section)
    wanted = put(review, unit=below)
    put(review, unit=review.other)
    assert keys(review, unit=str(review.section.pk)) == [wanted.pk]
    assert keys(review, unit=str(below.pk)) == [wanted.pk]


def test_by_reviewer_in_either_place_and_by_nobody(review: Review):
    review.round.double_review = True
    review.round.save()
    first = put(review, reviewer=review.reviewer)
    both = put(review, reviewer=review.second_reviewer, second_reviewer=review.reviewer)
    free = put(review)
    asked = str(review.reviewer.pk)
    assert sorted(keys(review, "head", reviewer=asked)) == [first.pk, both.pk]
    assert sorted(keys(review, "head", reviewer="none")) == [first.pk, free.pk]
    assert sorted(keys(review, mine="1")) == [first.pk, both.pk]


def test_answers_overdue(review: Review):
    passed = put(review, state=State.RETURNED, answer_by=LATER - timedelta(days=1))
    put(review, state=State.RETURNED, answer_by=LATER + timedelta(days=1))
    put(review, state=State.IN_REVIEW, answer_by=LATER - timedelta(days=1))
    assert keys(review, show="all", timing="unanswered") == [passed.pk]


def test_workload(review: Review):
    who = review.reviewer
    put(review, reviewer=who, state=State.DRAFT)
    put(review, reviewer=who)
    put(review, reviewer=who, state=State.IN_REVIEW, pieces_total=5, judged_total=2)
    put(review, reviewer=who, state=State.RETURNED, answer_by=LATER - timedelta(days=1))
    put(review, reviewer=who, state=State.RETURNED, answer_by=LATER + timedelta(days=1))
    put(review, reviewer=who, state=State.ASSESSED)
    put(review, reviewer=review.second_reviewer)
    far = factories.RoundFactory(indicator__owner=review.far_bureau)
    put(review, reviewer=who, round=far)
    reach = queue.reach_of(review.head, at=LATER)
    found = workload.of([who.pk, review.inside_reviewer.pk], reach, at=LATER)
    assert found == {
        who.pk: Load(ahead=1, not_begun=1, in_review=1, pieces=3, returned=2, unanswered=1),
        review.inside_reviewer.pk: Load(),
    }
    assert found[who.pk].open == 5


@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.parametrize("asked", ["", "?show=all&timing=late&q=a&mine=1&sort=-state&view=1"])
def test_the_queue_costs_the_same_queries(review: Review, client: Client, count: int, asked: str):
    for n in range(count):
        reviewer = factories.UserFactory(first_name=f"ก{n}")
        factories.MembershipFactory(
            user=reviewer, role="reviewer", unit=review.strategy, scope=review.bureau
        )
        put(review, reviewer=reviewer)
    client.force_login(
        review.reviewer, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    client.get("/review/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/review/" + asked).status_code == 200
    # names with the text are looked up first; nothing is found, so no row is read
    assert len(queries) == (13 if asked else 14)
