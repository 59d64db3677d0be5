"""The home page offers a double review to the two, and to a third person once they differ."""

from __future__ import annotations

import pytest

from submissions.domain import worklists
from submissions.models import Submission
from tests.double.world import ACCEPTED, RETURNED, compared
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db


def offered(review: Review) -> set[str]:
    people = ("reviewer", "second_reviewer", "third", "head")
    return {
        who
        for who in people
        if any(
            task.submission == review.submission
            for task in worklists.needs_now(review.people[who], at=LATER)
        )
    }


def test_who_is_offered_a_double_review(review: Review):
    review.in_review("1.1-a")
    assert offered(review) == {"reviewer", "second_reviewer"}
    Submission.objects.update(second_reviewer=None)
    assert offered(review) == {"reviewer", "second_reviewer", "third", "head"}


def test_a_third_person_is_offered_what_the_two_differ_on(review: Review):
    compared(review, (ACCEPTED, RETURNED))
    assert offered(review) == {"reviewer", "second_reviewer", "third", "head"}
