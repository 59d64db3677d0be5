"""Extensions and waivers decided beside the workflow, upon reports that others move meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_portal.errors import GuardRefused, InvalidInput
from submissions.domain import decisions
from submissions.enums import State
from submissions.models import Extension, ScoreSnapshot, Waiver
from tests.review.world import NOON, Review

ORDER = {"order_number": "3/2568", "reason": "น้ำท่วม"}


def asked(review: Review) -> Extension:
    return decisions.request_extension(
        review.submission,
        actor=review.director,
        at=NOON,
        until=review.round.due_at + timedelta(days=7),
        reason="น้ำท่วม",
    )


def test_a_request_is_decided_once(late_review: Review) -> None:
    extension = asked(late_review)
    stale = Extension.objects.get(pk=extension.pk)
    decisions.decide_extension(
        extension, actor=late_review.head, at=NOON, grant=False, answer="ไม่จำเป็น"
    )
    with pytest.raises(GuardRefused):
        decisions.decide_extension(
            stale, actor=late_review.head, at=NOON, grant=True, order_number="1/2568"
        )
    assert late_review.fresh().due_at is None


def test_an_extension_never_shortens_the_time(late_review: Review) -> None:
    with pytest.raises(InvalidInput):
        decisions.decide_extension(
            asked(late_review),
            actor=late_review.head,
            at=NOON,
            grant=True,
            order_number="1/2568",
            until=late_review.round.due_at - timedelta(days=1),
        )


def test_refusing_computes_no_score(late_review: Review) -> None:
    extension = asked(late_review)
    late_review.put(State.CONFIRMED)
    before = ScoreSnapshot.objects.count()
    decisions.decide_extension(
        extension, actor=late_review.head, at=NOON, grant=False, answer="ไม่จำเป็น"
    )
    assert ScoreSnapshot.objects.count() == before


def test_a_result_confirmed_meanwhile_is_not_waived(late_review: Review) -> None:
    stale = late_review.fresh()
    late_review.put(State.CONFIRMED)
    with pytest.raises(GuardRefused):
        decisions.waive_late(stale, actor=late_review.head, at=NOON, **ORDER)
    assert not Waiver.objects.exists()


def test_more_time_is_not_asked_for_a_confirmed_result(late_review: Review) -> None:
    late_review.put(State.PUBLISHED)
    with pytest.raises(GuardRefused):
        asked(late_review)
