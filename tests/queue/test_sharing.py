"""Sharing out: the plan, what is refused, who is told; permissions; constant cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpi_portal.accounts.models import Absence
from kpi_portal.audit.models import Entry
from kpi_portal.notifications.models import Notification
from submissions.domain import conflicts, even_assigning, queue
from submissions.domain.even_assigning import Gift, Left, chosen_reports, plan, share_out
from submissions.domain.review_places import Place
from submissions.enums import State
from submissions.models import Submission
from tests import factories
from tests.review.world import LATER, NOON, Review

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def more(review: Review, count: int, **fields) -> list[Submission]:
    return [
        factories.SubmissionFactory(
            **{"round": review.round, "state": State.SUBMITTED, "submitted_at": NOON} | fields
        )
        for _n in range(count)
    ]


def planned(review: Review, who: str = "head", **wishes) -> even_assigning.Plan:
    actor = review.people[who]
    reach = queue.reach_of(actor, at=LATER)
    reports = chosen_reports(reach.reports.exclude(pk=review.submission.pk))
    return plan(reports, reach, actor=actor, at=LATER, **wishes)


def gifts(found: even_assigning.Plan) -> dict[str, int]:
    return {share.colleague.person.username: len(share.gifts) for share in found.shares}


def away(review: Review, who: str) -> None:
    Absence.objects.create(
        user=review.people[who],
        starts=dt.date(2025, 2, 20),
        ends=dt.date(2025, 2, 20),
        declared_at=NOON,
    )


def test_open_work_counts_so_that_the_loads_even_out(review: Review):
    more(review, 3, reviewer=review.reviewer, state=State.IN_REVIEW)
    more(review, 6)
    assert gifts(planned(review)) == {"reviewer": 0, "second_reviewer": 3, "inside_reviewer": 3}


def test_nobody_gets_a_report_of_the_own_unit_or_of_one_above(review: Review):
    second = factories.RoundFactory(
        indicator=review.round.indicator, key="m12", version=review.round.version
    )
    own = more(review, 1, unit=review.section, round=second)
    own += more(review, 1, unit=review.bureau, round=second)
    found = planned(review, people=[review.inside_reviewer.pk])
    assert found.gifts == []
    found = planned(review)
    assert {gift.submission for gift in found.gifts} <= {own[0].pk}
    assert gifts(found)["inside_reviewer"] == 0


def test_nobody_gets_a_report_with_a_declared_conflict(review: Review):
    [report] = more(review, 1)
    for who in ("reviewer", "second_reviewer"):
        conflicts.declare(report, actor=review.people[who], at=LATER, reason="ญาติ")
    assert gifts(planned(review)) == {"reviewer": 0, "second_reviewer": 0, "inside_reviewer": 1}


def test_who_is_away_gets_nothing_unless_chosen_on_purpose(review: Review):
    more(review, 4)
    away(review, "reviewer")
    assert gifts(planned(review))["reviewer"] == 0
    assert gifts(planned(review, people=[review.reviewer.pk]))["reviewer"] == 4


def test_what_stays_as_it_is_and_why(review: Review):
    [held] = more(review, 1, reviewer=review.reviewer)
    [settled] = more(review, 1, state=State.PUBLISHED)
    [own] = more(review, 1, unit=review.strategy)
    assert {report.pk: why for report, why in planned(review).left} == {
        held.pk: Left.HAS_ONE,
        settled.pk: Left.SETTLED,
        own.pk: Left.NOT_YOURS,
    }
    assert [why for _r, why in planned(review, people=[]).left].count(Left.NOBODY) == 0
    [free] = more(review, 1)
    assert (free.pk, Left.NOBODY) in [(r.pk, why) for r, why in planned(review, people=[]).left]


def test_shared_out_anew_is_only_what_has_not_begun(review: Review):
    more(review, 4, reviewer=review.reviewer)
    [begun] = more(review, 1, reviewer=review.reviewer, state=State.IN_REVIEW)
    found = planned(review, anew=True)
    assert begun.pk not in {gift.submission for gift in found.gifts}
    assert gifts(found) == {"reviewer": 1, "second_reviewer": 2, "inside_reviewer": 1}
    assert {share.after for share in found.shares} <= {1, 2}


def test_in_a_double_review_two_different_people_get_a_report(review: Review):
    review.round.double_review = True
    review.round.save()
    reports = more(review, 5)
    found = planned(review)
    pairs = {
        report.pk: {gift.to for gift in found.gifts if gift.submission == report.pk}
        for report in reports
    }
    assert {len(pair) for pair in pairs.values()} == {2}
    outcomes = share_out(found.gifts, actor=review.head, at=LATER)
    assert all(outcome.done for outcome in outcomes)


def test_each_is_given_by_itself_and_each_reviewer_told_once(review: Review):
    reports = more(review, 4)
    found = planned(review, people=[review.reviewer.pk, review.second_reviewer.pk])
    Submission.objects.filter(pk=reports[0].pk).update(state=State.PUBLISHED)
    outcomes = share_out(found.gifts, actor=review.head, at=LATER)
    assert [outcome.done for outcome in outcomes].count(False) == 1
    assert Entry.objects.filter(action="submission.assign").count() == 3
    told = Notification.objects.exclude(kind="conflict.declare")
    assert {n.recipient for n in told} == {review.reviewer, review.second_reviewer}
    assert told.count() == 2
    assert {n.about for n in told} == {f"round:{review.round.pk}"}
    again = share_out(found.gifts, actor=review.head, at=LATER)
    assert [o.done for o in again].count(True) == 3
    assert told.count() == 2, "nothing changed, so nobody is told"


def test_work_taken_up_again_tells_each_reviewer_once_of_the_whole_share(review: Review):
    reports = more(review, 5)
    found = planned(review, people=[review.reviewer.pk, review.second_reviewer.pk])

    def dies(done: int, _total: int) -> None:
        if done == 3:
            raise SystemExit

    with pytest.raises(SystemExit):
        share_out(found.gifts, actor=review.head, at=LATER, report=dies, share="a")
    assert Submission.objects.exclude(reviewer=None).count() == 3
    assert not Notification.objects.filter(kind__startswith="submission.assign").exists()

    for _again in range(2):
        outcomes = share_out(found.gifts, actor=review.head, at=LATER, share="a")
        assert [outcome.done for outcome in outcomes] == [True] * len(reports)
        told = Notification.objects.filter(kind="submission.assign_many")
        counts = {n.recipient.username: n.facts["count"] for n in told}
        assert counts == {who: number for who, number in gifts(found).items() if number}
        assert told.count() == 2
    assert not Notification.objects.filter(kind="submission.assign").exists()
    assert Entry.objects.filter(action="submission.assign").count() == 5


def test_work_taken_up_again_tells_nobody_of_what_they_had_before(review: Review):
    more(review, 2)
    [held] = more(review, 1, reviewer=review.reviewer)
    gift = Gift(held.pk, Place.FIRST, review.reviewer.pk, review.reviewer.pk)
    share_out([gift], actor=review.head, at=LATER, share="a")
    assert not Notification.objects.filter(kind__startswith="submission.assign").exists()


def test_those_that_wait_are_shared_out_before_the_rest_is_listed(review: Review, monkeypatch):
    monkeypatch.setattr(even_assigning, "MOST", 3)
    more(review, 3, state=State.PUBLISHED)
    more(review, 1, reviewer=review.reviewer)
    waiting = {report.pk for report in more(review, 2)}
    chosen = chosen_reports(Submission.objects.exclude(pk=review.submission.pk))
    assert len(chosen) == 3
    assert waiting <= {report.pk for report in chosen}


def test_what_changed_since_the_plan_is_not_overwritten(review: Review):
    [report] = more(review, 1)
    found = planned(review, people=[review.reviewer.pk])
    Submission.objects.filter(pk=report.pk).update(reviewer=review.second_reviewer)
    [outcome] = share_out(found.gifts, actor=review.head, at=LATER)
    assert not outcome.done
    report.refresh_from_db()
    assert report.reviewer == review.second_reviewer


@pytest.mark.parametrize("who", ["director", "drafter", "executive", "far_head", "stranger"])
def test_who_shares_nothing_out(review: Review, client: Client, who: str):
    [report] = more(review, 1)
    gift = Gift(report.pk, Place.FIRST, review.reviewer.pk)
    share_out([gift], actor=review.people[who], at=LATER)
    report.refresh_from_db()
    assert report.reviewer is None
    client.force_login(review.people[who], backend=BACKEND)
    wanted = 200 if who == "far_head" else 404
    assert client.get("/review/assign/evenly/").status_code == wanted


def test_a_gift_survives_the_page():
    gift = Gift(12, Place.SECOND, 7, 3)
    assert Gift.read(str(gift)) == gift
    for text in ("", "1:2", "1:reviewer:x:0", "²:reviewer:1:0", "1:head:1:0", "1:reviewer:1:-1"):
        assert Gift.read(text) is None


def test_plan_and_confirmation_from_the_page(review: Review, client: Client):
    reports = more(review, 3)
    client.force_login(review.head, backend=BACKEND)
    page = client.post(
        "/review/assign/evenly/", {"chosen": [r.pk for r in reports[:2]], "asked": "show=all"}
    )
    found = page.context["plan"].gifts
    assert {gift.submission for gift in found} == {r.pk for r in reports[:2]}
    assert not Submission.objects.exclude(reviewer=None).exists()
    done = client.post(
        "/review/assign/evenly/", {"step": "confirm", "gift": [str(gift) for gift in found]}
    )
    assert done.context["done"] == 2
    assert Submission.objects.exclude(reviewer=None).count() == 2


def test_many_are_given_in_the_background(review: Review, client: Client):
    more(review, even_assigning.AT_ONCE + 1)
    client.force_login(review.head, backend=BACKEND)
    found = client.get("/review/assign/evenly/?show=all").context["plan"].gifts
    answer = client.post(
        "/review/assign/evenly/", {"step": "confirm", "gift": [str(gift) for gift in found]}
    )
    assert "/jobs/" in answer["Location"]


@pytest.mark.parametrize("count", [1, 40])
def test_the_plan_costs_the_same_queries(review: Review, client: Client, count: int):
    for n in range(count):
        reviewer = factories.UserFactory(first_name=f"ก{n}")
        factories.MembershipFactory(
            user=reviewer, role="reviewer", unit=review.strategy, scope=review.bureau
        )
    more(review, count)
    client.force_login(review.head, backend=BACKEND)
    client.get("/review/assign/evenly/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/review/assign/evenly/?show=all")
    assert len(page.context["plan"].gifts) >= count
    assert len(queries) == 14
