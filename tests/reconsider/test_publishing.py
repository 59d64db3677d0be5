"""Before results are told they are looked at: the table, what it leaves out, each outcome."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from submissions.enums import Action, Decision, State
from submissions.models import Submission
from tests import factories
from tests.reconsider.world import DAY, Asked
from tests.review.test_desk import english
from tests.review.test_queue import sign_in
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db


def page_of(review: Review, act: str) -> str:
    return f"/rounds/{review.round.pk}/do/{act}/"


def pair(submission: Submission) -> str:
    return f"{submission.pk}:{submission.version}"


@pytest.fixture
def again(asked: Asked) -> Asked:
    """Published with 50, then reopened, judged 75, confirmed and endorsed: to be published anew."""
    asked.review.do(Action.REOPEN, "executive", at=LATER + DAY)
    asked._judge(asked.returned, Decision.ACCEPTED, "")
    asked.review.do(Action.ASSESS, "second_reviewer", at=LATER + DAY)
    asked.review.do(Action.CONFIRM, "second_head", at=LATER + DAY)
    asked.review.do(Action.ENDORSE, "executive", at=LATER + DAY, reference="มติ 4/2568")
    return asked


def test_the_table_is_what_will_be_told(again: Asked, client: Client):
    client = sign_in(client, again.review.head)
    (row,) = client.get(page_of(again.review, "publish")).context["results"]
    assert (row.level, row.raw, row.deduction, row.final) == (
        2,
        Decimal("75.00"),
        Decimal("0.00"),
        Decimal("75.00"),
    )
    assert (row.before, row.change) == (Decimal("50.00"), Decimal("25.00"))
    assert row.confirmed_by == again.review.people["second_head"].display_name
    assert row.endorsed_by == "มติ 4/2568"
    answer = client.post(page_of(again.review, "publish"), {"report": [pair(again.report)]})
    assert [outcome.done for outcome in answer.context["outcomes"]] == [True]
    assert again.report.confirmed_final == row.final


def test_the_page_shows_the_old_score_and_the_difference(again: Asked, client: Client):
    said = english(client, again.review, "head").get(page_of(again.review, "publish"))
    text = said.content.decode()
    assert "50.00" in text
    assert "+25.00" in text
    assert "endorsed by มติ 4/2568" in text


def test_units_that_are_not_ready_are_named_with_the_reason(again: Asked, client: Client):
    left = {
        State.DRAFT: "Has not handed in",
        State.IN_REVIEW: "Is being reviewed",
        State.RETURNED: "Was returned and has not answered",
        State.ASSESSED: "Waits to be confirmed by another person",
        State.CONFIRMED: "Waits to be endorsed",
        State.RECONSIDERING: "Its published result is reconsidered",
    }
    for state in (*left, State.PUBLISHED, State.EXEMPTED):
        factories.SubmissionFactory(round=again.review.round, state=state)
    page = english(client, again.review, "head").get(page_of(again.review, "publish"))
    assert {r.state for r in page.context["left_out"]} == set(left)
    for words in left.values():
        assert words in page.content.decode()


def test_one_refusal_keeps_no_other_back(again: Asked, client: Client):
    other = factories.SubmissionFactory(round=again.review.round, state=State.ENDORSED)
    client = sign_in(client, again.review.head)
    sent = [f"{again.report.pk}:1", pair(other)]  # the first page is an old one
    outcomes = client.post(page_of(again.review, "publish"), {"report": sent}).context["outcomes"]
    assert {o.submission.pk: o.done for o in outcomes} == {again.report.pk: False, other.pk: True}


def test_confirming_many_leaves_out_the_own_proposals(asked: Asked, client: Client):
    head, reviewer = asked.review.people["head"], asked.review.people["reviewer"]
    own = factories.SubmissionFactory(
        round=asked.review.round, state=State.ASSESSED, assessed_by=head
    )
    theirs = factories.SubmissionFactory(
        round=asked.review.round, state=State.ASSESSED, assessed_by=reviewer
    )
    client = sign_in(client, head)
    page = client.get(page_of(asked.review, "confirm"))
    assert [row.report.pk for row in page.context["results"]] == [theirs.pk]
    assert own.pk in {r.pk for r in page.context["left_out"]}
    answer = client.post(page_of(asked.review, "confirm"), {"report": [pair(own), pair(theirs)]})
    done = {o.submission.pk: o.done for o in answer.context["outcomes"]}
    assert done == {own.pk: False, theirs.pk: True}
    theirs.refresh_from_db()
    assert (theirs.state, theirs.confirmed_by) == (State.CONFIRMED, head)


@pytest.mark.parametrize(
    ("who", "status"),
    [("head", 200), ("reviewer", 403), ("executive", 403), ("auditor", 403), ("director", 404)],
)
def test_who_confirms_many(asked: Asked, client: Client, who, status):
    client = sign_in(client, asked.review.people[who])
    assert client.get(page_of(asked.review, "confirm")).status_code == status


def test_the_executive_sees_the_same_table_before_endorsing(again: Asked, client: Client):
    Submission.objects.filter(pk=again.report.pk).update(state=State.CONFIRMED)
    client = sign_in(client, again.review.executive)
    (row,) = client.get(page_of(again.review, "endorse")).context["results"]
    assert (row.final, row.before) == (Decimal("75.00"), Decimal("50.00"))


def test_a_fault_keeps_ticks_and_words(again: Asked, client: Client):
    Submission.objects.filter(pk=again.report.pk).update(state=State.CONFIRMED)
    client = sign_in(client, again.review.executive)
    sent = {"report": [pair(again.report)], "note": "เห็นชอบตามเสนอ", "reference": ""}
    answer = client.post(page_of(again.review, "endorse"), sent)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "เห็นชอบตามเสนอ" in said
    assert f'value="{pair(again.report)}" checked' in said


def test_the_table_costs_the_same_for_many(again: Asked, client: Client):
    sign_in(client, again.review.head)
    page = page_of(again.review, "publish")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for _n in range(6):
        factories.SubmissionFactory(
            round=again.review.round,
            state=State.ENDORSED,
            confirmed_by=again.review.head,
            published_at=timezone.now(),
        )
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few) <= 15
