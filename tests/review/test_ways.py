"""Each reader goes back from a report's pages to the list from which they came."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from submissions.domain import ways
from submissions.domain.decisions import appoint
from submissions.enums import State
from tests.review.test_desk import english
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db
FIRST = re.compile(r'<nav class="crumbs"[^>]*><ol><li><a href="([^"]+)">([^<]+)</a></li>')
MINE, QUEUE = ("/submissions/", "Our indicators"), ("/review/", "Review queue")


def first_crumb(client: Client, page: str) -> tuple[str, str]:
    found = FIRST.search(client.get(page).content.decode())
    assert found, page
    return found.group(1), found.group(2)


@pytest.mark.parametrize("page", ["", "score/", "history/", "requirements/1.1-a/"])
@pytest.mark.parametrize(
    "who", ["drafter", "director", "reviewer", "head", "executive", "configurer", "auditor"]
)
def test_the_first_crumb_is_the_readers_own_list(
    review: Review, client: Client, who: str, page: str
) -> None:
    review.in_review("1.1-a")
    client = english(client, review, who)
    way = first_crumb(client, f"/submissions/{review.submission.pk}/{page}")
    if who in {"drafter", "director"}:
        assert way == MINE
    elif who in {"reviewer", "head"}:
        assert way == QUEUE
    else:
        assert way == (f"/rounds/{review.round.pk}/", review.round.name)
    assert client.get(way[0]).status_code == 200


def test_who_is_named_to_judge_comes_from_the_queue(review: Review, client: Client) -> None:
    named = review.people["neighbour"]
    appoint(
        review.submission,
        actor=review.executive,
        at=LATER,
        person=named,
        role="reviewer",
        order_number="1/2568",
        reason="ส่วนยุทธศาสตร์ประเมินเองไม่ได้",
    )
    way = ways.back(named, review.fresh(), at=LATER)
    assert way.url == "/review/"


def test_it_costs_no_query_for_those_with_a_role_over_the_report(
    review: Review, django_assert_num_queries
) -> None:
    review.put(State.IN_REVIEW)
    report = review.fresh()
    for who in ("director", "reviewer", "executive", "auditor"):
        ways.back(review.people[who], report, at=LATER)
        with django_assert_num_queries(0):
            ways.back(review.people[who], report, at=LATER)
