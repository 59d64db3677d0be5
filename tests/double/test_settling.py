"""Where the two differ a third person decides, once and for all, with a reason."""

from __future__ import annotations

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, GuardRefused, InvalidInput, NotAllowed, Stale
from submissions.domain import settling
from submissions.enums import Action, Decision, State
from submissions.models import Appointment, Verdict
from tests.double.world import ACCEPTED, RETURNED, compared, decision_of, judge, seated
from tests.review.world import LATER, NOON, Review

pytestmark = pytest.mark.django_db


def settle(review: Review, who: str, use, decision: Decision = ACCEPTED, **more) -> Verdict:
    reason = more.pop("reason", "ลายเซ็นครบถ้วน")
    return settling.settle(
        use, actor=review.people[who], at=LATER, decision=decision, reason=reason, **more
    )


MAY = {"third", "head"}


@pytest.mark.parametrize(
    "who",
    ["third", "head", "reviewer", "second_reviewer", "drafter", "director", "executive",
     "configurer", "auditor", "neighbour", "inside_reviewer", "inside_head", "far_reviewer",
     "far_head", "far_executive", "stranger"],
)  # fmt: skip
def test_who_settles(review: Review, who: str):
    [use] = compared(review, (ACCEPTED, RETURNED))
    if who in MAY:
        assert settle(review, who, use).settles
        assert decision_of(use) == ACCEPTED
        return
    with pytest.raises(NotAllowed):
        settle(review, who, use)
    assert decision_of(use) == "pending"


def test_a_person_named_by_order_settles(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    Appointment.objects.create(
        submission=review.submission,
        user=review.far_reviewer,
        role="reviewer",
        order_number="12/2568",
        at=NOON,
        by=review.executive,
    )
    assert settle(review, "far_reviewer", use, RETURNED).decision == RETURNED


def test_the_reason_is_kept_audited_and_goes_to_the_unit(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    settle(review, "head", use, RETURNED, reason="ไม่มีวันที่")

    entry = Entry.objects.get(action="verdict.settle")
    assert (entry.actor, entry.detail.body["note"]) == (review.head, "ไม่มีวันที่")
    assert review.fresh().differences_open == 0
    review.do(Action.RETURN, "reviewer")
    assert review.submission.returns.get().items.get().comment == "ไม่มีวันที่"


def test_a_difference_is_settled_with_a_reason_and_one_way_or_the_other(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    for wrong in ({"reason": "  "}, {"reason": "ก" * 4001}, {"decision": Decision.PENDING}):
        with pytest.raises(InvalidInput):
            settle(review, "head", use, **wrong)
    assert not Verdict.objects.filter(settles=True).exists()


def test_what_is_settled_the_two_leave_alone(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    settle(review, "head", use)
    with pytest.raises(GuardRefused) as refusal:
        judge(review, "reviewer", use, RETURNED)
    assert refusal.value.code == "settled"
    assert settle(review, "third", use, RETURNED).decision == RETURNED
    assert decision_of(use) == RETURNED


def test_settling_the_same_way_twice_is_once(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    assert settle(review, "head", use) == settle(review, "head", use)
    assert Entry.objects.filter(action="verdict.settle").count() == 1


def test_only_differences_of_compared_pieces_are_settled(review: Review):
    [use] = compared(review, (ACCEPTED, ACCEPTED))
    with pytest.raises(GuardRefused) as refusal:
        settle(review, "head", use)
    assert refusal.value.code == "no_difference"


def test_nothing_is_settled_before_the_comparison(review: Review):
    first, _second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first)
    judge(review, "second_reviewer", first, RETURNED)
    with pytest.raises(GuardRefused):
        settle(review, "head", first)
    assert settling.of_report(review.fresh()) == []


def test_whoever_judged_the_piece_before_settles_it_not(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    seated(review, "third", "second_reviewer")
    with pytest.raises(NotAllowed) as refusal:
        settle(review, "reviewer", use)
    assert refusal.value.code == "judged_before"


def test_a_page_that_shows_older_words_settles_nothing(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    seen = use.verdicts.order_by("pk").first().pk
    with pytest.raises(Stale):
        settle(review, "head", use, seen=seen)


@pytest.mark.parametrize("state", [s for s in State if s != State.IN_REVIEW])
def test_differences_are_settled_only_in_review(review: Review, state: State):
    [use] = compared(review, (ACCEPTED, RETURNED))
    review.put(state)
    with pytest.raises(DomainError):
        settle(review, "head", use)


def test_the_differences_of_a_report_and_of_a_round(review: Review):
    first, second, third = compared(
        review, (ACCEPTED, RETURNED), (ACCEPTED, ACCEPTED), (RETURNED, ACCEPTED)
    )
    settle(review, "head", first)
    found = settling.of_report(review.fresh())
    assert [(d.use.pk, d.is_open) for d in found] == [(third.pk, True), (first.pk, False)]
    assert (found[0].first.decision, found[0].second.decision) == (RETURNED, ACCEPTED)
    reports = type(review.submission).objects.all()
    assert list(settling.open_in(reports)) == [review.submission]
    settle(review, "head", third)
    assert not settling.open_in(reports).exists()
    assert second.pk not in {d.use.pk for d in settling.of_report(review.fresh())}
