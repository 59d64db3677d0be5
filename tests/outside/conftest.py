"""The bureau's own report: lateness costs, and people of another bureau may be named by order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_portal.accounts.enums import Role
from submissions.domain import decisions
from submissions.domain.review import give_verdict
from submissions.enums import Action, Decision, State
from submissions.models import Submission
from tests import factories
from tests.review.world import LATER, NOON, Review, make_review, supply

LATE = {"deduct": "5", "count": "calendar"}


@pytest.fixture
def own(db: None) -> Review:
    """The bureau's own report as a draft, two days after its due date."""
    review = make_review(late=LATE)
    review.round.due_at = NOON - timedelta(days=2)
    review.round.save()
    body = review.round.version.definition
    body["card"] = {"data_collector": "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร"}
    factories.rewrite(review.round.version, body)
    review.submission = factories.SubmissionFactory(
        round=review.round, unit=review.bureau, unit_name=review.bureau.name
    )
    return review


def appoint(review: Review) -> None:
    """The executive names reviewer and head of another bureau by order."""
    for who, role in ((review.far_reviewer, Role.REVIEWER), (review.far_head, Role.HEAD)):
        decisions.appoint(
            review.fresh(),
            actor=review.executive,
            at=LATER,
            person=who,
            role=role,
            order_number="คส.7/2568",
            reason="รายงานของสำนักเอง",
        )


def submit(review: Review, *keys: str) -> Submission:
    for key in keys or ("1.1-a", "2.1-a"):
        supply(review.submission, key, review.executive)
    Submission.objects.filter(pk=review.submission.pk).update(claimed_level=2)
    return review.do(Action.SUBMIT, "executive", at=NOON)


def judge(review: Review) -> Submission:
    """From submitted to confirmed, by those who were named."""
    review.do(Action.START_REVIEW, "far_reviewer")
    for use in review.submission.uses.filter(removed_at=None):
        give_verdict(use, actor=review.far_reviewer, at=LATER, decision=Decision.ACCEPTED)
    review.do(Action.ASSESS, "far_reviewer")
    return review.do(Action.CONFIRM, "far_head")


@pytest.fixture
def published(own: Review) -> Review:
    """Published without endorsement: level 2, base score 75, final 65."""
    submit(own)
    appoint(own)
    judge(own)
    done = own.do(Action.PUBLISH, "far_head")
    assert done.state == State.PUBLISHED
    return own
