"""Whoever may settle hears once that the two differ; the two hear that it is settled."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kpi_portal.notifications.models import Notification
from submissions.domain import conflicts, worklists
from submissions.domain.difference_news import FOUND, SETTLED
from submissions.domain.settling import settle
from submissions.domain.worklists import Need
from submissions.enums import Decision
from tests.double.world import ACCEPTED, RETURNED, compared, judge
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=kind).select_related("recipient")
    return sorted(row.recipient.username for row in rows)


def decide(review: Review, use, who: str = "head", decision: Decision = ACCEPTED) -> None:
    settle(use, actor=review.people[who], at=LATER, decision=decision, reason="ลายเซ็นครบ")


def test_who_may_settle_is_told_once_when_both_have_finished(review: Review) -> None:
    first, second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first, ACCEPTED)
    judge(review, "reviewer", second, ACCEPTED)
    judge(review, "second_reviewer", first, RETURNED)
    assert told(FOUND) == [], "not before both have judged everything"
    judge(review, "second_reviewer", second, RETURNED)

    assert told(FOUND) == ["head", "third"]
    row = Notification.objects.filter(kind=FOUND).first()
    assert row.facts["count"] == 2
    assert row.facts["unit"] == review.submission.unit_name
    assert row.about == f"round:{review.round.pk}"

    judge(review, "second_reviewer", second, ACCEPTED)
    assert len(told(FOUND)) == 2, "one difference less is no news"


def test_nobody_is_told_where_the_two_agree(review: Review) -> None:
    compared(review, (ACCEPTED, ACCEPTED), (RETURNED, RETURNED))

    assert told(FOUND) == []


def test_who_declared_a_conflict_has_nothing_to_settle(review: Review) -> None:
    conflicts.declare(review.fresh(), actor=review.third, at=LATER, reason="ญาติ")
    compared(review, (ACCEPTED, RETURNED))

    assert told(FOUND) == ["head"]


def test_the_two_are_told_once_when_the_last_difference_is_settled(review: Review) -> None:
    first, second = compared(review, (ACCEPTED, RETURNED), (RETURNED, ACCEPTED))
    decide(review, first)
    assert told(SETTLED) == []
    decide(review, second, "third")

    assert told(SETTLED) == ["reviewer", "second_reviewer"]
    assert {row.facts["who"] for row in Notification.objects.filter(kind=SETTLED)} == {
        review.third.display_name
    }

    decide(review, second, "third", RETURNED)
    assert len(told(SETTLED)) == 2, "deciding anew opens nothing"


def test_where_one_of_the_two_gives_way_nobody_settled_anything(review: Review) -> None:
    [use] = compared(review, (ACCEPTED, RETURNED))
    judge(review, "second_reviewer", use, ACCEPTED)

    assert told(SETTLED) == []


def test_a_round_reviewed_once_tells_nothing(review: Review) -> None:
    review.round.double_review = False
    review.round.save()
    [use] = review.in_review("1.1-a")
    judge(review, "reviewer", use, RETURNED)

    assert told(FOUND) == told(SETTLED) == []


def test_the_home_page_asks_a_third_person_to_settle(review: Review, client: Client) -> None:
    compared(review, (ACCEPTED, RETURNED))

    def need(who: str) -> list[Need]:
        tasks = worklists.needs_now(review.people[who], at=LATER)
        return [task.need for task in tasks if task.submission == review.submission]

    assert need("third") == need("head") == [Need.SETTLE]
    assert need("reviewer") == [Need.REVIEW]
    client.force_login(review.third)
    page = client.get("/").content.decode()
    assert reverse("submissions:differences", args=[review.submission.pk]) in page
