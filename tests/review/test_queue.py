"""The queue: what it shows to whom, filters, sorting, assigning, and its constant cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, NotAllowed, NotFound
from kpi_portal.notifications.models import Notification
from submissions.domain import queue
from submissions.domain.queue import Filters, Heap, Timing
from submissions.domain.review_assigning import assign_reviewer, candidates
from submissions.enums import State
from submissions.models import Appointment, Submission
from tests import factories
from tests.review.world import LATER, NOON, Review, file_now

pytestmark = pytest.mark.django_db
QUEUE = "/review/"


def sign_in(client: Client, user) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def shown(review: Review, who: str, **asked: str) -> list[queue.Row]:
    user = review.people[who]
    reach = queue.reach_of(user, at=LATER)
    found = queue.rows(reach, Filters.of(asked), user, at=LATER)
    return queue.lines(found, reach, at=LATER)


def more(review: Review, count: int, state: State = State.SUBMITTED) -> list[Submission]:
    return [
        factories.SubmissionFactory(
            round=review.round, state=state, submitted_at=NOON + timedelta(minutes=n)
        )
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("reviewer", True),
        ("head", True),
        ("inside_reviewer", True),
        ("far_reviewer", False),
        ("far_head", False),
    ],
)
def test_reviewers_see_the_reports_of_their_owners_indicators(review: Review, who, sees):
    review.put(State.SUBMITTED)
    assert bool(shown(review, who)) is sees


@pytest.mark.parametrize("who", ["drafter", "director", "executive", "auditor", "stranger"])
def test_others_have_no_queue(review: Review, client: Client, who):
    with pytest.raises(NotFound):
        queue.reach_of(review.people[who], at=LATER)
    assert sign_in(client, review.people[who]).get(QUEUE).status_code == 404


def test_people_named_by_order_see_that_one_report(review: Review):
    review.put(State.SUBMITTED)
    more(review, 2)
    Appointment.objects.create(
        submission=review.submission,
        user=review.stranger,
        role="reviewer",
        order_number="9/2568",
        at=NOON,
        by=review.executive,
    )
    assert [row.pk for row in shown(review, "stranger")] == [review.submission.pk]


def test_the_own_units_report_is_marked(review: Review):
    review.put(State.SUBMITTED)
    own = factories.SubmissionFactory(
        round=review.round, unit=review.strategy, state=State.SUBMITTED
    )
    marks = {row.pk: row.own_unit for row in shown(review, "reviewer")}
    assert marks == {review.submission.pk: False, own.pk: True}


def test_heaps_and_their_numbers(review: Review):
    for state in State:
        factories.SubmissionFactory(round=review.round, state=state)
    reach = queue.reach_of(review.reviewer, at=LATER)
    counts = queue.counts(reach, Filters(), review.reviewer, at=LATER)
    assert counts == {
        Heap.TO_REVIEW: 3,
        Heap.RETURNED: 1,
        Heap.TO_CONFIRM: 1,
        Heap.TO_PUBLISH: 2,
        Heap.DRAFT: 2,
        Heap.DONE: 3,
        Heap.ALL: 12,
    }
    for heap, number in counts.items():
        assert len(shown(review, "reviewer", show=heap)) == number


def test_filters(review: Review):
    review.put(State.IN_REVIEW, reviewer=review.reviewer)
    elsewhere = factories.RoundFactory(
        indicator=review.round.indicator, key="m12", version=review.round.version
    )
    other = factories.SubmissionFactory(
        round=elsewhere, state=State.SUBMITTED, unit_name="ส่วนเครื่องมือวัด"
    )
    here = review.submission.pk
    assert [row.pk for row in shown(review, "reviewer", mine="1")] == [here]
    assert [row.pk for row in shown(review, "reviewer", round=str(elsewhere.pk))] == [other.pk]
    assert [row.pk for row in shown(review, "reviewer", q="เครื่องมือ")] == [other.pk]
    assert {row.pk for row in shown(review, "reviewer", q="สบอ-7")} == {here, other.pk}
    assert shown(review, "reviewer", q="ไม่มีหน่วยนี้") == []


def test_lateness_counts_from_the_first_handing_in(review: Review):
    due = review.round.due_at
    late = factories.SubmissionFactory(round=review.round, state=State.SUBMITTED)
    file_now(late, review.director, at=due + timedelta(days=2))
    resubmitted = factories.SubmissionFactory(round=review.round, state=State.SUBMITTED)
    file_now(resubmitted, review.director, at=NOON)
    file_now(resubmitted, review.director, at=due + timedelta(days=9))

    rows = {row.pk: row.days_late for row in shown(review, "reviewer")}

    assert rows == {late.pk: 2, resubmitted.pk: 0}
    assert [row.pk for row in shown(review, "reviewer", timing="late")] == [late.pk]


def test_overdue_are_the_drafts_past_their_own_due_date(review: Review):
    after = review.round.due_at + timedelta(seconds=1)
    extended = factories.SubmissionFactory(round=review.round, due_at=after + timedelta(days=1))
    reach = queue.reach_of(review.reviewer, at=after)
    asked = Filters(heap=Heap.ALL, timing=Timing.OVERDUE)
    for moment, expected in (
        (review.round.due_at, []),
        (after, [review.submission.pk]),
        (after + timedelta(days=2), [review.submission.pk, extended.pk]),
    ):
        found = queue.rows(reach, asked, review.reviewer, at=moment)
        assert [values["pk"] for values in found] == expected


@pytest.mark.parametrize("sort", list(queue.SORTS))
def test_every_column_sorts_both_ways(review: Review, sort: str):
    more(review, 3)
    up = [row.pk for row in shown(review, "reviewer", sort=sort)]
    down = [row.pk for row in shown(review, "reviewer", sort=f"-{sort}")]
    assert up == down[::-1]


def test_what_an_address_says_wrongly_is_left_out():
    asked = {"show": "nonsense", "round": "²", "timing": "x", "sort": "; drop", "q": " \u200b"}
    assert Filters.of(asked) == Filters()
    assert not Filters().narrowed


def test_the_page_costs_the_same_queries_for_any_number_of_rows(review: Review, client: Client):
    sign_in(client, review.reviewer).get(QUEUE)
    costs = []
    for added, rows in ((1, 1), (49, 50), (70, 50)):
        more(review, added)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(QUEUE)
        assert len(page.context["rows"]) == rows
        costs.append(len(queries))
    assert len(set(costs)) == 1
    assert costs[0] <= 15


@pytest.mark.parametrize(("language", "words"), [("th", "คิวตรวจ"), ("en", "Review queue")])
def test_the_page_in_both_languages(review: Review, client: Client, language, words):
    review.put(State.SUBMITTED, submitted_at=NOON)
    review.reviewer.language = language
    review.reviewer.save()
    page = sign_in(client, review.reviewer).get(QUEUE).content.decode()
    assert words in page
    assert "ส่วนอุทกวิทยา" in page
    assert reverse("submissions:desk", args=[review.submission.pk]) in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [("", "Nothing waits here"), ("?q=zzz", "Nothing matches these filters")],
)
def test_empty_states_say_what_to_do(review: Review, client: Client, asked, words):
    review.reviewer.language = "en"
    review.reviewer.save()
    assert words in sign_in(client, review.reviewer).get(QUEUE + asked).content.decode()


def test_assigning_is_audited_and_tells_the_reviewer(review: Review):
    review.put(State.SUBMITTED)
    assign_reviewer(review.submission, actor=review.head, at=LATER, reviewer=review.second_reviewer)
    assign_reviewer(review.submission, actor=review.head, at=LATER, reviewer=review.second_reviewer)
    assert review.fresh().reviewer == review.second_reviewer
    assert Entry.objects.filter(action="submission.assign").count() == 1
    told = Notification.objects.get()
    assert (told.recipient, told.kind) == (review.second_reviewer, "submission.assign")


@pytest.mark.parametrize("who", ["inside_reviewer", "far_reviewer", "drafter", "executive"])
def test_nobody_of_the_unit_or_without_the_role_is_assigned(review: Review, who: str):
    review.put(State.SUBMITTED)
    with pytest.raises(GuardRefused) as refusal:
        assign_reviewer(review.submission, actor=review.head, at=LATER, reviewer=review.people[who])
    assert refusal.value.code == "not_a_reviewer"


@pytest.mark.parametrize("who", ["director", "inside_head", "far_head", "executive", "auditor"])
def test_who_may_not_assign(review: Review, who: str):
    review.put(State.SUBMITTED)
    with pytest.raises(NotAllowed):
        assign_reviewer(
            review.submission, actor=review.people[who], at=LATER, reviewer=review.reviewer
        )


@pytest.mark.parametrize("state", ["confirmed", "endorsed", "published", "final", "exempted"])
def test_settled_reports_are_not_assigned(review: Review, state: str):
    review.put(State(state))
    with pytest.raises(GuardRefused):
        assign_reviewer(
            review.submission, actor=review.head, at=LATER, reviewer=review.second_reviewer
        )


def test_candidates_are_the_owners_reviewers(review: Review):
    factories.ActingFactory(
        user=review.stranger, role="reviewer", unit=review.strategy, scope=review.bureau
    )
    names = {user.username for user in candidates({review.bureau.pk}, at=LATER)}
    assert names == {"reviewer", "second_reviewer", "inside_reviewer", "stranger"}


def test_assigning_many_from_the_page(review: Review, client: Client):
    review.put(State.SUBMITTED)
    own = factories.SubmissionFactory(
        round=review.round, unit=review.strategy, state=State.SUBMITTED
    )
    client = sign_in(client, review.head)
    answer = client.post(
        "/review/assign/",
        {
            "chosen": [review.submission.pk, own.pk],
            "reviewer": review.second_reviewer.pk,
            "next": "/review/?show=all",
        },
        follow=True,
    )
    assert answer.redirect_chain == [("/review/?show=all", 302)]
    assert review.fresh().reviewer == review.second_reviewer
    said = [str(message) for message in answer.context["messages"]]
    assert len(said) == 2
    assert own.unit_name in said[0]


def test_assigning_nothing_or_something_foreign(review: Review, client: Client):
    client = sign_in(client, review.head)
    nothing = client.post("/review/assign/", {"next": "https://elsewhere.example/"})
    assert nothing.headers["Location"] == QUEUE
    foreign = factories.SubmissionFactory(state=State.SUBMITTED)
    answer = client.post(
        "/review/assign/", {"chosen": [foreign.pk], "reviewer": review.second_reviewer.pk}
    )
    assert answer.status_code == 404
