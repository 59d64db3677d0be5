"""What others change meanwhile shows by itself, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from submissions.domain import review_desk, review_news
from submissions.domain.review import give_verdict
from submissions.domain.review_news import Seen
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, Submission
from tests import factories
from tests.review.test_desk import desk_of, english
from tests.review.world import LATER, NOON, Review, file_now, supply

pytestmark = pytest.mark.django_db


def seen_by(review: Review, who: str) -> str:
    report = review.fresh()
    return str(review_news.seen_at(review_desk.build(report, review.people[who]), report))


def news(review: Review, who: str, seen: str) -> list[tuple[str, str]]:
    report, reader = review.fresh(), review.people[who]
    desk = review_desk.build(report, reader)
    found = review_news.since(desk, report, Seen.read(seen), reader=reader)
    return [(one.what, one.title) for one in found]


def test_another_reviewers_verdict_is_news_and_the_own_is_none(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    seen = seen_by(review, "reviewer")
    give_verdict(first, actor=review.reviewer, at=LATER, decision=Decision.ACCEPTED)
    assert news(review, "reviewer", seen) == []
    give_verdict(second, actor=review.second_reviewer, at=LATER, decision="returned", comment="ขาด")
    assert news(review, "reviewer", seen) == [("returned", "หลักฐาน 2")]
    assert news(review, "reviewer", seen_by(review, "reviewer")) == []


def test_new_evidence_and_another_state_are_news(review: Review):
    review.in_review("1.1-a")
    seen = seen_by(review, "reviewer")
    supply(review.submission, "2.1-a", review.drafter, at=LATER)
    review.put(State.ASSESSED)
    assert [what for what, _title in news(review, "reviewer", seen)] == ["state", "attached"]


@pytest.mark.parametrize("text", ["", "1.2.3", "a.2.3.draft", "1.2.3.elsewhere", "1.2.3.draft.5"])
def test_what_no_page_says_is_not_read(text: str):
    assert Seen.read(text) is None


def test_in_a_double_review_the_other_is_not_betrayed(review: Review):
    first, second = review.in_review("1.1-a", "2.1-a")
    review.round.double_review = True
    review.round.save()
    review.put(State.IN_REVIEW, reviewer=review.reviewer, second_reviewer=review.second_reviewer)
    seen = seen_by(review, "reviewer")
    for use in (first, second):
        give_verdict(use, actor=review.second_reviewer, at=LATER, decision=Decision.ACCEPTED)
    assert news(review, "reviewer", seen) == []
    assert seen_by(review, "reviewer") == seen
    for use in (first, second):
        give_verdict(
            use, actor=review.reviewer, at=LATER + timedelta(hours=1), decision=Decision.ACCEPTED
        )
    told = [what for what, _title in news(review, "reviewer", seen)]
    assert "compared" in told


def test_the_bar_says_who_changed_what(review: Review, client: Client):
    [use] = review.in_review("1.1-a")
    client = english(client, review, "reviewer")
    url = f"{desk_of(review)}do/news/?seen={seen_by(review, 'reviewer')}"
    assert client.get(url).status_code == 204
    give_verdict(use, actor=review.second_reviewer, at=LATER, decision=Decision.ACCEPTED)
    page = client.get(url).content.decode()
    assert f"{review.second_reviewer.display_name} accepted “หลักฐาน 1”" in page
    assert client.get(f"{desk_of(review)}do/news/?seen=x").status_code == 204


def test_the_next_report_of_the_own_queue(review: Review, client: Client):
    review.in_review("1.1-a")
    review.put(State.IN_REVIEW, reviewer=review.reviewer)
    others = [
        factories.SubmissionFactory(round=review.round, unit=unit)
        for unit in (review.other, factories.UnitFactory(parent=review.bureau))
    ]
    for hours, other in enumerate(others, start=1):
        file_now(other, review.director, at=NOON)
        Submission.objects.filter(pk=other.pk).update(
            state=State.SUBMITTED,
            submitted_at=NOON + timedelta(hours=hours),
            reviewer=review.reviewer,
        )
    client = english(client, review, "reviewer")

    def after(pk: int) -> str:
        return client.get(f"/review/{pk}/do/next/").headers["Location"]

    assert after(review.submission.pk) == f"/review/{others[0].pk}/"
    assert after(others[1].pk) == f"/review/{review.submission.pk}/"
    Submission.objects.filter(pk__in=[o.pk for o in others]).update(reviewer=None)
    assert after(review.submission.pk) == "/review/"


def test_a_second_window_of_the_same_person_tells_nothing(review: Review):
    [use] = review.in_review("1.1-a")
    seen = seen_by(review, "reviewer")
    give_verdict(use, actor=review.reviewer, at=LATER, decision=Decision.ACCEPTED)
    assert news(review, "reviewer", seen) == []
    assert EvidenceUse.objects.get(pk=use.pk).decision == Decision.ACCEPTED
