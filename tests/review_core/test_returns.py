"""What a return leaves behind: each notice ends once, in its own way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kpi_portal.errors import InvalidInput
from submissions.domain.transition import CLOCK, perform
from submissions.enums import Action, Decision
from tests.review.world import LATER, WEEK, Review, judged

HOUR = timedelta(hours=1)


def returned(review: Review, *, at: datetime = LATER) -> None:
    review.do(Action.RETURN, "reviewer", at=at, answer_by=at + WEEK, items={"2.1-a": "ขอเพิ่ม"})


def lapsed(review: Review, at: datetime) -> None:
    fresh = review.fresh()
    perform(fresh, Action.LAPSE_RETURN, actor=CLOCK, at=at, version=fresh.version)


def test_a_lapsed_return_is_not_answered_by_a_later_one(late_review: Review) -> None:
    late_review.in_review("1.1-a")
    returned(late_review)
    lapsed(late_review, LATER + WEEK + HOUR)
    returned(late_review, at=LATER + 2 * WEEK)
    late_review.do(Action.SUBMIT, "director", at=LATER + 2 * WEEK + HOUR)
    first, second = late_review.submission.returns.order_by("number")
    assert (first.lapsed_at, first.answered_at) == (LATER + WEEK + HOUR, None)
    assert (second.lapsed_at, second.answered_at) == (None, LATER + 2 * WEEK + HOUR)


def test_a_second_lapse_leaves_the_first_as_it_was(late_review: Review) -> None:
    late_review.in_review("1.1-a")
    returned(late_review)
    lapsed(late_review, LATER + WEEK + HOUR)
    returned(late_review, at=LATER + 2 * WEEK)
    lapsed(late_review, LATER + 3 * WEEK + HOUR)
    ended = list(late_review.submission.returns.values_list("lapsed_at", flat=True))
    assert ended == [LATER + WEEK + HOUR, LATER + 3 * WEEK + HOUR]


def test_an_exemption_ends_the_waiting_for_an_answer(late_review: Review) -> None:
    late_review.in_review("1.1-a")
    returned(late_review)
    late_review.do(Action.EXEMPT, "executive", at=LATER + HOUR, order_number="1/2568")
    assert late_review.submission.returns.get().lapsed_at == LATER + HOUR


def test_an_answer_day_that_is_over_is_refused(late_review: Review) -> None:
    late_review.in_review("1.1-a")
    with pytest.raises(InvalidInput):
        late_review.do(Action.RETURN, "reviewer", answer_by=LATER - HOUR, items={"2.1-a": "ขอเพิ่ม"})


def test_what_was_added_and_never_handed_in_counts_as_not_accepted(late_review: Review) -> None:
    (piece,) = late_review.in_review("1.1-a")
    judged(piece, Decision.ACCEPTED)
    returned(late_review)
    added = late_review.supply("2.1-a")
    type(added).objects.filter(pk=added.pk).update(added_at=LATER + HOUR)
    lapsed(late_review, LATER + WEEK + HOUR)
    added.refresh_from_db()
    piece.refresh_from_db()
    assert (added.decision, piece.decision) == (Decision.RETURNED, Decision.ACCEPTED)
