"""The register of a round's decisions: each once, and apart what was given after the fact."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpi_portal.accounts.enums import Role
from submissions.domain import decisions, round_extension
from submissions.domain.round_decisions import apart, decisions_of
from submissions.enums import DecisionKind, State
from tests import factories
from tests.review.test_queue import sign_in
from tests.review.world import NOON, WEEK, Review, file_now

pytestmark = pytest.mark.django_db
AFTER_DUE = NOON + WEEK  # the round is due five days after NOON


def kinds(found) -> list[str]:
    return [str(one.kind) for one in found]


def extend(review: Review, submission, *, asked, decided, until) -> None:
    request = decisions.request_extension(
        submission, actor=review.director, at=asked, until=until, reason="น้ำท่วม"
    )
    decisions.decide_extension(
        request, actor=review.head, at=decided, grant=True, order_number="1/2568"
    )


def test_an_extension_before_the_due_moment_is_in_time(review: Review):
    due = review.round.due_at
    extend(review, review.submission, asked=NOON, decided=due, until=due + WEEK)
    (one,) = decisions_of(review.round)
    assert (one.kind, one.order_number, one.after_the_fact) == (
        DecisionKind.EXTENSION,
        "1/2568",
        False,
    )
    assert (one.due_at, one.until, one.first_filed) == (due, due + WEEK, None)
    assert "head" in one.decided_by
    assert one.reason == "น้ำท่วม"


def test_a_second_later_is_after_the_fact(review: Review):
    due = review.round.due_at
    late = due + timedelta(seconds=1)
    extend(review, review.submission, asked=NOON, decided=late, until=due + WEEK)
    assert decisions_of(review.round)[0].after_the_fact


def test_the_due_moment_is_the_one_that_held_then(review: Review):
    """A second extension is measured by the first, not by the round's date."""
    due = review.round.due_at
    extend(review, review.submission, asked=NOON, decided=NOON, until=due + WEEK)
    extend(review, review.submission, asked=due, decided=due + WEEK, until=due + 2 * WEEK)
    first, second = decisions_of(review.round)
    assert (second.due_at, second.after_the_fact) == (due + WEEK, False)
    assert first.due_at == due


def test_an_order_for_all_is_measured_by_the_date_it_replaced(review: Review):
    due = review.round.due_at
    extend(review, review.submission, asked=NOON, decided=NOON, until=due + timedelta(days=1))
    round_extension.extend_round(
        review.round,
        actor=review.executive,
        at=due + timedelta(hours=1),
        due=due + WEEK,
        order_number="9/2568",
        reason="ระบบขัดข้อง",
    )
    own, for_all = decisions_of(review.round)
    assert own.due_at == due
    assert (for_all.submission, for_all.unit, for_all.after_the_fact) == (None, "", True)


def test_after_handing_in_every_decision_is_after_the_fact(review: Review):
    file_now(review.submission, review.director, at=NOON)
    review.put(State.SUBMITTED, submitted_at=NOON)
    decisions.waive_late(
        review.submission, actor=review.head, at=NOON, order_number="3/2568", reason="เหตุสุดวิสัย"
    )
    (waiver,) = decisions_of(review.round)
    assert (waiver.kind, waiver.first_filed, waiver.after_the_fact) == (
        DecisionKind.WAIVER,
        NOON,
        True,
    )


def test_a_withdrawn_filing_does_not_count(review: Review):
    filing = file_now(review.submission, review.director, at=NOON)
    filing.withdrawn_at = NOON + timedelta(minutes=1)
    filing.save()
    due = review.round.due_at
    extend(review, review.submission, asked=due, decided=due, until=due + WEEK)
    (one,) = decisions_of(review.round)
    assert (one.first_filed, one.after_the_fact) == (None, False)


def test_what_the_trail_alone_tells(review: Review):
    review.do("exempt", "executive", at=NOON, note="ยุบหน่วย", order_number="5/2568")
    review.do(
        "readmit",
        "executive",
        at=AFTER_DUE,
        note="คืนสิทธิ",
        order_number="6/2568",
        closes_at=AFTER_DUE + WEEK,
    )
    review.put(State.CONFIRMED)
    review.do("reopen", "head", at=AFTER_DUE + WEEK, note="คิดผิด")
    found = decisions_of(review.round)
    assert kinds(found) == ["exemption", "readmission", "reopening"]
    assert [one.order_number for one in found] == ["5/2568", "6/2568", ""]
    assert [one.reason for one in found] == ["ยุบหน่วย", "คืนสิทธิ", "คิดผิด"]
    assert found[1].until == AFTER_DUE + WEEK
    assert found[2].from_state == State.CONFIRMED
    in_time, after = apart(found)
    assert (kinds(in_time), kinds(after)) == (["exemption"], ["readmission", "reopening"])


def test_a_waiver_given_again_keeps_the_earlier_one(review: Review):
    for number, at in (("1/2568", NOON), ("2/2568", NOON + WEEK)):
        decisions.waive_late(
            review.submission, actor=review.head, at=at, order_number=number, reason="น้ำท่วม"
        )
    assert [one.order_number for one in decisions_of(review.round)] == ["1/2568", "2/2568"]


def test_refused_and_named(review: Review):
    request = decisions.request_extension(
        review.submission,
        actor=review.director,
        at=NOON,
        until=review.round.due_at + WEEK,
        reason="ขอเพิ่ม",
    )
    assert decisions_of(review.round) == ()  # it waits for a decision
    decisions.decide_extension(request, actor=review.head, at=NOON, grant=False, answer="ไม่จำเป็น")
    decisions.appoint(
        review.submission,
        actor=review.executive,
        at=NOON + WEEK,
        person=review.neighbour,
        role=Role.REVIEWER,
        order_number="8/2568",
        reason="ไม่มีผู้ตรวจ",
    )
    refused, named = decisions_of(review.round)
    assert (refused.granted, refused.reason, refused.until) == (False, "ไม่จำเป็น", None)
    assert (named.kind, "neighbour" in named.person) == (DecisionKind.NAMED, True)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head", 200),
        ("executive", 200),
        ("auditor", 200),
        ("reviewer", 403),
        ("configurer", 403),
        ("director", 404),
        ("drafter", 404),
        ("far_head", 404),
        ("stranger", 404),
    ],
)
def test_who_reads_the_register(review: Review, client: Client, who, status):
    page = f"/rounds/{review.round.pk}/decisions/"
    assert sign_in(client, review.people[who]).get(page).status_code == status


def test_the_page_lists_both_heaps_apart(review: Review, client: Client):
    due = review.round.due_at
    extend(review, review.submission, asked=NOON, decided=NOON, until=due + WEEK)
    review.do("exempt", "executive", at=due + 2 * WEEK, order_number="5/2568", note="ยุบหน่วย")
    page = sign_in(client, review.auditor).get(f"/rounds/{review.round.pk}/decisions/")
    assert kinds(page.context["in_time"]) == ["extension"]
    assert kinds(page.context["after"]) == ["exemption"]
    said = page.content.decode()
    assert "5/2568" in said
    assert said.index('id="after"') < said.index("5/2568") < said.index('id="in-time"')


def test_the_own_unit_is_not_told_of_a_reopening_before_its_result(review: Review, client: Client):
    review.put(State.CONFIRMED)
    review.do("reopen", "head", at=NOON)
    page = sign_in(client, review.inside_head).get(f"/rounds/{review.round.pk}/decisions/")
    assert (page.context["in_time"], page.context["after"]) == ((), ())


def test_the_register_costs_the_same_for_many(review: Review, client: Client):
    sign_in(client, review.head)
    page = f"/rounds/{review.round.pk}/decisions/"
    review.do("exempt", "executive", at=NOON, order_number="5/2568")
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page)
    for _n in range(5):
        other = factories.SubmissionFactory(round=review.round)
        review.submission = other
        review.do("exempt", "executive", at=NOON, order_number="5/2568")
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few) <= 15
