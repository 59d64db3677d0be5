"""A page put together of the first ones of every state holds what the whole list holds there."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from submissions.domain import queue
from submissions.domain.queue import Filters, Heap
from submissions.domain.queue_runs import Braid
from submissions.enums import State
from tests import factories
from tests.review.world import LATER, NOON, Review, file_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(review: Review) -> Review:
    """Every state thrice, moments out of order, alike or none; and the own unit's."""
    hours = cycle((5, 1, None, 3, 1, 8, 2))
    for state in (*State, *State, *State):
        hour = next(hours)
        moment = None if hour is None else NOON + timedelta(hours=hour)
        report = factories.SubmissionFactory(round=review.round, state=state, submitted_at=moment)
        if hour == 8:
            file_now(report, review.director, at=review.round.due_at + timedelta(days=1))
    for state in (State.IN_REVIEW, State.CONFIRMED, State.ENDORSED):
        factories.SubmissionFactory(
            round=factories.RoundFactory(
                indicator__owner=review.bureau, indicator__code=str(state)
            ),
            unit=review.strategy,
            state=state,
            submitted_at=NOON + timedelta(hours=4),
        )
    return review


@pytest.mark.parametrize("timing", ["", "late"])
@pytest.mark.parametrize("sort", ["submitted", "-submitted"])
@pytest.mark.parametrize("heap", [heap for heap in Heap if heap is not Heap.ALL])
def test_each_part_is_that_of_the_whole_list(mixed: Review, heap: Heap, sort: str, timing: str):
    user = mixed.reviewer
    reach = queue.reach_of(user, at=LATER)
    filters = Filters.of({"show": str(heap), "sort": sort, "timing": timing})
    numbers = queue.by_state(reach, filters, user, at=LATER)
    found = queue.page_of(reach, filters, user, numbers, at=LATER)
    whole = list(queue.rows(reach, filters, user, at=LATER))
    assert isinstance(found, Braid)
    assert len(found) == len(whole)
    assert list(found[:]) == whole
    for start in range(0, len(whole) + 2, 2):
        assert found[start : start + 3] == list(islice(whole, start, start + 3))


def test_a_part_is_one_query(mixed: Review):
    user = mixed.reviewer
    reach = queue.reach_of(user, at=LATER)
    filters = Filters()
    numbers = queue.by_state(reach, filters, user, at=LATER)
    found = queue.page_of(reach, filters, user, numbers, at=LATER)
    with CaptureQueriesContext(connection) as captured:
        assert len(found[1:3]) == 2
    assert len(captured) == 1
