"""Conflicts of interest: what is refused from then on, where the report goes, who takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpi_portal.accounts import standing
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from kpi_portal.notifications.models import Notification
from submissions import access, workflow
from submissions.domain import conflicts
from submissions.domain.review import give_verdict
from submissions.domain.review_assigning import assign_reviewer
from submissions.enums import Decision, State
from submissions.models import ConflictOfInterest, Submission, Verdict
from submissions.workflow import REVIEW_ACTIONS
from tests import factories
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def declare(review: Review, who: str, **fields) -> ConflictOfInterest:
    return conflicts.declare(
        review.fresh(), actor=review.people[who], at=LATER, reason="คู่สมรสทำงานในส่วนนี้", **fields
    )


@pytest.mark.parametrize("who", ["reviewer", "head"])
def test_every_review_act_is_refused_until_it_is_withdrawn(review: Review, who: str):
    user = review.people[who]

    def allowed(state: State) -> set[str]:
        review.put(state)
        return {
            str(action)
            for action in workflow.actions_from(state)
            if action in REVIEW_ACTIONS
            and access.may_perform(user, review.fresh(), workflow.move_for(state, action), at=LATER)
        }

    states = (State.SUBMITTED, State.IN_REVIEW, State.ASSESSED, State.CONFIRMED)
    before = {state: allowed(state) for state in states}
    assert any(before.values())
    review.put(State.SUBMITTED)
    conflict = declare(review, who)
    assert {state: allowed(state) for state in states} == {key: set() for key in states}
    assert not access.may_review(user, review.fresh(), at=LATER)
    assert access.sees_review(user, review.fresh(), at=LATER)
    review.put(State.SUBMITTED)
    conflicts.withdraw(conflict, actor=user, at=LATER)
    assert {state: allowed(state) for state in states} == before


def test_verdicts_are_refused_and_earlier_ones_stay(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    give_verdict(first, actor=review.reviewer, at=LATER, decision=Decision.ACCEPTED)
    conflicts.declare(
        review.fresh(), actor=review.reviewer, at=LATER + timedelta(minutes=1), reason="ญาติ"
    )
    with pytest.raises(NotAllowed):
        give_verdict(second, actor=review.reviewer, at=LATER, decision=Decision.ACCEPTED)
    first.refresh_from_db()
    assert first.decision == Decision.ACCEPTED
    [listed] = conflicts.listed(review.head, at=LATER)
    assert listed.given == 1


def test_the_report_goes_to_the_least_busy_who_may_have_it(review: Review):
    review.put(State.IN_REVIEW, reviewer=review.reviewer)
    for _n in range(2):
        factories.SubmissionFactory(
            round=review.round, state=State.SUBMITTED, reviewer=review.second_reviewer
        )
    declare(review, "reviewer")
    # the other reviewer sits in the report's own unit
    assert review.fresh().reviewer == review.second_reviewer
    kinds = set(Notification.objects.values_list("recipient__username", "kind"))
    assert kinds == {("second_reviewer", "submission.assign"), ("head", "conflict.declare")}
    assert {n.about for n in Notification.objects.all()} == {f"round:{review.round.pk}"}
    actions = list(Entry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["conflict.declare", "submission.assign"]


def test_without_anybody_left_it_has_no_reviewer_and_the_head_is_told(review: Review):
    review.put(State.IN_REVIEW, reviewer=review.reviewer)
    declare(review, "second_reviewer")
    Notification.objects.all().delete()
    declare(review, "reviewer")
    assert review.fresh().reviewer is None
    assert [(n.recipient, n.kind) for n in Notification.objects.all()] == [
        (review.head, "conflict.unassigned")
    ]


def test_nobody_with_a_conflict_is_assigned(review: Review):
    review.put(State.SUBMITTED)
    declare(review, "second_reviewer")
    with pytest.raises(GuardRefused) as refusal:
        assign_reviewer(
            review.fresh(), actor=review.head, at=LATER, reviewer=review.second_reviewer
        )
    assert refusal.value.code == "not_a_reviewer"


@pytest.mark.parametrize(
    "who", ["director", "drafter", "inside_reviewer", "far_reviewer", "auditor"]
)
def test_who_has_nothing_to_step_back_from(review: Review, who: str):
    with pytest.raises(NotAllowed):
        declare(review, who)
    assert not ConflictOfInterest.objects.exists()


def test_a_reason_is_needed_and_a_second_declaration_changes_nothing(review: Review):
    with pytest.raises(InvalidInput):
        conflicts.declare(review.fresh(), actor=review.reviewer, at=LATER, reason=" \n")
    assert declare(review, "reviewer") == declare(review, "reviewer")
    assert Entry.objects.filter(action="conflict.declare").count() == 1


def test_the_person_withdraws_while_nothing_was_judged_then_only_the_head(review: Review):
    [use] = review.in_review("1.1-a")
    conflict = declare(review, "reviewer")
    Verdict.objects.create(
        use=use,
        reviewer=review.second_reviewer,
        decision=Decision.ACCEPTED,
        at=LATER + timedelta(minutes=1),
    )
    with pytest.raises(GuardRefused) as refusal:
        conflicts.withdraw(conflict, actor=review.reviewer, at=LATER)
    assert refusal.value.code == "judged_since"
    with pytest.raises(InvalidInput):
        conflicts.withdraw(conflict, actor=review.head, at=LATER)
    conflicts.withdraw(conflict, actor=review.head, at=LATER, reason="ตรวจสอบแล้วไม่ใช่ญาติ")
    assert access.may_review(review.reviewer, review.fresh(), at=LATER)
    with pytest.raises(GuardRefused):
        conflicts.withdraw(conflict, actor=review.head, at=LATER, reason="อีกครั้ง")


@pytest.mark.parametrize("who", ["second_reviewer", "inside_head", "far_head", "executive"])
def test_who_does_not_withdraw_anothers(review: Review, who: str):
    conflict = declare(review, "reviewer")
    with pytest.raises(NotAllowed):
        conflicts.withdraw(conflict, actor=review.people[who], at=LATER, reason="x")


def test_who_reads_which(review: Review):
    conflict = declare(review, "reviewer")
    readers = {
        who
        for who in review.people
        if conflict in conflicts.readable_by(review.people[who], at=LATER)
    }
    assert readers == {"reviewer", "head"}
    with pytest.raises(NotFound):
        conflicts.get_for(review.second_reviewer, conflict.pk, at=LATER)


def test_declaring_from_the_desk(review: Review, client: Client):
    review.put(State.SUBMITTED)
    review.reviewer.language = "en"
    review.reviewer.save()
    client.force_login(review.reviewer, backend=BACKEND)
    url = f"/review/{review.submission.pk}/"
    assert "Declare a conflict of interest" in client.get(url).content.decode()
    empty = client.post(f"{url}do/conflict/", {"reason": ""})
    assert empty.status_code == 422
    client.post(f"{url}do/conflict/", {"reason": "ญาติ"})
    desk = client.get(url)
    assert desk.status_code == 200
    assert "Declare a conflict of interest" not in desk.content.decode()
    assert client.get("/review/conflicts/").status_code == 200


def test_the_list_says_what_its_button_does_and_what_its_filters_hide(
    review: Review, client: Client
):
    client.force_login(review.head, backend=BACKEND)
    link = 'href="/review/conflicts/?all=1"'
    assert link in client.get("/review/conflicts/").content.decode()
    assert link not in client.get("/review/conflicts/?all=1").content.decode()
    declare(review, "reviewer")
    page = client.get("/review/conflicts/").content.decode()
    assert "ถอนการแจ้งส่วนได้เสีย" in page
    assert "ถอนเผยแพร่" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_queries(review: Review, client: Client, count: int):
    for _n in range(count):
        ConflictOfInterest.objects.create(
            submission=factories.SubmissionFactory(round=review.round),
            person=factories.UserFactory(),
            reason="x",
            declared_at=LATER,
        )
    client.force_login(review.head, backend=BACKEND)
    client.get("/review/conflicts/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/review/conflicts/")
    assert len(page.context["page"].object_list) == count
    assert len(queries) == 8


def test_judging_many_reports_asks_no_query_for_each(review: Review):
    made = [factories.SubmissionFactory(round=review.round) for _n in range(5)]
    reports = list(
        access.with_context(
            Submission.objects.filter(pk__in=[s.pk for s in made])
        ).prefetch_related("appointments", "conflicts")
    )
    access.read_contributions(reports)
    standing.of(review.reviewer, access.day_of(LATER))
    with CaptureQueriesContext(connection) as queries:
        assert all(access.may_review(review.reviewer, report, at=LATER) for report in reports)
    assert len(queries) == 0
