"""The reference by which one report was endorsed is kept with it and shown once it is told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from submissions.documents.domain import memo_facts
from submissions.enums import Action, State
from tests.in_view.test_matrix import client_of
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db
REFERENCE = "การประชุมครั้งที่ 7/2568"


@pytest.fixture
def endorsed(review: Review) -> Review:
    review.in_review("1.1-a")
    review.put(State.CONFIRMED, confirmed_final=50, confirmed_level=1)
    review.do(Action.ENDORSE, "executive", reference=f" {REFERENCE} ")
    return review


def test_it_is_kept_and_stands_in_the_memo(endorsed: Review) -> None:
    assert endorsed.fresh().endorsement_reference == REFERENCE
    facts = memo_facts.for_feedback(endorsed.fresh(), endorsed.strategy, at=LATER)
    assert facts["endorsed_by"] == REFERENCE


def page(review: Review, who: str, name: str) -> str:
    address = reverse(f"submissions:{name}", args=[review.submission.pk])
    return client_of(review, who).get(address).content.decode()


@pytest.mark.parametrize("name", ["score", "task_list"])
def test_it_is_shown_to_the_unit_once_published(endorsed: Review, name: str) -> None:
    assert REFERENCE in page(endorsed, "head", name)
    assert REFERENCE not in page(endorsed, "director", name)
    endorsed.do(Action.PUBLISH, "head")
    assert REFERENCE in page(endorsed, "director", name)


def test_reopening_ends_it(endorsed: Review) -> None:
    endorsed.do(Action.REOPEN, "head")
    assert endorsed.fresh().endorsement_reference == ""
