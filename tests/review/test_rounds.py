"""Rounds: figures, the map by the engine's rules, who sees what, acts upon many, constant cost."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpi_portal.audit.models import Entry
from kpi_portal.errors import InvalidInput, NotAllowed, NotFound
from kpi_portal.notifications.models import Notification
from submissions.domain import remind_many, round_acts, round_levels, round_view
from submissions.domain.queue import Heap
from submissions.domain.round_levels import Why
from submissions.enums import Action, Decision, State
from submissions.models import EvidenceUse, Submission, Waiver
from tests import factories
from tests.review.test_desk import english
from tests.review.test_queue import sign_in
from tests.review.world import LATER, NOON, Review, file_now, judged, make_review, supply

pytestmark = pytest.mark.django_db


def page_of(review: Review, extra: str = "") -> str:
    return f"/rounds/{review.round.pk}/{extra}"


def another(review: Review, state: State, **facts) -> Submission:
    return factories.SubmissionFactory(round=review.round, state=state, **facts)


def seen(review: Review, who: str = "head", at=LATER) -> list[round_view.Report]:
    return round_view.reports(review.round, review.people[who], at=at)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("reviewer", True),
        ("head", True),
        ("executive", True),
        ("configurer", True),
        ("auditor", True),
        ("drafter", False),
        ("director", False),
        ("far_reviewer", False),
        ("far_executive", False),
        ("stranger", False),
    ],
)
def test_who_follows_which_round(review: Review, client: Client, who, sees):
    client = sign_in(client, review.people[who])
    assert bool(client.get("/rounds/").context["page"].object_list) is sees
    assert client.get(page_of(review)).status_code == (200 if sees else 404)
    if not sees:
        with pytest.raises(NotFound):
            round_view.get_round(review.people[who], review.round.pk, at=LATER)


def test_an_executive_sees_only_the_units_below(review: Review):
    """A round of the department: a bureau's executive follows it for the own units."""
    department = factories.UnitFactory(kind="department")
    indicator = factories.IndicatorFactory(owner=department)
    wide = factories.RoundFactory(indicator=indicator)
    for unit in (review.section, review.far_bureau):
        factories.AssignmentFactory(round=wide, unit=unit)
        factories.SubmissionFactory(round=wide, unit=unit, unit_name=unit.name)
    found = round_view.get_round(review.executive, wide.pk, at=LATER)
    assert [r.unit for r in round_view.reports(found, review.executive, at=LATER)] == [
        review.section.name
    ]


def test_the_four_figures(review: Review):
    after = review.round.due_at + timedelta(days=2)
    another(review, State.EXEMPTED, confirmed_final=0)
    another(review, State.IN_REVIEW, confirmed_final=75)
    another(review, State.ASSESSED, confirmed_final=50)
    another(review, State.CONFIRMED, confirmed_final=100)
    another(review, State.PUBLISHED, confirmed_final="66.67")
    another(review, State.FINAL, confirmed_final=0, not_reported=True)
    another(review, State.DRAFT, due_at=after + timedelta(days=1))

    figures = round_view.figures(seen(review, at=after), at=after)

    assert (figures.units, figures.submitted, figures.reviewed, figures.confirmed) == (7, 4, 4, 3)
    assert [report.pk for report in figures.overdue] == [review.submission.pk]
    assert figures.mean == Fraction("166.67") / 3


def test_no_mean_before_anything_is_confirmed(review: Review):
    assert round_view.figures(seen(review), at=LATER).mean is None


def test_the_list_counts_by_the_database_what_the_page_counts(review: Review, client: Client):
    after = review.round.due_at + timedelta(days=2)
    for state in State:
        another(review, state)
    another(review, State.DRAFT, due_at=after + timedelta(days=1))
    visible = round_view.visible_rounds(review.head, at=after)
    row = round_view.with_progress(visible, at=after).get()
    figures = round_view.figures(seen(review, at=after), at=after)
    assert (row.units, row.submitted, row.overdue, row.reviewed) == (
        figures.units,
        figures.submitted,
        len(figures.overdue),
        figures.reviewed,
    )


def cells_of(review: Review) -> list[tuple[Why, Fraction]]:
    [line] = round_view.lines(review.round, seen(review))
    return [(cell.why, cell.points) for cell in line.cells]


def test_the_map_follows_the_engines_rules(review: Review):
    first, second, third = review.in_review("1.1-a", "2.1-a", "3.1-a")
    assert [why for why, _points in cells_of(review)] == [Why.WAITING] * 3

    judged(first, Decision.ACCEPTED)
    judged(second, Decision.RETURNED)
    judged(third, Decision.ACCEPTED)
    assert cells_of(review) == [(Why.COUNTED, 50), (Why.RETURNED, 0), (Why.HELD, 0)]

    EvidenceUse.objects.filter(pk=second.pk).update(removed_at=LATER)
    assert cells_of(review)[1] == (Why.NOTHING, 0)
    judged(second, Decision.ACCEPTED)
    EvidenceUse.objects.filter(pk=second.pk).update(removed_at=None)
    assert [points for _why, points in cells_of(review)] == [50, 25, 25]


@pytest.mark.parametrize(
    ("state", "not_reported", "why"),
    [
        (State.DRAFT, False, Why.NOT_SUBMITTED),
        (State.EXEMPTED, False, Why.EXEMPTED),
        (State.PUBLISHED, True, Why.NOT_REPORTED),
    ],
)
def test_closed_rows_of_the_map(review: Review, state, not_reported, why):
    review.in_review("1.1-a")
    review.put(state, not_reported=not_reported)
    assert {cell for cell, _points in cells_of(review)} == {why}


def test_partial_credit_and_a_judged_level_that_is_not_met(db):
    body = factories.definition(
        [
            {
                "number": 1,
                "title": "ทบทวน",
                "points": 100,
                "criteria": [
                    {
                        "key": key,
                        "title": key,
                        "points": 50,
                        "evidence": [
                            {"key": f"{key}-a", "title": key, "kind": "file", "minimum": 2}
                        ],
                    }
                    for key in ("1.1", "1.2")
                ],
            }
        ]
    )
    review = make_review()
    version = review.round.version
    factories.rewrite(version, body)
    review.put(State.IN_REVIEW)
    for _n in range(2):
        judged(review.supply("1.1-a"), Decision.ACCEPTED)
    judged(review.supply("1.2-a"), Decision.ACCEPTED)
    review.round.refresh_from_db()
    assert cells_of(review) == [(Why.PARTLY, 50)]
    EvidenceUse.objects.filter(requirement="1.1-a").update(removed_at=LATER)
    assert cells_of(review) == [(Why.UNMET, 0)]


def test_every_reason_of_a_cell_has_its_look():
    from submissions.templatetags.round_tags import LOOK

    assert set(LOOK) == set(round_levels.Why)


def test_late_units_overdue_first(review: Review):
    at = review.round.due_at + timedelta(days=5)
    little = another(review, State.SUBMITTED)
    file_now(little, review.director, at=review.round.due_at + timedelta(days=1))
    much = another(review, State.IN_REVIEW)
    file_now(much, review.director, at=review.round.due_at + timedelta(days=4))
    punctual = another(review, State.SUBMITTED)
    file_now(punctual, review.director, at=NOON)
    late = round_view.late(seen(review, at=at), at=at)
    assert [report.pk for report in late] == [review.submission.pk, much.pk, little.pk]


def test_the_curve_grows_to_the_number_that_handed_in(review: Review):
    for days in (0, 0, 3):
        file_now(another(review, State.SUBMITTED), review.director, at=NOON + timedelta(days=days))
    at = NOON + timedelta(days=6)
    points = round_view.curve(review.round, seen(review, at=at), at=at)
    counts = [point.count for point in points]
    assert counts == [0, 2, 3, 3]
    assert counts == sorted(counts)


def test_the_page_with_its_filter(review: Review, client: Client):
    returned = another(review, State.RETURNED)
    client = sign_in(client, review.head)
    everything = client.get(page_of(review))
    assert len(everything.context["lines"]) == 2
    some = client.get(page_of(review, f"?show={Heap.RETURNED}"))
    assert [line.report.pk for line in some.context["lines"]] == [returned.pk]
    assert len(client.get(page_of(review, "?show=nonsense")).context["lines"]) == 2


@pytest.mark.parametrize(
    ("language", "words"), [("th", "หน่วยงาน × ระดับ"), ("en", "Units × levels")]
)
def test_the_pages_in_both_languages(review: Review, client: Client, language, words):
    review.in_review("1.1-a")
    review.head.language = language
    review.head.save()
    client = sign_in(client, review.head)
    page = client.get(page_of(review)).content.decode()
    assert words in page
    assert "◐ 0/1" in page
    assert review.submission.unit_name in page
    assert client.get("/rounds/").status_code == 200


def test_a_round_without_units_says_what_to_do(review: Review, client: Client):
    Submission.objects.all().delete()
    page = english(client, review, "head").get(page_of(review)).content.decode()
    assert "No unit reports this round yet" in page


@pytest.mark.parametrize("who", ["head", "executive"])
def test_the_page_costs_the_same_queries_for_any_number_of_units(
    review: Review, client: Client, who
):
    review.in_review("1.1-a", "2.1-a")
    client = sign_in(client, review.people[who])
    client.get(page_of(review))
    costs = []
    for added in (0, 49, 70):
        for report in (another(review, State.IN_REVIEW) for _ in range(added)):
            supply(report, "1.1-a", review.drafter)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(review)).status_code == 200
        costs.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            client.get("/rounds/")
        assert len(queries) <= 15
    assert len(set(costs)) == 1
    assert costs[0] <= 15


def test_reminding_everybody_who_has_not_handed_in(review: Review, client: Client):
    another(review, State.SUBMITTED)
    review.round.closes_at = timezone.now() + timedelta(days=9)
    review.round.save()
    ticked = {"report": [review.submission.pk]}
    answer = sign_in(client, review.head).post(page_of(review, "remind/"), ticked)
    assert answer.status_code == 302
    told = Notification.objects.filter(kind="round.overdue")
    assert {n.recipient for n in told} == {review.drafter, review.director}
    assert Entry.objects.get(action="round.remind").subject == f"round:{review.round.pk}"


def test_reminding_nobody(review: Review):
    review.put(State.SUBMITTED)
    assert remind_many.remind(review.round, actor=review.head, at=LATER) == []
    with pytest.raises(NotAllowed):
        remind_many.remind(review.round, actor=review.executive, at=LATER)
    review.put(State.DRAFT)
    after = review.round.closes_at + timedelta(days=1)
    assert remind_many.remind(review.round, actor=review.head, at=after) == []


def pair(submission: Submission) -> str:
    return f"{submission.pk}:{submission.version}"


def test_endorsing_from_the_page_with_a_result_for_each(review: Review, client: Client):
    ready, moved = another(review, State.CONFIRMED), another(review, State.CONFIRMED)
    client = english(client, review, "executive")
    listed = client.get(page_of(review, "do/endorse/"))
    assert {report.pk for report in listed.context["reports"]} == {ready.pk, moved.pk}
    assert listed.content.decode().count(" checked") == 2
    bare = client.post(page_of(review, "do/endorse/"), {"report": [pair(ready)]})
    assert bare.status_code == 422
    assert bare.content.decode().count(" checked") == 1, "the ticks are kept"

    Submission.objects.filter(pk=moved.pk).update(state=State.IN_REVIEW, version=2)
    answer = client.post(
        page_of(review, "do/endorse/"),
        {"report": [pair(ready), pair(moved)], "reference": "ครั้งที่ 4/2568"},
    )
    text = answer.content.decode()
    assert "Carried out" in text
    assert "Someone was faster" in text
    ready.refresh_from_db()
    assert ready.state == State.ENDORSED
    review.round.refresh_from_db()
    assert review.round.endorsement_reference == "ครั้งที่ 4/2568"
    assert Entry.objects.filter(action="round.endorse").count() == 1


def test_endorsing_needs_the_number_and_leaves_the_round_alone_when_nothing_was(review: Review):
    with pytest.raises(InvalidInput):
        round_acts.endorse_round(
            review.round, {review.submission.pk: 1}, actor=review.executive, at=LATER, reference=" "
        )
    outcomes = round_acts.endorse_round(
        review.round,
        {review.submission.pk: 1},
        actor=review.executive,
        at=LATER,
        reference="4/2568",
    )
    assert [outcome.done for outcome in outcomes] == [False]
    assert not Entry.objects.filter(action="round.endorse").exists()


def test_publishing_all_endorsed_and_where_endorsing_is_off_the_confirmed(
    review: Review, client: Client
):
    endorsed, confirmed = another(review, State.ENDORSED), another(review, State.CONFIRMED)
    client = sign_in(client, review.head)
    listed = client.get(page_of(review, "do/publish/")).context["reports"]
    assert [report.pk for report in listed] == [endorsed.pk]
    review.round.endorse_required = False
    review.round.save()
    listed = client.get(page_of(review, "do/publish/")).context["reports"]
    assert {report.pk for report in listed} == {endorsed.pk, confirmed.pk}
    client.post(page_of(review, "do/publish/"), {"report": [pair(endorsed), pair(confirmed)]})
    states = Submission.objects.filter(pk__in=[endorsed.pk, confirmed.pk])
    assert {s.state for s in states} == {State.PUBLISHED}


def test_acts_by_one_order_upon_several_units(client: Client, db):
    review = make_review(late={"deduct": "5", "count": "calendar"})
    late = another(review, State.IN_REVIEW)
    file_now(late, review.director, at=review.round.due_at + timedelta(days=2))
    other = another(review, State.DRAFT)
    order = {"order_number": "คส.9/2568", "note": "น้ำท่วม"}

    head = sign_in(client, review.head)
    head.post(page_of(review, "do/waive/"), {"report": [pair(late)], **order})
    assert Waiver.objects.get().submission == late

    executive = sign_in(client, review.executive)
    both = {"report": [pair(other), pair(review.submission)], **order}
    executive.post(page_of(review, "do/exempt/"), both)
    exempted = Submission.objects.filter(state=State.EXEMPTED)
    assert {s.pk for s in exempted} == {other.pk, review.submission.pk}
    listed = executive.get(page_of(review, "do/readmit/")).context["reports"]
    assert {report.pk for report in listed} == {other.pk, review.submission.pk}
    other.refresh_from_db()
    executive.post(
        page_of(review, "do/readmit/"),
        {"report": [pair(other)], "closes_on": "31/12/2599", **order},
    )
    other.refresh_from_db()
    assert other.state == State.DRAFT


@pytest.mark.parametrize(
    ("act", "who", "status"),
    [
        ("endorse", "head", 403),
        ("publish", "executive", 403),
        ("publish", "reviewer", 403),
        ("exempt", "head", 403),
        ("waive", "executive", 403),
        ("nonsense", "head", 404),
        ("publish", "director", 404),
    ],
)
def test_acts_upon_a_round_by_role(review: Review, client: Client, act, who, status):
    client = sign_in(client, review.people[who])
    url = page_of(review, f"do/{act}/")
    assert client.get(url).status_code == status
    assert client.post(url, {"report": [pair(review.submission)]}).status_code == status


def test_a_report_of_another_round_is_left_out(review: Review):
    foreign = factories.SubmissionFactory(state=State.ENDORSED)
    assert (
        round_acts.on_each(
            review.round, {foreign.pk: 1}, Action.PUBLISH, actor=review.head, at=LATER
        )
        == []
    )


def test_a_tick_that_is_no_report_is_refused(review: Review, client: Client):
    client = english(client, review, "head")
    another(review, State.ENDORSED)
    for sent in (["x:1"], ["²:1"], ["1"], []):
        answer = client.post(page_of(review, "do/publish/"), {"report": sent})
        assert answer.status_code == 422
        assert "Tick at least one unit" in answer.content.decode()
