"""The second person, corrections, and what the result waits for."""

from __future__ import annotations

import pytest

from kpi_portal.errors import DomainError, GuardRefused, InvalidInput, NotAllowed
from kpi_portal.jobs.models import Job
from kpi_portal.notifications.models import Notification
from submissions.domain import evidence, queue, receiving, receiving_check
from submissions.domain.received_reading import Where, standing_of
from submissions.enums import Action, Decision, State
from submissions.models import EvidenceUse, ReceivedReport
from tests.evidence.world import a_pdf
from tests.receiving.world import BROUGHT, DAY, SAID, entered, handed_in
from tests.review.world import LATER, NOON, Review, judged

VERIFIERS = {"second_reviewer", "head"}


def fresh(received: ReceivedReport) -> ReceivedReport:
    return ReceivedReport.objects.get(pk=received.pk)


def test_a_second_person_of_the_section_verifies(review: Review):
    received = entered(review)
    may = {
        who
        for who, person in review.people.items()
        if receiving_check.may_verify(person, received, at=LATER)
    }
    assert may == VERIFIERS
    for who in set(review.people) - VERIFIERS:
        with pytest.raises(NotAllowed):
            receiving_check.verify(received, actor=review.people[who], at=LATER)
        with pytest.raises(NotAllowed):
            receiving_check.send_back(received, actor=review.people[who], at=LATER, note="x")
    receiving_check.verify(received, actor=review.head, at=LATER, note="ตรงกัน")
    now = fresh(received)
    assert (now.verified_by, now.verified_at) == (review.head, LATER)
    told = Notification.objects.filter(kind="receiving.verify")
    assert {row.recipient for row in told} == {review.director, review.drafter}
    assert Job.objects.filter(kind="documents.acknowledgement").count() == 1


def test_it_is_verified_once(review: Review):
    received = entered(review)
    receiving_check.verify(received, actor=review.head, at=LATER)
    with pytest.raises(GuardRefused):
        receiving_check.verify(received, actor=review.second_reviewer, at=LATER)


def test_who_entered_a_piece_before_a_take_over_does_not_verify(review: Review):
    received = receiving.open_entering(
        review.fresh(), actor=review.second_reviewer, at=NOON, reason="ไฟดับ"
    )
    evidence.attach_file(
        review.fresh(), "2.1-a", actor=review.second_reviewer, at=NOON, upload=a_pdf()
    )
    receiving.take_over(received, actor=review.reviewer, at=NOON)
    received = entered(review)
    assert not receiving_check.may_verify(review.second_reviewer, received, at=LATER)
    assert receiving_check.may_verify(review.head, received, at=LATER)


def test_no_result_is_proposed_before(review: Review):
    received = entered(review)
    review.do(Action.START_REVIEW, "reviewer")
    judged(EvidenceUse.objects.get(), Decision.ACCEPTED)
    with pytest.raises(GuardRefused) as refused:
        review.do(Action.ASSESS, "reviewer")
    assert refused.value.code == "received_not_verified"
    receiving_check.verify(received, actor=review.head, at=LATER)
    assert review.do(Action.ASSESS, "reviewer").state == State.ASSESSED


class TestSentBack:
    def sent_back(self, review: Review, *, state: State = State.SUBMITTED) -> ReceivedReport:
        received = entered(review)
        if state == State.IN_REVIEW:
            review.do(Action.START_REVIEW, "second_reviewer")
        receiving_check.send_back(received, actor=review.head, at=LATER, note="เลขรับไม่ตรง")
        return fresh(received)

    def test_it_needs_a_reason_and_tells_who_entered_it(self, review: Review):
        received = entered(review)
        with pytest.raises(InvalidInput):
            receiving_check.send_back(received, actor=review.head, at=LATER, note=" ")
        receiving_check.send_back(received, actor=review.head, at=LATER, note="เลขรับไม่ตรง")
        row = Notification.objects.get(kind="receiving.send_back")
        assert (row.recipient, row.facts["note"]) == (review.reviewer, "เลขรับไม่ตรง")

    @pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW])
    def test_whoever_entered_it_corrects_and_hands_in_again(self, review: Review, state: State):
        received = self.sent_back(review, state=state)
        first = received.filing
        evidence.attach_file(
            review.fresh(), "2.1-a", actor=review.reviewer, at=LATER, upload=a_pdf("b.pdf", "b")
        )
        done = handed_in(review, received, at=LATER)
        now = fresh(received)
        first.refresh_from_db()
        assert (done.state, first.withdrawn_at) == (state, LATER)
        assert (now.filing.number, now.filing.at) == (2, BROUGHT)
        assert now.sent_back_at is None
        assert [use.received_with for use in done.uses.all()] == [now, now]
        receiving_check.verify(now, actor=review.head, at=LATER + DAY)
        assert standing_of(review.fresh()).where is Where.VERIFIED

    def test_the_unit_and_others_change_nothing_meanwhile(self, review: Review):
        received = self.sent_back(review)
        for who in ("drafter", "director", "second_reviewer", "head"):
            with pytest.raises(DomainError):
                evidence.attach_file(
                    review.fresh(), "2.1-a", actor=review.people[who], at=LATER, upload=a_pdf()
                )
        with pytest.raises(GuardRefused) as refused:
            receiving_check.verify(received, actor=review.head, at=LATER)
        assert refused.value.code == "being_corrected"

    def test_handed_in_again_nothing_is_open_any_more(self, review: Review):
        received = self.sent_back(review)
        handed_in(review, received, at=LATER)
        with pytest.raises(DomainError):
            evidence.attach_file(
                review.fresh(), "2.1-a", actor=review.reviewer, at=LATER, upload=a_pdf()
            )
        with pytest.raises(NotAllowed):
            receiving.keep_details(received, SAID, actor=review.reviewer, at=LATER)

    def test_somebody_else_corrects_it_where_the_first_is_away(self, review: Review):
        received = self.sent_back(review)
        receiving.take_over(received, actor=review.second_reviewer, at=LATER)
        done = handed_in(review, received, who="second_reviewer", at=LATER)
        now = fresh(received)
        assert (done.state, now.entered_by) == (State.SUBMITTED, review.second_reviewer)
        assert not receiving_check.may_verify(review.reviewer, now, at=LATER)


def test_the_queue_marks_it(review: Review):
    def mark() -> Where:
        reach = queue.reach_of(review.reviewer, at=LATER)
        (row,) = queue.lines([{"pk": review.submission.pk}], reach, at=LATER)
        return row.received

    assert mark() is Where.NOWHERE
    received = entered(review)
    assert mark() is Where.UNVERIFIED
    receiving_check.verify(received, actor=review.head, at=LATER)
    assert mark() is Where.VERIFIED
