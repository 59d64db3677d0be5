"""A request for reconsideration: who looks again, and what that touches."""

from __future__ import annotations

import pytest

from kpi_portal.errors import NotAllowed
from submissions.domain import (
    reconsideration,
    reconsidering,
    review,
)
from submissions.enums import Decision
from tests.reconsider.world import ARGUMENT, DAY, Asked, code_of
from tests.review.world import LATER

pytestmark = pytest.mark.django_db


# --- who looks again


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("second_reviewer", True),
        ("second_head", True),
        ("reviewer", False),  # proposed
        ("head", False),  # confirmed
        ("inside_reviewer", False),  # of the unit
        ("far_reviewer", False),
        ("director", False),
        ("executive", False),
        ("auditor", False),
    ],
)
def test_who_may_look_again(asked: Asked, who, may):
    asked.ask()
    person = asked.review.people[who]
    assert reconsideration.may_look_again(person, asked.report, at=LATER + DAY) is may
    offered = {p.username for p in reconsideration.candidates(asked.report, at=LATER + DAY)}
    assert (who in offered) is may
    if may:
        assert asked.choose(who).reviewer == person
    else:
        assert code_of(lambda: asked.choose(who)) == "not_a_second_reviewer"


@pytest.mark.parametrize("who", ["reviewer", "executive", "director", "auditor", "far_head"])
def test_only_the_head_chooses_somebody_else(asked: Asked, who):
    asked.ask()
    with pytest.raises(NotAllowed):
        asked.choose(by=who)


def test_a_reviewer_takes_it_up_but_not_from_another(asked: Asked):
    asked.ask()
    asked.choose("second_reviewer", by="second_reviewer")
    with pytest.raises(NotAllowed):
        asked.choose("second_head", by="second_reviewer")
    assert asked.choose("second_head").reviewer.username == "second_head"


def test_somebody_named_by_order_looks_again(asked: Asked):
    """Where nobody is left the executive names a person of another unit."""
    from kpi_portal.accounts.enums import Role
    from submissions.domain import decisions

    asked.ask()
    decisions.appoint(
        asked.report,
        actor=asked.review.executive,
        at=LATER + DAY,
        person=asked.review.neighbour,
        role=Role.REVIEWER,
        order_number="7/2568",
        reason="ไม่มีผู้ตรวจเหลือ",
    )
    asked.choose("neighbour")
    asked.judge(asked.returned, who="neighbour")
    assert asked.opine("neighbour").reviewed_at


@pytest.mark.parametrize("who", ["reviewer", "head", "second_head", "executive", "director"])
def test_nobody_else_judges(asked: Asked, who):
    asked.ask()
    asked.choose()
    with pytest.raises(NotAllowed):
        asked.judge(asked.returned, who=who)


def test_the_ordinary_door_stays_shut(asked: Asked):
    asked.ask()
    asked.choose()
    act = lambda: review.give_verdict(  # noqa: E731
        asked.returned,
        actor=asked.review.second_reviewer,
        at=LATER + DAY,
        decision=Decision.ACCEPTED,
    )
    assert code_of(act) == "not_in_review"


def test_verdicts_on_other_items_stand(asked: Asked):
    asked.ask(**{"3_1-a": ARGUMENT})
    asked.choose()
    assert code_of(lambda: asked.judge(asked.returned)) == "not_contested"


def test_verdicts_stand_once_the_opinion_is_given(asked: Asked):
    asked.ask()
    asked.choose()
    asked.opine()
    assert code_of(lambda: asked.judge(asked.returned)) == "opinion_given"
    reconsidering.take_back_opinion(
        asked.report, actor=asked.review.second_reviewer, at=LATER + 2 * DAY
    )
    asked.judge(asked.returned)


def test_an_opinion_needs_every_added_piece_judged(asked: Asked):
    asked.ask()
    asked.choose()
    added = asked.add()
    assert code_of(asked.opine) == "not_all_judged"
    asked.judge(added)
    assert asked.opine().opinion == "ลงนามครบแล้ว"
