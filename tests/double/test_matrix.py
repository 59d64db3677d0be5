"""Role × action × state of a double review: what the two, a third and the head may do, by hand."""

from __future__ import annotations

import pytest
from django.db import transaction

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import DomainError
from submissions.domain import review_acts, settling
from submissions.domain.review import give_verdict
from submissions.domain.review_assigning import take_place
from submissions.enums import Action, State
from submissions.models import Submission
from tests.double.world import ACCEPTED, RETURNED, judge
from tests.review.world import LATER, Review, person

pytestmark = pytest.mark.django_db

ONE, TWO, THIRD, HEAD = "reviewer", "second_reviewer", "third", "head"
EVERYBODY = (
    ONE, TWO, THIRD, HEAD, "drafter", "director", "executive", "configurer", "auditor",
    "neighbour", "inside_reviewer", "inside_head", "far_reviewer", "far_head", "stranger",
)  # fmt: skip
# How far the two are → act → who may. What is not written here, nobody may.
TABLE: dict[str, dict[str, set[str]]] = {
    "submitted": {"start_review": {ONE, TWO}},
    "submitted, a place free": {"start_review": {ONE, TWO, THIRD}},
    "apart": {"judge": {ONE, TWO}},
    "apart, a place free": {"judge": {ONE}, "take_place": {TWO, THIRD}},
    "differing": {"judge": {ONE, TWO}, "settle": {THIRD, HEAD}},
    "settled": {
        "settle": {THIRD, HEAD},
        "assess": {ONE, TWO},
        "return": {ONE, TWO, HEAD},
    },
    "agreed": {"judge": {ONE, TWO}, "assess": {ONE, TWO}, "return": {ONE, TWO, HEAD}},
    "returned": {},
    "assessed": {"recheck": {HEAD}, "confirm": {HEAD}},
    "published": {},
}
ACTS = ("start_review", "take_place", "judge", "settle", "assess", "return", "recheck", "confirm")


def arrange(review: Review, stage: str):
    """The report as far as the stage says; its one piece."""
    [use] = review.in_review("1.1-a")
    if stage.startswith("submitted"):
        review.put(State.SUBMITTED)
    if stage in ("differing", "settled", "agreed"):
        judge(review, ONE, use)
        judge(review, TWO, use, ACCEPTED if stage == "agreed" else RETURNED)
    if stage == "settled":
        settling.settle(use, actor=review.settler, at=LATER, decision=ACCEPTED, reason="ครบ")
    if stage.endswith("a place free"):
        Submission.objects.update(second_reviewer=None)
    if stage in ("returned", "assessed", "published"):
        review.put(State(stage))
    review.submission = review.fresh()
    return use


@pytest.fixture
def settler(review: Review) -> Review:
    """Somebody else settles beforehand, so that everybody in the table is a newcomer to it."""
    review.people["settler"] = person("settler", Role.REVIEWER, review.strategy, review.bureau)
    return review


def attempt(review: Review, who: str, act: str, use) -> bool:
    actor = review.people[who]
    try:
        if act == "judge":
            other = RETURNED if who == ONE else ACCEPTED
            give_verdict(use, actor=actor, at=LATER, decision=other, comment="ดู")
        elif act == "settle":
            settling.settle(use, actor=actor, at=LATER, decision=RETURNED, reason="ดู")
        elif act == "take_place":
            # one who has a place already changes nothing
            before = review.submission.second_reviewer_id
            taken = take_place(review.submission, actor=actor, at=LATER)
            return taken.second_reviewer_id != before
        else:
            review.do(Action(act), who, items={"2.1-a": "ขอเพิ่ม"})
    except DomainError:
        return False
    return True


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("stage", list(TABLE))
def test_who_may_do_what(settler: Review, stage: str, who: str):
    use = arrange(settler, stage)
    may = set()
    for act in ACTS:
        with transaction.atomic():
            if attempt(settler, who, act, use):
                may.add(act)
            transaction.set_rollback(True)
        settler.submission = settler.fresh()
    assert may == {act for act, people in TABLE[stage].items() if who in people}


@pytest.mark.parametrize("who", [ONE, TWO, THIRD, HEAD, "executive", "auditor"])
@pytest.mark.parametrize("stage", list(TABLE))
def test_the_desk_offers_no_more_than_that(settler: Review, stage: str, who: str):
    arrange(settler, stage)
    offered = review_acts.offers(settler.people[who], settler.fresh(), at=LATER)
    allowed = TABLE[stage]
    pair = {ONE, TWO} if "free" not in stage else {ONE}
    assert not offered.judges or who in pair
    if offered.settles:
        assert who in {THIRD, HEAD} | ({TWO} if "free" in stage else set())
    if offered.may_take_place:
        assert who in allowed.get("take_place", set())
    assert (offered.of(Action.CONFIRM) is not None) == (who in allowed.get("confirm", set()))
    if offered.of(Action.ASSESS):
        assert who in pair
    if offered.of(Action.START_REVIEW):
        assert who in allowed.get("start_review", set())
