"""While a report is returned its unit's projection moves with what the unit does, and with nothing
that reviewers said of pieces they did not send back."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from submissions.domain import in_view, scores
from submissions.domain.review import give_verdict
from submissions.enums import Action, Decision, State
from submissions.models import EvidenceUse
from submissions.views import scoreboard
from tests.in_view.test_matrix import client_of
from tests.review.world import NOON, Review

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def returned(review: Review) -> Review:
    """Three pieces handed in, the third came back."""
    review.put(State.DRAFT, claimed_level=3)
    for key in ("1.1-a", "2.1-a", "3.1-a"):
        review.people[key] = review.supply(key)
    review.do(Action.SUBMIT, "director", at=NOON)
    review.do(Action.START_REVIEW, "reviewer", at=NOON + HOUR)
    give_verdict(
        review.people["3.1-a"],
        actor=review.reviewer,
        at=NOON + 2 * HOUR,
        decision=Decision.RETURNED,
        comment="ขาดลายเซ็น",
    )
    review.do(Action.RETURN, "reviewer", at=NOON + 3 * HOUR)
    return review


def as_judged(review: Review, key: str, decision: Decision) -> None:
    """The decision on a piece, as a fact of the test, with the scores that follow."""
    EvidenceUse.objects.filter(pk=review.people[key].pk).update(decision=decision)
    scores.recompute(review.fresh(), at=NOON + 4 * HOUR, reason="test")


def shown(review: Review, who: str) -> str:
    at = timezone.now()
    seen = in_view.of(review.fresh(), review.people[who], at=at)
    return str(scores.two_places(scoreboard.projected(seen, at=at).final))


@pytest.mark.parametrize(("first", "second"), list(product(Decision, Decision)))
def test_verdicts_on_what_was_kept_move_nothing(returned: Review, first, second):
    as_judged(returned, "1.1-a", first)
    as_judged(returned, "2.1-a", second)
    assert shown(returned, "director") == "75.00"
    assert str(returned.fresh().projected_final) == "75.00"
    text = client_of(returned, "director").get(reverse("submissions:mine")).content.decode()
    assert "75.00" in text


def test_those_who_review_see_every_verdict_in_it(returned: Review):
    as_judged(returned, "2.1-a", Decision.RETURNED)
    assert shown(returned, "reviewer") == "50.00"


def test_what_the_unit_supplies_anew_moves_it(returned: Review):
    EvidenceUse.objects.filter(pk=returned.people["3.1-a"].pk).update(removed_at=NOON)
    returned.supply("3.1-a")
    scores.recompute(returned.fresh(), at=NOON + 4 * HOUR, reason="test")
    assert shown(returned, "director") == "100.00"
    assert str(returned.fresh().projected_final) == "100.00"
