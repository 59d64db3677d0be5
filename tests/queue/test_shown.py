"""Neither a heap, a number nor an order tells where one's own unit's report really stands."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from submissions.domain import in_view, queue, queue_shown, workload
from submissions.domain.queue import Filters, Heap
from submissions.enums import State
from submissions.models import Appointment, Submission
from tests import factories
from tests.review.world import LATER, NOON, Review

pytestmark = pytest.mark.django_db
WITHHELD = (State.IN_REVIEW, State.ASSESSED, State.CONFIRMED, State.ENDORSED)


def own_report(review: Review, state: State, **fields) -> Submission:
    return factories.SubmissionFactory(
        round=review.round, unit=review.strategy, state=state, submitted_at=NOON, **fields
    )


def keys(review: Review, who: str = "reviewer", **asked: str) -> list[int]:
    user = review.people[who]
    reach = queue.reach_of(user, at=LATER)
    return [row["pk"] for row in queue.rows(reach, Filters.of(asked), user, at=LATER)]


def counts(review: Review, who: str = "reviewer") -> dict[Heap, int]:
    user = review.people[who]
    return dict(queue.counts(queue.reach_of(user, at=LATER), Filters(), user, at=LATER))


@pytest.mark.parametrize("state", WITHHELD)
def test_the_own_units_report_lies_in_the_heap_that_its_row_names(review: Review, state: State):
    own = own_report(review, state)
    assert own.pk in keys(review, show="to_review")
    for heap in ("to_confirm", "to_publish", "done", "returned"):
        assert own.pk not in keys(review, show=heap)
    found = counts(review)
    assert (found[Heap.TO_REVIEW], found[Heap.TO_CONFIRM], found[Heap.TO_PUBLISH]) == (1, 0, 0)


@pytest.mark.parametrize("state", list(State))
def test_heap_and_number_follow_what_the_row_shows(review: Review, state: State):
    """For every state, of the own unit and of another: the row stands in the heap of the state that
    it shows, there alone, and is counted there."""
    other = factories.SubmissionFactory(round=review.round, state=state)
    own = own_report(review, state)
    reach = queue.reach_of(review.reviewer, at=LATER)
    shown = {
        r.pk: r.state for r in queue.lines([{"pk": own.pk}, {"pk": other.pk}], reach, at=LATER)
    }
    for heap, states in queue.STATES.items():
        there = keys(review, show=str(heap))
        assert {pk for pk in shown if shown[pk] in states} == {pk for pk in there if pk in shown}
        assert counts(review)[heap] == len(there)


def test_whoever_is_named_by_order_sees_it_where_it_stands(review: Review):
    own = own_report(review, State.ASSESSED)
    Appointment.objects.create(
        submission=own,
        user=review.reviewer,
        role="reviewer",
        order_number="9/2568",
        at=NOON,
        by=review.executive,
    )
    assert own.pk in keys(review, show="to_confirm")
    assert counts(review)[Heap.TO_CONFIRM] == 1


@pytest.mark.parametrize("sort", ["state", "judged", "projected"])
def test_the_place_in_the_order_is_the_same_wherever_it_stands(review: Review, sort: str):
    """Between rows of every state and score the own unit's report keeps its place."""
    for n, state in enumerate(WITHHELD):
        factories.SubmissionFactory(
            round=review.round,
            state=state,
            submitted_at=NOON,
            judged_total=n,
            pieces_total=4,
            projected_final=Decimal(20 * n),
        )
    own = own_report(review, State.IN_REVIEW)
    orders = []
    for n, state in enumerate(WITHHELD):
        Submission.objects.filter(pk=own.pk).update(
            state=state, judged_total=n, pieces_total=4, projected_final=Decimal(20 * n + 1)
        )
        orders.append(keys(review, show="all", sort=sort))
    assert all(one == other for one, other in pairwise(orders))


@pytest.mark.parametrize("sort", ["state", "-state", "submitted", "-submitted"])
@pytest.mark.parametrize("own_state", [State.PUBLISHED, State.ASSESSED])
def test_pages_put_together_are_the_whole_queue(review: Review, sort: str, own_state: State):
    for state in [*State, *State]:
        moment = None if state == State.DRAFT else NOON
        factories.SubmissionFactory(round=review.round, state=state, submitted_at=moment)
    own_report(review, own_state)
    user = review.reviewer
    reach = queue.reach_of(user, at=LATER)
    for heap in Heap:
        asked = Filters(heap=heap, sort=sort)
        numbers = queue.by_state(reach, asked, user, at=LATER)
        pages = queue.page_of(reach, asked, user, numbers, at=LATER)
        there = [row["pk"] for start in range(0, 30, 4) for row in pages[start : start + 4]]
        assert there == keys(review, show=str(heap), sort=sort)


def test_the_database_withholds_what_pages_withhold(review: Review):
    made = [
        factories.SubmissionFactory(
            round=review.round,
            state=state,
            not_reported=not_reported,
            order_number=order,
        )
        for state in State
        for not_reported in (False, True)
        for order in ("", "1/2568")
    ]
    units = {s.unit_id for s in made}
    hidden = set(
        Submission.objects.filter(queue_shown.withheld(units, ())).values_list("pk", flat=True)
    )
    assert hidden == {
        s.pk for s in made if not in_view.nothing_withheld(s.state, s.not_reported, s.order_number)
    }


def test_workload_counts_the_own_units_report_as_it_reads(review: Review):
    reach = queue.reach_of(review.reviewer, at=LATER)
    own = own_report(review, State.IN_REVIEW, reviewer=review.head, pieces_total=4, judged_total=1)
    loads = []
    for state in WITHHELD:
        Submission.objects.filter(pk=own.pk).update(state=state)
        loads.append(workload.of([review.head.pk], reach, at=LATER)[review.head.pk])
    assert set(loads) == {workload.Load(in_review=1)}
