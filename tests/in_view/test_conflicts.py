"""Why a reviewer stepped aside: the section and auditors read it, the unit sees only the change."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from submissions.domain import conflicts
from submissions.enums import State
from submissions.models import Appointment
from tests.review.world import LATER, NOON, Review

pytestmark = pytest.mark.django_db

REASON = "คู่สมรสทำงานในส่วนนี้"
ACTIONS = {"conflict.declare", "conflict.withdraw"}
UNIT = ("drafter", "director", "inside_reviewer", "inside_head")
FOLLOWING = ("head", "second_reviewer", "auditor", "executive")


@pytest.fixture
def stepped_aside(review: Review) -> Review:
    """A reviewer stepped aside, another took over, the conflict ended, the result is published."""
    review.in_review("1.1-a")
    review.put(State.IN_REVIEW, reviewer=review.reviewer)
    conflict = conflicts.declare(review.fresh(), actor=review.reviewer, at=LATER, reason=REASON)
    conflicts.withdraw(conflict, actor=review.head, at=LATER, reason=REASON)
    assert review.fresh().reviewer == review.second_reviewer
    review.put(State.PUBLISHED, confirmed_final=50, confirmed_level=1, published_at=LATER)
    return review


def history(review: Review, who: str) -> tuple[set[str], str]:
    client = Client()
    client.force_login(review.people[who])
    answer = client.get(reverse("submissions:history", args=[review.submission.pk]))
    assert answer.status_code == 200
    return {line.action for line in answer.context["lines"]}, answer.content.decode()


@pytest.mark.parametrize("who", UNIT)
def test_the_unit_sees_that_the_reviewer_changed_and_not_why(stepped_aside: Review, who: str):
    actions, page = history(stepped_aside, who)

    assert "submission.assign" in actions
    assert not actions & ACTIONS
    assert REASON not in page
    assert "ส่วนได้เสีย" not in page


@pytest.mark.parametrize("who", FOLLOWING)
def test_who_follows_the_review_reads_it(stepped_aside: Review, who: str):
    actions, page = history(stepped_aside, who)

    assert actions >= ACTIONS
    assert REASON in page


def test_somebody_of_the_unit_named_by_order_follows_the_review(stepped_aside: Review):
    Appointment.objects.create(
        submission=stepped_aside.submission,
        user=stepped_aside.inside_head,
        role="head",
        order_number="12/2568",
        at=NOON,
        by=stepped_aside.executive,
    )

    assert history(stepped_aside, "inside_head")[0] >= ACTIONS
    assert REASON in _trail(stepped_aside, "inside_head")


@pytest.mark.parametrize("who", ["inside_reviewer", "inside_head"])
def test_the_trail_of_the_whole_bureau_keeps_it_from_the_units_own(stepped_aside: Review, who: str):
    assert REASON not in _trail(stepped_aside, who)
    assert REASON in _trail(stepped_aside, "head")


def _trail(review: Review, who: str) -> str:
    client = Client()
    client.force_login(review.people[who])
    answer = client.get("/audit/")
    assert answer.status_code == 200
    return answer.content.decode()
