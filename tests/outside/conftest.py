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
from tests.review.conftest import own_media, review
from tests.review.world import LATER, NOON, Review, make_review, supply

__all__ = ["own_media", "review"]

LATE = {"deduct": "5", "count": "calendar"}


@pytest.fixture
def own(db: None) -> Review:
    """The bureau's own report as a draft, two days after its due date."""
    made = make_review(late=LATE)
    made.round.due_at = NOON - timedelta(days=2)
    made.round.save()
    body = made.round.version.definition
    body["card"] = {"data_collector": "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร"}
    factories.rewrite(made.round.version, body)
    made.submission = factories.SubmissionFactory(
        round=made.round, unit=made.bureau, unit_name=made.bureau.name
    )
    return made


def appoint(world: Review) -> None:
    """The executive names reviewer and head of another bureau by order."""
    for who, role in ((world.far_reviewer, Role.REVIEWER), (world.far_head, Role.HEAD)):
        decisions.appoint(
            world.fresh(),
            actor=world.executive,
            at=LATER,
            person=who,
            role=role,
            order_number="คส.7/2568",
            reason="รายงานของสำนักเอง",
        )


def submit(world: Review, *keys: str) -> Submission:
    for key in keys or ("1.1-a", "2.1-a"):
        supply(world.submission, key, world.executive)
    Submission.objects.filter(pk=world.submission.pk).update(claimed_level=2)
    return world.do(Action.SUBMIT, "executive", at=NOON)


def judge(world: Review) -> Submission:
    """From submitted to confirmed, by those who were named."""
    world.do(Action.START_REVIEW, "far_reviewer")
    for use in world.submission.uses.filter(removed_at=None):
        give_verdict(use, actor=world.far_reviewer, at=LATER, decision=Decision.ACCEPTED)
    world.do(Action.ASSESS, "far_reviewer")
    return world.do(Action.CONFIRM, "far_head")


@pytest.fixture
def published(own: Review) -> Review:
    """Published without endorsement: level 2, base score 75, final 65."""
    submit(own)
    appoint(own)
    judge(own)
    done = own.do(Action.PUBLISH, "far_head")
    assert done.state == State.PUBLISHED
    return own
