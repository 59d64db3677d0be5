"""More time for one unit: who asks, who decides, and what a decision after the fact does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, InvalidInput, NotAllowed
from submissions.domain import decisions
from submissions.enums import ExtensionState
from submissions.models import Extension, Waiver
from tests.review.world import Review, file_now

WEEK = timedelta(days=7)
TWO_DAYS = timedelta(days=2)


def ask(review: Review, who: str = "director", **changes: object) -> Extension:
    """Asked for two days after the due date."""
    said = {
        "at": review.round.due_at + TWO_DAYS,
        "until": review.round.due_at + WEEK,
        "reason": "น้ำท่วมสำนักงาน",
    }
    given = said | changes
    return decisions.request_extension(review.fresh(), actor=review.people[who], **given)  # type: ignore[arg-type]


def decide(review: Review, asked: Extension, who: str = "head", **changes: object) -> Extension:
    given = {"grant": True, "order_number": "คส.7/2568"} | changes
    at = review.round.due_at + 2 * TWO_DAYS
    return decisions.decide_extension(asked, actor=review.people[who], at=at, **given)  # type: ignore[arg-type]


def test_granted_after_the_due_date_a_late_report_is_in_time(late_review: Review) -> None:
    file_now(late_review.submission, late_review.director, at=late_review.round.due_at + TWO_DAYS)
    late_review.supply("1.1-a")
    asked = ask(late_review)
    assert late_review.fresh().due_at is None, "asking alone gives no time"

    decided = decide(late_review, asked)

    submission = late_review.fresh()
    assert submission.due_at == late_review.round.due_at + WEEK
    assert submission.days_late == 0
    late_review.round.refresh_from_db()
    assert late_review.round.due_at == late_review.submission.round.due_at, "nobody else's moves"
    assert (decided.state, decided.order_number) == (ExtensionState.GRANTED, "คส.7/2568")
    assert (decided.decided_by, decided.reason) == (late_review.head, "น้ำท่วมสำนักงาน")
    facts = Entry.objects.get(action="submission.decide_extension").detail.body["facts"]
    assert facts["order_number"] == "คส.7/2568"


def test_refused_it_stays_late(late_review: Review) -> None:
    file_now(late_review.submission, late_review.director, at=late_review.round.due_at + TWO_DAYS)
    decide(late_review, ask(late_review), grant=False, order_number="", answer="ไม่มีเหตุผลพอ")
    submission = late_review.fresh()
    assert submission.due_at is None
    assert submission.effective_due_at == late_review.round.due_at


@pytest.mark.parametrize(
    ("act", "changes", "code"),
    [
        (ask, {"reason": " "}, "reason_required"),
        (decide, {"order_number": " "}, "order_number_required"),
        (decide, {"grant": False}, "reason_required"),
    ],
)
def test_reason_and_order_number_are_asked_for(late_review: Review, act, changes, code) -> None:
    given = (late_review,) if act is ask else (late_review, ask(late_review))
    with pytest.raises(InvalidInput) as refused:
        act(*given, **changes)
    assert refused.value.code == code
    assert late_review.fresh().due_at is None


EVERYBODY = (
    *("drafter", "director", "reviewer", "second_reviewer", "head", "executive", "configurer"),
    *("auditor", "neighbour", "inside_reviewer", "inside_head", "far_reviewer", "far_head"),
    *("far_executive", "stranger"),
)


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "director"])
def test_only_the_director_asks(late_review: Review, who: str) -> None:
    with pytest.raises(NotAllowed):
        ask(late_review, who)
    assert not Extension.objects.exists()


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "head"])
def test_only_the_head_decides(late_review: Review, who: str) -> None:
    asked = ask(late_review)
    with pytest.raises(DomainError) as refused:
        decide(late_review, asked, who)
    assert isinstance(refused.value, NotAllowed)
    assert late_review.fresh().due_at is None


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "head"])
def test_only_the_head_waives(late_review: Review, who: str) -> None:
    with pytest.raises(NotAllowed):
        decisions.waive_late(
            late_review.fresh(),
            actor=late_review.people[who],
            at=late_review.round.due_at + TWO_DAYS,
            order_number="คส.7/2568",
            reason="น้ำท่วม",
        )
    assert not Waiver.objects.exists()
