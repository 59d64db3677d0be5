"""Each guard by itself: what it refuses, and to the second where it turns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, GuardRefused, InvalidInput, Stale
from submissions.domain import deadlines
from submissions.domain.transition import CLOCK, perform
from submissions.enums import Action, Decision, State
from submissions.models import EvidenceUse, ReturnNotice, Submission
from tests.review.test_queue import sign_in
from tests.review.world import LATER, NOON, WEEK, Review, file_now, judged

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def refused(review: Review, action: Action, who: str, **more) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        review.do(action, who, **more)
    return refusal.value


def test_a_second_click_finds_the_first_one_done(review: Review):
    review.put(State.SUBMITTED)
    page = review.fresh().version
    perform(review.submission, Action.START_REVIEW, actor=review.reviewer, at=LATER, version=page)

    with pytest.raises(Stale) as refusal:
        perform(
            review.submission, Action.START_REVIEW, actor=review.reviewer, at=LATER, version=page
        )

    assert refusal.value.facts["state"] == State.IN_REVIEW
    assert review.fresh().version == page + 1
    assert Entry.objects.filter(action="submission.start_review").count() == 1


def test_somebody_elses_move_makes_a_page_stale(review: Review):
    review.put(State.ASSESSED)
    page = review.fresh().version
    review.do(Action.RECHECK, "head")
    with pytest.raises(Stale):
        perform(review.submission, Action.CONFIRM, actor=review.head, at=LATER, version=page)
    assert review.fresh().state == State.IN_REVIEW


def test_drafts_are_open_to_the_last_second(review: Review):
    closes = review.round.closes_at
    review.put(State.DRAFT, claimed_level=1)
    assert refused(review, Action.SUBMIT, "director", at=closes + SECOND).code == "round_closed"
    assert review.do(Action.SUBMIT, "director", at=closes).state == State.SUBMITTED


def test_a_report_one_second_after_the_due_moment_is_taken_and_late(review: Review):
    review.put(State.DRAFT, claimed_level=1)
    review.do(Action.SUBMIT, "director", at=review.round.due_at + SECOND)
    assert review.fresh().state == State.SUBMITTED


def test_returns_are_answered_to_the_last_second_even_after_closing(review: Review):
    answer_by = review.round.closes_at + WEEK
    review.put(State.RETURNED, claimed_level=1, answer_by=answer_by)
    code = refused(review, Action.SUBMIT, "director", at=answer_by + SECOND).code
    assert code == "answer_time_over"
    assert review.do(Action.SUBMIT, "director", at=answer_by).state == State.SUBMITTED


def test_the_clock_waits_for_the_second_after(review: Review):
    answer_by = NOON + WEEK
    review.put(State.RETURNED, answer_by=answer_by)

    def lapse(at) -> Submission:
        return perform(
            review.submission,
            Action.LAPSE_RETURN,
            actor=CLOCK,
            at=at,
            version=review.fresh().version,
        )

    with pytest.raises(GuardRefused):
        lapse(answer_by)
    assert lapse(answer_by + SECOND).state == State.IN_REVIEW


def test_a_draft_is_closed_only_after_its_closing(review: Review):
    closes = review.round.closes_at

    def close(at) -> Submission:
        return perform(
            review.submission,
            Action.CLOSE_UNSUBMITTED,
            actor=CLOCK,
            at=at,
            version=review.fresh().version,
        )

    with pytest.raises(GuardRefused):
        close(closes)
    done = close(closes + SECOND)
    assert (done.state, done.not_reported, done.confirmed_final) == (State.ASSESSED, True, 0)


def test_the_level_must_be_claimed(review: Review):
    assert refused(review, Action.SUBMIT, "director", at=NOON).code == "level_not_claimed"


def test_gaps_must_be_acknowledged_and_do_not_stop_the_clock(review: Review):
    review.put(State.DRAFT, claimed_level=2)
    refusal = refused(review, Action.SUBMIT, "director", at=NOON, gaps_acknowledged=False)
    assert refusal.code == "gaps_not_acknowledged"
    assert refusal.facts["missing"] == ["1.1-a", "2.1-a"]
    review.do(Action.SUBMIT, "director", at=NOON)
    assert not review.submission.filings.get().complete


def test_withdrawing_only_a_first_report_and_before_the_due_moment(review: Review):
    due = review.round.due_at
    review.put(State.SUBMITTED)
    assert refused(review, Action.WITHDRAW, "director", at=due + SECOND).code == "after_due"
    ReturnNotice.objects.create(
        submission=review.submission, number=1, at=NOON, by=review.reviewer, answer_by=due, note="-"
    )
    assert refused(review, Action.WITHDRAW, "director", at=due).code == "already_returned"
    ReturnNotice.objects.all().delete()
    assert review.do(Action.WITHDRAW, "director", at=due).state == State.DRAFT


def test_a_return_needs_an_item_and_each_item_its_comment(review: Review):
    [use] = review.in_review("1.1-a")
    assert refused(review, Action.RETURN, "reviewer").code == "nothing_to_return"
    assert (
        refused(review, Action.RETURN, "reviewer", items={"2.1-a": "  "}).code
        == "item_comment_required"
    )
    judged(use, Decision.RETURNED)
    assert refused(review, Action.RETURN, "reviewer").code == "item_comment_required"
    assert refused(review, Action.RETURN, "reviewer", note="", items={"2.1-a": "ขอ"}).code == (
        "note_required"
    )


def test_everything_present_is_judged_before_a_result_is_proposed(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    judged(first, Decision.ACCEPTED)
    refusal = refused(review, Action.ASSESS, "reviewer")
    assert refusal.code == "not_all_judged"
    assert refusal.facts["items"] == [second.pk]
    EvidenceUse.objects.filter(pk=second.pk).update(supplied=False)
    assert review.do(Action.ASSESS, "reviewer").state == State.ASSESSED


def test_nobody_confirms_the_own_proposal(review: Review):
    review.put(State.ASSESSED, assessed_by=review.head)
    assert refused(review, Action.CONFIRM, "head").code == "own_proposal"
    review.put(State.ASSESSED, assessed_by=review.reviewer)
    assert review.do(Action.CONFIRM, "head").confirmed_by == review.head


@pytest.mark.parametrize(
    ("action", "state", "who", "data", "code"),
    [
        (Action.EXEMPT, State.DRAFT, "executive", {"order_number": " "}, "order_number_required"),
        (Action.READMIT, State.EXEMPTED, "executive", {}, "order_number_required"),
        (
            Action.READMIT,
            State.EXEMPTED,
            "executive",
            {"order_number": "9/2568"},
            "closing_date_required",
        ),
        (
            Action.READMIT,
            State.EXEMPTED,
            "executive",
            {"order_number": "9/2568", "closes_at": LATER},
            "closing_date_required",
        ),
        (
            Action.READMIT,
            State.PUBLISHED,
            "executive",
            {"order_number": "9/2568", "closes_at": LATER + WEEK},
            "was_reported",
        ),
        (Action.ENDORSE, State.CONFIRMED, "executive", {"reference": ""}, "reference_required"),
        (Action.PUBLISH, State.CONFIRMED, "head", {}, "not_endorsed"),
    ],
)
def test_what_an_act_needs(review: Review, action, state, who, data, code):
    review.put(state)
    assert refused(review, action, who, **data).code == code
    assert review.fresh().state == state


NEEDS_A_REASON = [
    (Action.WITHDRAW, State.SUBMITTED, "director"),
    (Action.RETURN, State.IN_REVIEW, "reviewer"),
    (Action.EXEMPT, State.DRAFT, "executive"),
    (Action.READMIT, State.EXEMPTED, "executive"),
    (Action.RECHECK, State.ASSESSED, "head"),
    (Action.REOPEN, State.CONFIRMED, "head"),
    (Action.REOPEN, State.PUBLISHED, "executive"),
]


@pytest.mark.parametrize(("action", "state", "who"), NEEDS_A_REASON)
def test_acts_that_need_a_reason(review: Review, action, state, who):
    review.put(state)
    refusal = refused(
        review,
        action,
        who,
        at=NOON,
        note="   ",
        items={"1.1-a": "ขอ"},
        order_number="9/2568",
        closes_at=LATER + WEEK,
    )
    assert (refusal.code, type(refusal)) == ("note_required", InvalidInput)


def test_results_become_final_when_the_days_for_reconsideration_are_over(review: Review):
    review.round.appeal_days = 15
    review.round.save()
    review.put(State.PUBLISHED, published_at=NOON)
    ends = deadlines.appeal_ends_at(review.fresh())
    assert ends is not None

    def finalise(at) -> Submission:
        return perform(
            review.submission,
            Action.FINALISE,
            actor=CLOCK,
            at=at,
            version=review.fresh().version,
        )

    with pytest.raises(GuardRefused):
        finalise(ends - SECOND)
    assert finalise(ends + SECOND).state == State.FINAL


def test_a_refused_act_leaves_nothing_behind(review: Review):
    review.put(State.ASSESSED, assessed_by=review.head)
    before = review.fresh()
    refused(review, Action.CONFIRM, "head")
    after = review.fresh()
    assert (after.state, after.version, after.updated_at) == (
        before.state,
        before.version,
        before.updated_at,
    )
    assert not Entry.objects.exists()
    assert not after.scores.exists()


def test_two_presses_of_the_same_button_on_the_desk(review: Review, client: Client):
    """The page tells that somebody was faster and who; the report moved once."""
    file_now(review.submission, review.director, at=NOON)
    review.put(State.SUBMITTED)
    client = sign_in(client, review.reviewer)
    url, data = f"/review/{review.submission.pk}/do/start_review/", {"version": 1}
    assert client.post(url, data).status_code == 302
    again = client.post(url, data)
    assert again.status_code == 409
    assert review.reviewer.display_name in again.content.decode()
    assert review.fresh().version == 2
