"""The bureau's own report: its executive submits it, and is told and signs as a director would."""

from __future__ import annotations

from kpi_portal.accounts.enums import Role
from kpi_portal.notifications.models import Notification
from submissions.domain import decisions, worklists
from submissions.domain.transition import perform
from submissions.domain.worklists import Need
from submissions.enums import Action, State
from submissions.models import Submission
from tests import factories
from tests.review.world import LATER, NOON, WEEK, Review, person


def own_report(review: Review, state: State = State.DRAFT) -> Submission:
    report = factories.SubmissionFactory(round=review.round, unit=review.bureau)
    Submission.objects.filter(pk=report.pk).update(state=state, claimed_level=1)
    return Submission.objects.get(pk=report.pk)


def named(review: Review, report: Submission, role: Role) -> object:
    return decisions.appoint(
        report,
        actor=review.executive,
        at=NOON,
        person=review.far_reviewer,
        role=role,
        order_number="4/2568",
        reason="รายงานของสำนักเอง",
    )


def test_who_stands_in_for_the_executive_signs_as_acting(late_review: Review) -> None:
    stand_in = factories.ActingFactory(
        role=Role.EXECUTIVE, unit=late_review.bureau, position="ผู้อำนวยการสำนัก"
    ).user
    report = own_report(late_review)
    done = perform(
        report,
        Action.SUBMIT,
        actor=stand_in,
        at=NOON,
        version=report.version,
        data={"gaps_acknowledged": True},
    )
    assert done.filings.get().acting_line == "รักษาราชการแทน ผู้อำนวยการสำนัก"


def test_the_executive_is_told_that_the_own_report_was_returned(late_review: Review) -> None:
    report = own_report(late_review, State.IN_REVIEW)
    named(late_review, report, Role.REVIEWER)
    perform(
        report,
        Action.RETURN,
        actor=late_review.far_reviewer,
        at=LATER,
        version=report.version,
        note="ขอเพิ่ม",
        data={"items": {"1.1-a": "ขอเพิ่ม"}},
    )
    told = Notification.objects.filter(recipient=late_review.executive, kind="submission.return")
    assert told.exists()


def test_the_executive_asks_for_more_time(late_review: Review) -> None:
    report = own_report(late_review)
    asked = decisions.request_extension(
        report,
        actor=late_review.executive,
        at=NOON,
        until=late_review.round.due_at + WEEK,
        reason="น้ำท่วม",
    )
    assert asked.requested_by == late_review.executive


def needs(user: object) -> list[tuple[str, int]]:
    found = worklists.needs_now(user, at=LATER)  # type: ignore[arg-type]
    return [(task.need, task.submission.pk) for task in found]


def test_the_own_report_is_offered_to_those_named_and_to_nobody_of_the_bureau(
    late_review: Review,
) -> None:
    report = own_report(late_review, State.SUBMITTED)
    named(late_review, report, Role.REVIEWER)
    assert (Need.START_REVIEW, report.pk) in needs(late_review.far_reviewer)
    # to these it is only theirs to send on
    sent_on = [(Need.SEND_OUTSIDE, report.pk)]
    assert needs(late_review.head) == needs(late_review.reviewer) == sent_on


def test_its_confirmed_result_is_published_without_the_executive(late_review: Review) -> None:
    report = own_report(late_review, State.CONFIRMED)
    named(late_review, report, Role.HEAD)
    assert (Need.PUBLISH, report.pk) in needs(late_review.far_reviewer)
    assert (Need.ENDORSE, report.pk) not in needs(late_review.executive)


def test_the_head_is_offered_publishing_where_endorsing_is_off(late_review: Review) -> None:
    late_review.put(State.CONFIRMED)
    assert needs(late_review.head) == []
    type(late_review.round).objects.update(endorse_required=False)
    assert needs(late_review.head) == [(Need.PUBLISH, late_review.submission.pk)]


def test_the_own_proposal_is_not_offered_for_confirming(late_review: Review) -> None:
    late_review.put(State.ASSESSED, assessed_by=late_review.head)
    assert needs(late_review.head) == []
    second = person("second_head", Role.HEAD, late_review.strategy, late_review.bureau)
    assert needs(second) == [(Need.CONFIRM, late_review.submission.pk)]


def test_an_auditors_seat_is_no_work(late_review: Review) -> None:
    late_review.put(State.SUBMITTED)
    assert needs(late_review.auditor) == []
