"""Two judge independently: who judges, when the pieces move, what a changed verdict leaves."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi_portal.accounts.models import User
from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed, Stale
from submissions.domain.review import accept_pending, give_verdict
from submissions.enums import Action, State
from submissions.models import EvidenceUse, Verdict
from tests import factories
from tests.double.world import (
    ACCEPTED,
    PENDING,
    RETURNED,
    compared,
    decision_of,
    judge,
    seated,
)
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db


def test_no_piece_moves_before_both_have_judged_everything(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first)
    judge(review, "reviewer", second, RETURNED)
    judge(review, "second_reviewer", first)

    assert (decision_of(first), decision_of(second)) == (PENDING, PENDING)
    now = review.fresh()
    assert (now.judged_total, now.pieces_total, now.confirmed_final) == (1, 2, 0)

    judge(review, "second_reviewer", second, RETURNED)

    assert (decision_of(first), decision_of(second)) == (ACCEPTED, RETURNED)
    now = review.fresh()
    assert (now.judged_total, now.differences_open, now.confirmed_final) == (2, 0, 50)
    entry = Entry.objects.get(action="review.compare")
    assert entry.detail.body["facts"] == {"pieces": 2, "differing": 0}


def test_where_they_differ_the_piece_waits(review: Review):
    same, apart = compared(review, (ACCEPTED, ACCEPTED), (ACCEPTED, RETURNED))
    assert (decision_of(same), decision_of(apart)) == (ACCEPTED, PENDING)
    now = review.fresh()
    assert (now.judged_total, now.differences_open, now.confirmed_final) == (2, 1, 50)


@pytest.mark.parametrize("who", ["third", "head", "director", "auditor", "far_reviewer"])
def test_nobody_else_judges(review: Review, who: str):
    [use] = review.in_review("1.1-a")
    with pytest.raises(NotAllowed):
        judge(review, who, use)
    with pytest.raises(NotAllowed):
        accept_pending(review.submission, actor=review.people[who], at=LATER, uses=[use.pk])
    assert not Verdict.objects.exists()


def test_the_others_verdict_makes_no_page_stale_before_the_comparison(review: Review):
    first, _second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first, RETURNED)
    given = give_verdict(
        first, actor=review.second_reviewer, at=LATER, decision=ACCEPTED, comment="", seen=0
    )
    assert given.decision == ACCEPTED


@pytest.mark.parametrize("comparing", [False, True])
def test_ones_own_verdict_from_another_window_is_told(review: Review, comparing: bool):
    first, _second = review.in_review("1.1-a", "2.1-a")
    if comparing:
        for use in (first, _second):
            judge(review, "second_reviewer", use)
        judge(review, "reviewer", _second)
    own = judge(review, "reviewer", first)
    assert (EvidenceUse.objects.get(pk=first.pk).compared_at is not None) == comparing

    with pytest.raises(Stale) as refusal:
        give_verdict(
            first, actor=review.reviewer, at=LATER, decision=RETURNED, comment="x", seen=own.pk - 1
        )

    assert refusal.value.code == "judged_elsewhere"
    assert decision_of(first) == (ACCEPTED if comparing else PENDING)
    changed = give_verdict(
        first, actor=review.reviewer, at=LATER, decision=RETURNED, comment="x", seen=own.pk
    )
    assert changed.after_comparison == comparing


def test_the_same_word_again_is_one_verdict_though_the_other_spoke_since(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    assert judge(review, "reviewer", use).pk == Verdict.objects.earliest("pk").pk
    assert Verdict.objects.count() == 2


def test_a_verdict_changed_after_the_comparison_says_so(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    with pytest.raises(Stale):
        give_verdict(use, actor=review.reviewer, at=LATER, decision=RETURNED, comment="x", seen=0)

    changed = judge(review, "reviewer", use, RETURNED, "เห็นด้วยกับผู้ตรวจอีกคน")

    assert changed.after_comparison
    assert [v.after_comparison for v in Verdict.objects.all()] == [False, False, True]
    assert decision_of(use) == RETURNED
    assert review.fresh().differences_open == 0
    assert Entry.objects.filter(action="verdict.give").count() == 2
    assert Entry.objects.get(action="verdict.after_comparison").actor == review.reviewer


def test_taking_back_after_the_comparison_makes_the_piece_wait_and_hides_nothing(review: Review):
    [use] = compared(review, (ACCEPTED, ACCEPTED))
    judge(review, "reviewer", use, PENDING)
    assert decision_of(use) == PENDING
    assert EvidenceUse.objects.get(pk=use.pk).compared_at is not None


def test_accepting_everything_gives_only_the_missing_own_verdicts(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first, RETURNED)
    keys = [first.pk, second.pk]
    given = accept_pending(review.submission, actor=review.reviewer, at=LATER, uses=keys)
    assert [v.use_id for v in given] == [second.pk]
    accept_pending(review.submission, actor=review.second_reviewer, at=LATER, uses=keys)
    assert (decision_of(first), decision_of(second)) == (PENDING, ACCEPTED)
    assert review.fresh().differences_open == 1
    assert accept_pending(review.submission, actor=review.reviewer, at=LATER, uses=keys) == []


def test_who_takes_a_place_over_judges_what_was_not_compared(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first)
    judge(review, "reviewer", second)
    judge(review, "second_reviewer", first, RETURNED)
    seated(review, "reviewer", "third")
    judge(review, "third", first)
    assert decision_of(first) == PENDING
    judge(review, "third", second)
    assert (decision_of(first), decision_of(second)) == (ACCEPTED, ACCEPTED)


def test_what_was_agreed_outlasts_the_reviewer(review: Review):
    [use] = compared(review, (ACCEPTED, ACCEPTED))
    seated(review, "reviewer", "third")
    assert review.do(Action.ASSESS, "third").state == State.ASSESSED
    assert decision_of(use) == ACCEPTED


def assess_refused(review: Review, who: str, action: Action = Action.ASSESS) -> str:
    with pytest.raises(DomainError) as refusal:
        review.do(action, who)
    return str(refusal.value.code)


def test_proposing_waits_for_both_and_for_the_differences(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first)
    judge(review, "reviewer", second)
    judge(review, "second_reviewer", first)
    assert assess_refused(review, "reviewer") == "not_all_judged"
    judge(review, "second_reviewer", second, RETURNED)
    assert assess_refused(review, "reviewer") == "differences_open"
    judge(review, "second_reviewer", second, ACCEPTED)
    assert assess_refused(review, "third") == "not_one_of_two"
    assert review.do(Action.ASSESS, "second_reviewer").state == State.ASSESSED


@pytest.mark.parametrize("who", ["reviewer", "second_reviewer"])
def test_neither_of_the_two_confirms(review: Review, who: str):
    compared(review, (ACCEPTED, ACCEPTED))
    review.do(Action.ASSESS, "reviewer")
    factories.ActingFactory(
        user=review.people[who], role="head", unit=review.strategy, scope=review.bureau
    )
    review.people[who] = User.objects.get(pk=review.people[who].pk)  # what is kept on it is old
    code = assess_refused(review, who, Action.CONFIRM)
    assert code == {"reviewer": "own_proposal", "second_reviewer": "own_review"}[who]
    assert review.do(Action.CONFIRM, "head").state == State.CONFIRMED


def test_returning_waits_until_both_have_judged_and_agree(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    for who in ("reviewer", "second_reviewer"):
        judge(review, who, first, RETURNED, f"ของ {who}")
    assert assess_refused(review, "reviewer", Action.RETURN) == "not_all_judged"
    judge(review, "reviewer", second)
    judge(review, "second_reviewer", second, RETURNED)
    assert assess_refused(review, "head", Action.RETURN) == "differences_open"
    judge(review, "second_reviewer", second)
    assert assess_refused(review, "third", Action.RETURN) == "not_one_of_two"

    review.do(Action.RETURN, "head")

    item = review.submission.returns.get().items.get()
    assert (item.requirement, item.comment) == ("1.1-a", "ของ reviewer\nของ second_reviewer")


def test_a_new_piece_starts_unjudged_for_both(review: Review):
    use, kept = compared(review, (RETURNED, RETURNED), (ACCEPTED, ACCEPTED))
    review.do(Action.RETURN, "reviewer")
    EvidenceUse.objects.filter(pk=use.pk).update(removed_at=LATER)
    new = review.supply("1.1-a")
    EvidenceUse.objects.filter(pk=new.pk).update(replaces=use)
    review.put(State.IN_REVIEW)

    judge(review, "reviewer", new)
    assert (decision_of(new), decision_of(kept)) == (PENDING, ACCEPTED)
    assert assess_refused(review, "reviewer") == "not_all_judged"
    judge(review, "second_reviewer", new)
    assert decision_of(new) == ACCEPTED
    assert review.do(Action.ASSESS, "reviewer").state == State.ASSESSED


def test_a_round_reviewed_once_is_as_it_was(review: Review):
    review.round.double_review = False
    review.round.save()
    review.submission = review.fresh()
    [use] = review.in_review("1.1-a")
    judge(review, "third", use)
    assert decision_of(use) == ACCEPTED
    assert review.do(Action.ASSESS, "third").state == State.ASSESSED
    assert not Entry.objects.filter(action="review.compare").exists()


@pytest.mark.parametrize("count", [1, 50])
def test_a_verdict_costs_the_same_few_queries(review: Review, count: int):
    uses = review.in_review(*["1.1-a"] * count)
    for use in uses:
        judge(review, "reviewer", use)
    with CaptureQueriesContext(connection) as queries:
        judge(review, "second_reviewer", uses[0])
    few = len(queries)
    assert few <= 29, few


def test_nothing_is_settled_in_passing(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    with pytest.raises(GuardRefused):
        review.do(Action.ASSESS, "reviewer")
    assert decision_of(use) == PENDING
