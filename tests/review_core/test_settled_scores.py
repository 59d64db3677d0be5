"""A confirmed result stands: what changes afterwards counts only after a reopening."""

from __future__ import annotations

from datetime import timedelta

from indicators.models import Round
from submissions.domain import scores
from submissions.domain.round_extension import extend_round
from submissions.enums import Action, Decision, ScoreBasis, State
from submissions.models import ScoreSnapshot
from tests.review.world import Review, file_now, judged

TWO_DAYS = timedelta(days=2)
MONTH = timedelta(days=30)


def confirmed_two_days_late(review: Review) -> None:
    """Level 1 accepted (50), two days late: 48 confirmed."""
    due = review.round.due_at
    file_now(review.submission, review.director, at=due + TWO_DAYS)
    review.put(State.IN_REVIEW, claimed_level=1, submitted_at=due + TWO_DAYS)
    judged(review.supply("1.1-a"), Decision.ACCEPTED)
    review.do(Action.ASSESS, "reviewer", at=due + TWO_DAYS)
    review.do(Action.CONFIRM, "head", at=due + TWO_DAYS)
    assert str(review.fresh().confirmed_final) == "48.00"


def extended(review: Review) -> None:
    at = review.round.due_at + 3 * TWO_DAYS
    extend_round(
        Round.objects.get(pk=review.round.pk),
        actor=review.executive,
        at=at,
        due=review.round.due_at + MONTH,
        order_number="9/2568",
        reason="น้ำท่วม",
    )


def live(review: Review) -> str:
    at = review.round.due_at + MONTH
    return str(float(scores.evaluate(review.fresh(), ScoreBasis.CONFIRMED, at=at).result.final))


def test_extending_the_round_does_not_move_a_confirmed_score(late_review: Review) -> None:
    confirmed_two_days_late(late_review)
    extended(late_review)
    assert live(late_review) == "48.0"


def test_endorsing_and_publishing_keep_the_confirmed_score(late_review: Review) -> None:
    confirmed_two_days_late(late_review)
    extended(late_review)
    at = late_review.round.due_at + MONTH
    late_review.do(Action.ENDORSE, "executive", at=at, reference="ประชุม 1/2568")
    late_review.do(Action.PUBLISH, "head", at=at)
    assert str(late_review.fresh().confirmed_final) == "48.00"


def test_after_a_reopening_the_new_due_date_counts(late_review: Review) -> None:
    confirmed_two_days_late(late_review)
    extended(late_review)
    late_review.do(Action.REOPEN, "head", at=late_review.round.due_at + MONTH)
    assert str(late_review.fresh().confirmed_final) == "50.00"
    assert live(late_review) == "50.0"


def test_a_drafts_snapshot_can_be_computed_again_from_its_inputs(late_review: Review) -> None:
    at = late_review.round.due_at + TWO_DAYS
    late_review.supply("1.1-a")
    scores.recompute(late_review.fresh(), at=at, reason="test")
    kept = ScoreSnapshot.objects.filter(basis=ScoreBasis.PROJECTED).latest("pk")
    assert (kept.inputs["submitted_at"], kept.result["final"]) == (at.isoformat(), "48.00")
    scores.recompute(late_review.fresh(), at=at + timedelta(hours=1), reason="test")
    assert ScoreSnapshot.objects.filter(basis=ScoreBasis.PROJECTED).latest("pk") == kept
