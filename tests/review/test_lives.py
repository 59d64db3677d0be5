"""From draft to a published result, by every way there is; no case stays stuck."""

from __future__ import annotations

from datetime import timedelta

import pytest

from indicators.enums import RoundState
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions.domain import clock, decisions, round_acts
from submissions.domain.review import give_verdict
from submissions.enums import Action, Decision, ScoreBasis, State
from submissions.models import Submission
from tests import factories
from tests.review.world import LATER, NOON, WEEK, Review, make_review, person, supply

pytestmark = pytest.mark.django_db
A, S = Action, State
DAY = timedelta(days=1)


def submit(review: Review, *keys: str, at=NOON, level: int = 3) -> None:
    for key in keys:
        supply(review.submission, key, review.drafter, at=at)
    Submission.objects.filter(pk=review.submission.pk).update(claimed_level=level)
    review.do(A.SUBMIT, "director", at=at)


def judge(review: Review, decision: Decision = Decision.ACCEPTED, *, who: str = "reviewer") -> None:
    for use in review.submission.uses.filter(removed_at=None, decision=Decision.PENDING):
        give_verdict(use, actor=review.people[who], at=LATER, decision=decision, comment="โปรดแก้ไข")


def publish(review: Review, *, head: str = "head", executive: str = "executive") -> Submission:
    review.do(A.CONFIRM, head)
    review.do(A.ENDORSE, executive, reference="ครั้งที่ 4/2568")
    return review.do(A.PUBLISH, head)


def test_the_straight_way(review: Review):
    submit(review, "1.1-a", "2.1-a", "3.1-a")
    review.do(A.START_REVIEW, "reviewer")
    judge(review)
    review.do(A.ASSESS, "reviewer")
    done = publish(review)

    assert done.state == S.PUBLISHED
    assert (done.confirmed_level, done.confirmed_final) == (3, 100)
    assert (done.reviewer, done.assessed_by, done.confirmed_by) == (
        review.reviewer,
        review.reviewer,
        review.head,
    )
    clock.tick(LATER + DAY)
    assert review.fresh().state == S.FINAL
    acts = Entry.objects.filter(action__startswith="submission.").values_list("action", flat=True)
    assert list(acts.order_by("sequence")) == [
        "submission.submit",
        "submission.start_review",
        "submission.assess",
        "submission.confirm",
        "submission.endorse",
        "submission.publish",
        "submission.finalise",
    ]
    told = set(Notification.objects.values_list("kind", flat=True))
    assert {"submission.submit", "submission.assess", "submission.publish"} <= told


def test_a_piece_returned_renewed_and_accepted(review: Review):
    submit(review, "1.1-a", "2.1-a")
    review.do(A.START_REVIEW, "reviewer")
    first, second = review.submission.uses.order_by("pk")
    give_verdict(first, actor=review.reviewer, at=LATER, decision="accepted")
    give_verdict(second, actor=review.reviewer, at=LATER, decision="returned", comment="ไม่มีลายเซ็น")
    back = review.do(A.RETURN, "reviewer", items={"3.1-a": "ขอรายงาน"}, answer_by=LATER + WEEK)
    items = dict(back.returns.get().items.values_list("requirement", "comment"))
    assert items == {"2.1-a": "ไม่มีลายเซ็น", "3.1-a": "ขอรายงาน"}

    renewed = supply(review.submission, "2.1-a", review.drafter, at=LATER)
    renewed.replaces = second
    renewed.save()
    second.removed_at = LATER
    second.save()
    supply(review.submission, "3.1-a", review.drafter, at=LATER)
    review.do(A.SUBMIT, "director", at=LATER + DAY)
    review.do(A.START_REVIEW, "reviewer", at=LATER + DAY)
    assert review.fresh().confirmed_final == 50, "a renewed piece starts unjudged"
    judge(review)
    review.do(A.ASSESS, "reviewer", at=LATER + DAY)
    assert publish(review).confirmed_final == 100


def test_a_return_never_answered(review: Review):
    submit(review, "1.1-a", "2.1-a")
    review.do(A.START_REVIEW, "reviewer")
    first, second = review.submission.uses.order_by("pk")
    give_verdict(first, actor=review.reviewer, at=LATER, decision="accepted")
    give_verdict(second, actor=review.reviewer, at=LATER, decision="returned", comment="แก้")
    review.do(A.RETURN, "reviewer", answer_by=LATER + WEEK)
    clock.tick(LATER + WEEK + DAY)
    assert review.fresh().state == S.IN_REVIEW
    review.do(A.ASSESS, "reviewer")
    assert publish(review).confirmed_final == 50


def test_never_submitted(review: Review):
    clock.tick(review.round.closes_at + DAY)
    assert review.fresh().not_reported
    done = publish(review)
    assert (done.confirmed_level, done.confirmed_final) == (0, 0)


def test_exempted_and_readmitted(review: Review):
    review.do(A.EXEMPT, "executive", order_number="คส.1/2568", at=NOON)
    assert review.fresh().confirmed_final is None
    review.do(
        A.READMIT, "executive", order_number="คส.2/2568", closes_at=LATER + 30 * DAY, at=LATER
    )
    submit(review, "1.1-a", at=LATER + DAY)
    review.do(A.START_REVIEW, "reviewer")
    judge(review)
    review.do(A.ASSESS, "reviewer")
    assert publish(review).confirmed_final == 50


def test_sent_back_to_review_and_reopened_after_publishing(review: Review):
    submit(review, "1.1-a")
    review.do(A.START_REVIEW, "reviewer")
    judge(review)
    review.do(A.ASSESS, "reviewer")
    review.do(A.RECHECK, "head")
    assert review.fresh().assessed_by is None
    use = review.submission.uses.get()
    give_verdict(use, actor=review.reviewer, at=LATER, decision="returned", comment="ไม่ใช่ฉบับจริง")
    review.do(A.ASSESS, "reviewer")
    assert publish(review).confirmed_final == 0

    reopened = review.do(A.REOPEN, "executive")
    assert (reopened.state, reopened.under_correction) == (S.IN_REVIEW, True)
    assert reopened.published_at is not None
    give_verdict(use, actor=review.second_reviewer, at=LATER, decision="accepted")
    review.do(A.ASSESS, "second_reviewer")
    again = publish(review)
    assert (again.confirmed_final, again.under_correction) == (50, False)


def test_the_head_is_away(review: Review):
    """Somebody stands in for the head, or the executive names somebody by order."""
    submit(review, "1.1-a")
    review.do(A.START_REVIEW, "reviewer")
    judge(review)
    review.do(A.ASSESS, "reviewer")
    factories.ActingFactory(
        user=review.second_reviewer, role="head", unit=review.strategy, scope=review.bureau
    )
    assert publish(review, head="second_reviewer").state == S.PUBLISHED


def test_the_head_proposed_the_result(review: Review):
    """A head who also reviews proposes; a named person confirms and publishes."""
    factories.MembershipFactory(
        user=review.head, unit=review.strategy, scope=review.bureau, role=Role.REVIEWER
    )
    submit(review, "1.1-a")
    review.do(A.START_REVIEW, "head")
    judge(review, who="head")
    review.do(A.ASSESS, "head")
    with pytest.raises(GuardRefused):
        review.do(A.CONFIRM, "head")

    decisions.appoint(
        review.submission,
        actor=review.executive,
        at=LATER,
        person=review.far_head,
        role=Role.HEAD,
        order_number="คส.7/2568",
        reason="หัวหน้าส่วนเป็นผู้เสนอผล",
    )
    assert publish(review, head="far_head").confirmed_by == review.far_head


def own_report() -> Review:
    """The strategy section's own report: its reviewers and head belong to the submitting unit."""
    review = make_review()
    report = factories.SubmissionFactory(
        round=review.round, unit=review.strategy, unit_name=review.strategy.name
    )
    review.submission = report
    for name, role in (("own_drafter", Role.DRAFTER), ("own_director", Role.DIRECTOR)):
        review.people[name] = person(name, role, review.strategy)
    review.people["drafter"] = review.people["own_drafter"]
    review.people["director"] = review.people["own_director"]
    return review


def test_the_strategy_sections_own_report(db):
    review = own_report()
    submit(review, "1.1-a", "2.1-a")
    for who in ("reviewer", "second_reviewer", "head"):
        with pytest.raises(NotAllowed):
            review.do(A.START_REVIEW, who)
    for who in ("reviewer", "head"):
        with pytest.raises(DomainError):
            _appoint(review, review.people[who], Role.REVIEWER)

    _appoint(review, review.neighbour, Role.REVIEWER)
    _appoint(review, review.far_head, Role.HEAD)
    review.do(A.START_REVIEW, "neighbour")
    judge(review, who="neighbour")
    review.do(A.ASSESS, "neighbour")
    with pytest.raises(NotAllowed):
        review.do(A.CONFIRM, "neighbour")
    done = publish(review, head="far_head")
    assert (done.state, done.confirmed_final) == (S.PUBLISHED, 75)


def test_the_bureaus_own_report(db):
    """Submitted by its executive, judged by people of another bureau named by order, endorse is
    skipped."""
    review = make_review()
    review.submission = factories.SubmissionFactory(
        round=review.round, unit=review.bureau, unit_name=review.bureau.name
    )
    supply(review.submission, "1.1-a", review.executive)
    Submission.objects.filter(pk=review.submission.pk).update(claimed_level=1)
    review.do(A.SUBMIT, "executive", at=NOON)
    for who in ("reviewer", "head", "executive"):
        with pytest.raises(NotAllowed):
            review.do(A.START_REVIEW, who)
    _appoint(review, review.far_reviewer, Role.REVIEWER)
    _appoint(review, review.far_head, Role.HEAD)
    review.do(A.START_REVIEW, "far_reviewer")
    judge(review, who="far_reviewer")
    review.do(A.ASSESS, "far_reviewer")
    review.do(A.CONFIRM, "far_head")
    assert review.do(A.PUBLISH, "far_head").state == S.PUBLISHED


def test_a_bureau_that_switched_endorsing_off(review: Review):
    review.round.endorse_required = False
    review.round.save()
    submit(review, "1.1-a")
    review.do(A.START_REVIEW, "reviewer")
    judge(review)
    review.do(A.ASSESS, "reviewer")
    review.do(A.CONFIRM, "head")
    assert review.do(A.PUBLISH, "head").state == S.PUBLISHED


def test_a_waiver_moves_the_score_until_it_is_confirmed(db):
    review = make_review(late={"deduct": "5", "count": "calendar"})
    review.round.due_at = NOON - 2 * DAY
    review.round.save()
    submit(review, "1.1-a")
    review.do(A.START_REVIEW, "reviewer")
    judge(review)
    assert review.fresh().confirmed_final == 40
    decisions.waive_late(
        review.fresh(), actor=review.head, at=LATER, order_number="คส.3/2568", reason="น้ำท่วม"
    )
    assert review.fresh().confirmed_final == 50
    review.do(A.ASSESS, "reviewer")
    review.do(A.CONFIRM, "head")
    with pytest.raises(GuardRefused):
        decisions.waive_late(
            review.fresh(), actor=review.head, at=LATER, order_number="คส.4/2568", reason="-"
        )
    latest = review.fresh().scores.filter(basis=ScoreBasis.CONFIRMED).first()
    assert latest.result["final"] == "50.00"


def test_a_whole_round_endorsed_and_published_at_once(review: Review):
    others = [factories.SubmissionFactory(round=review.round) for _ in range(2)]
    everybody = [review.submission, *others]
    Submission.objects.filter(pk__in=[s.pk for s in everybody]).update(state=S.CONFIRMED)
    Submission.objects.filter(pk=others[1].pk).update(state=S.ASSESSED)
    chosen = {s.pk: 1 for s in everybody}

    endorsed = round_acts.endorse_round(
        review.round, chosen, actor=review.executive, at=LATER, reference="4/2568"
    )
    assert [o.done for o in endorsed] == [True, True, False]
    assert endorsed[2].refusal
    review.round.refresh_from_db()
    assert review.round.endorsement_reference == "4/2568"

    Submission.objects.filter(pk=others[1].pk).update(state=S.ENDORSED)
    versions = dict(Submission.objects.values_list("pk", "version"))
    told = round_acts.on_each(review.round, versions, Action.PUBLISH, actor=review.head, at=LATER)
    assert all(o.done for o in told)
    review.round.refresh_from_db()
    assert review.round.state == RoundState.PUBLISHED


def _appoint(review: Review, who, role: Role) -> None:
    decisions.appoint(
        review.submission,
        actor=review.executive,
        at=LATER,
        person=who,
        role=role,
        order_number="คส.7/2568",
        reason="ส่วนยุทธศาสตร์ตรวจรายงานของตนไม่ได้",
    )
