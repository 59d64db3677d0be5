"""Who gets which place: by hand, by starting the review, by handing over; and the switch."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from indicators.domain.carrying_rounds import _plan
from kpi_portal.accounts.models import Membership
from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions.domain import double_switch, review_handover
from submissions.domain.review_assigning import assign_both, assign_reviewer, take_place
from submissions.domain.review_places import Place
from submissions.enums import Action, State
from submissions.models import Submission
from tests.double.world import judge, seated
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db


def places(review: Review) -> tuple[str | None, str | None]:
    now = review.fresh()
    names = {user.pk: name for name, user in review.people.items()}
    return names.get(now.reviewer_id), names.get(now.second_reviewer_id)


def free(review: Review, **fields) -> None:
    Submission.objects.update(reviewer=None, second_reviewer=None)
    Submission.objects.update(**{place: review.people[who] for place, who in fields.items()})


def assign(review: Review, who: str, place: Place = Place.SECOND, *, by: str = "head"):
    return assign_reviewer(
        review.submission, actor=review.people[by], at=LATER, reviewer=review.people[who],
        place=place,
    )  # fmt: skip


def code(act, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as refusal:
        act(*args, **kwargs)
    return str(refusal.value.code)


def test_the_second_place_is_given_audited_and_told(review: Review):
    free(review, reviewer="reviewer")
    assign(review, "third")
    assert places(review) == ("reviewer", "third")
    entry = Entry.objects.get(action="submission.assign_second")
    assert entry.detail.body["changed"]["second_reviewer"][0] is None
    assert Notification.objects.get().recipient == review.third
    assign(review, "third")
    assert Entry.objects.filter(action="submission.assign_second").count() == 1


def test_two_different_people_judge(review: Review):
    free(review, reviewer="reviewer")
    assert code(assign, review, "reviewer") == "same_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.update(second_reviewer=review.reviewer)


@pytest.mark.parametrize("who", ["inside_reviewer", "far_reviewer", "director", "stranger"])
def test_who_may_not_judge_gets_no_place(review: Review, who: str):
    assert code(assign, review, who) == "not_a_reviewer"


@pytest.mark.parametrize("by", ["director", "executive", "configurer", "far_head", "inside_head"])
def test_who_may_not_assign(review: Review, by: str):
    assert code(assign, review, "third", by=by) == "not_allowed"


def test_a_round_reviewed_once_has_one_place(review: Review):
    review.round.double_review = False
    review.round.save()
    free(review)
    assert code(assign, review, "third") == "reviewed_once"


def test_only_the_head_replaces_a_reviewer_who_has_judged(review: Review):
    first, _second = review.in_review("1.1-a", "2.1-a")
    assign(review, "third", by="reviewer")
    judge(review, "third", first)
    assert code(assign, review, "second_reviewer", by="reviewer") == "head_replaces"
    assign(review, "second_reviewer", by="head")
    assert places(review) == ("reviewer", "second_reviewer")


def test_both_places_are_given_together_or_not_at_all(review: Review):
    free(review)
    wanted = {Place.FIRST: review.third, Place.SECOND: review.third}
    assert (
        code(assign_both, review.submission, actor=review.head, at=LATER, wanted=wanted)
        == "same_person"
    )
    assert places(review) == (None, None)
    wanted[Place.SECOND] = review.reviewer
    assign_both(review.submission, actor=review.head, at=LATER, wanted=wanted)
    assert places(review) == ("third", "reviewer")


@pytest.mark.parametrize(
    ("held", "after"),
    [
        ({}, ("third", None)),
        ({"reviewer": "reviewer"}, ("reviewer", "third")),
        ({"second_reviewer": "reviewer"}, ("third", "reviewer")),
        ({"reviewer": "reviewer", "second_reviewer": "third"}, ("reviewer", "third")),
        ({"reviewer": "third"}, ("third", None)),
    ],
)
def test_who_starts_the_review_takes_a_free_place(review: Review, held, after):
    free(review, **held)
    review.put(State.SUBMITTED)
    review.do(Action.START_REVIEW, "third")
    assert places(review) == after


def test_where_both_places_are_taken_nobody_else_starts(review: Review):
    review.put(State.SUBMITTED)
    assert code(review.do, Action.START_REVIEW, "third") == "places_taken"


def test_the_second_person_takes_the_free_place_later(review: Review):
    free(review, reviewer="reviewer")
    review.put(State.IN_REVIEW)
    for who in ("third", "third"):
        take_place(review.submission, actor=review.people[who], at=LATER)
    assert places(review) == ("reviewer", "third")
    with pytest.raises(GuardRefused) as refusal:
        take_place(review.submission, actor=review.second_reviewer, at=LATER)
    assert refusal.value.code == "places_taken"


@pytest.mark.parametrize("who", ["head", "director", "inside_reviewer", "far_reviewer", "auditor"])
def test_who_takes_no_place(review: Review, who: str):
    free(review, reviewer="reviewer")
    review.put(State.IN_REVIEW)
    with pytest.raises(NotAllowed):
        take_place(review.submission, actor=review.people[who], at=LATER)


@pytest.mark.parametrize("state", [s for s in State if s != State.IN_REVIEW])
def test_a_place_is_taken_only_in_review(review: Review, state: State):
    free(review, reviewer="reviewer")
    review.put(state)
    assert code(take_place, review.submission, actor=review.third, at=LATER) == "no_place"


def test_a_reviewer_who_leaves_hands_both_places_over_never_to_the_other(review: Review):
    review.put(State.IN_REVIEW)
    membership = Membership.objects.get(user=review.second_reviewer)
    configurer = review.configurer
    review_handover.hand_over_reviews(membership, actor=configurer, at=LATER, to=review.reviewer)
    assert places(review) == ("reviewer", "second_reviewer")
    done = review_handover.hand_over_reviews(
        membership, actor=configurer, at=LATER, to=review.third
    )
    assert (done, places(review)) == (1, ("reviewer", "third"))


# switching


def switch(review: Review, who: str = "configurer", *, on: bool = False):
    return double_switch.switch(review.round, actor=review.people[who], at=LATER, on=on)


def test_an_open_round_is_switched_until_the_first_review_begins(review: Review):
    assert not switch(review).double_review
    assert switch(review, on=True).double_review
    assert switch(review, on=True).double_review
    changed = Entry.objects.filter(action="round.double_review").count()
    assert changed == 2
    review.put(State.IN_REVIEW)
    assert code(switch, review) == "review_begun"
    review.put(State.ASSESSED, not_reported=True)
    assert not switch(review).double_review


@pytest.mark.parametrize(
    "who", ["reviewer", "head", "executive", "director", "auditor", "far_head", "stranger"]
)
def test_who_switches_nothing(review: Review, who: str):
    with pytest.raises(NotAllowed):
        switch(review, who)


def test_what_was_judged_stays_under_its_rule(review: Review):
    [use] = review.in_review("1.1-a")
    judge(review, "reviewer", use)
    review.put(State.EXEMPTED)
    assert code(switch, review) == "review_begun"


@pytest.mark.parametrize("on", [True, False])
def test_the_next_year_carries_the_setting(review: Review, on: bool):
    review.round.double_review = on
    definition = review.round.version.parsed
    [entry] = [r for r in definition.rounds if r.key == review.round.key]
    entry = replace(entry, opens=entry.due)
    assert _plan(review.round, definition, entry).double_review is on


def test_seats_of_the_test_world(review: Review):
    seated(review, "third", "reviewer")
    assert places(review) == ("third", "reviewer")
