"""Until both have judged everything each sees the own verdicts only, on every page and list."""

from __future__ import annotations

import pytest
from django.test import Client

from kpi_portal.audit import access as audit_access
from kpi_portal.audit.models import Entry
from submissions.domain import double_review, in_view, review_desk, review_earlier
from submissions.domain.desk_data import Mark
from submissions.domain.verdict_effect import Pair
from submissions.enums import State
from submissions.models import Verdict
from tests.double.world import ACCEPTED, RETURNED, judge
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db
SECRET = "ลายเซ็นไม่ตรงกับตัวอย่าง"
READERS = ("second_reviewer", "third", "head", "executive", "auditor", "configurer")


def half_way(review: Review):
    """The first has judged both pieces, one with the secret words; the second the first piece."""
    uses = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", uses[0], RETURNED, SECRET)
    judge(review, "reviewer", uses[1])
    judge(review, "second_reviewer", uses[0], ACCEPTED, "ของผู้ตรวจคนที่สอง")
    return uses


def pages(review: Review, use) -> list[str]:
    pk = review.submission.pk
    return [
        f"/review/{pk}/{use.requirement}/",
        f"/review/{pk}/do/accept/",
        f"/review/{pk}/do/comments/{use.requirement}/",
        f"/submissions/{pk}/",
        f"/submissions/{pk}/history/",
        f"/submissions/{pk}/score/",
        f"/submissions/{pk}/evidence/{use.requirement}/",
        f"/rounds/{review.round.pk}/",
        "/review/?show=all",
        "/audit/",
        "/",
    ]


def bodies(review: Review, who: str, use) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(review.people[who])
    return "".join(
        response.content.decode()
        for address in pages(review, use)
        if (response := client.get(address, follow=True)).status_code == 200
    )


@pytest.mark.parametrize("who", READERS)
def test_no_page_tells_what_the_other_said(review: Review, who: str):
    first, second = half_way(review)
    assert SECRET not in bodies(review, who, first)
    judge(review, "second_reviewer", second)
    assert (SECRET in bodies(review, who, first)) or who in {"executive", "configurer"}


def test_the_giver_sees_the_own_words(review: Review):
    first, _second = half_way(review)
    mine = bodies(review, "reviewer", first)
    assert SECRET in mine
    assert "ของผู้ตรวจคนที่สอง" not in mine


@pytest.mark.parametrize("who", READERS)
def test_the_trail_keeps_the_others_verdicts_back(review: Review, who: str):
    half_way(review)
    kept = audit_access.withheld_from(review.people[who], LATER)
    told = Entry.objects.filter(action="verdict.give").exclude(kept)
    own = {"second_reviewer": 1}.get(who, 0)
    assert told.count() == own
    seen = in_view.of(review.fresh(), review.people[who], at=LATER)
    assert Entry.objects.filter(action="verdict.give").exclude(
        in_view.withheld_entries(seen)
    ).count() == own  # fmt: skip


def test_after_the_comparison_the_trail_is_whole(review: Review):
    _first, second = half_way(review)
    judge(review, "second_reviewer", second)
    kept = audit_access.withheld_from(review.head, LATER)
    assert Entry.objects.filter(action="verdict.give").exclude(kept).count() == 4


def test_a_review_that_ended_otherwise_keeps_nothing_back(review: Review):
    half_way(review)
    review.put(State.EXEMPTED)
    kept = audit_access.withheld_from(review.head, LATER)
    assert Entry.objects.filter(action="verdict.give").exclude(kept).count() == 3


def test_the_desk_shows_the_own_marks_and_the_own_score(review: Review):
    first, second = half_way(review)
    for who, marks, judged in (
        ("reviewer", {first.pk: Mark.RETURNED, second.pk: Mark.ACCEPTED}, 2),
        ("second_reviewer", {first.pk: Mark.ACCEPTED, second.pk: Mark.PENDING}, 1),
        ("head", {first.pk: Mark.PENDING, second.pk: Mark.PENDING}, 0),
    ):
        desk = review_desk.build(review.fresh(), review.people[who])
        assert {p.use.pk: p.mark for p in desk.pieces} == marks
        assert desk.judged == judged
        words = [v.reviewer for p in desk.pieces for v in p.verdicts]
        assert set(words) <= {review.people[who]}
    first.refresh_from_db()
    assert first.decision == "pending", "what the desk shows is never saved"


def test_the_count_of_the_other_is_told(review: Review):
    half_way(review)
    done = double_review.progress(review.fresh())
    pair = double_review.pair_of(review.fresh())
    assert pair == Pair(review.reviewer.pk, review.second_reviewer.pk)
    assert done.of(pair, review.reviewer.pk) == 2
    assert done.of(pair, review.second_reviewer.pk) == 1
    assert (done.judged, done.differing) == (1, 0)


def test_usual_comments_leave_the_other_out(review: Review):
    half_way(review)
    submission = review.fresh()

    def usual(who: str) -> list[str]:
        reader = review.people[who].pk
        return review_earlier.usual_comments(submission, "1.1-a", reader=reader)

    assert usual("reviewer") == [SECRET]
    assert usual("second_reviewer") == []


def test_the_unit_is_told_both_verdicts_with_the_return(review: Review):
    [use] = review.in_review("1.1-a")
    judge(review, "reviewer", use, RETURNED, "หนึ่ง")
    judge(review, "second_reviewer", use, RETURNED, "สอง")
    review.do("return", "reviewer")
    seen = in_view.of(review.fresh(), review.director, at=LATER)
    told = seen.verdicts(use, Verdict.objects.order_by("pk"))
    assert [verdict.comment for verdict in told] == ["หนึ่ง", "สอง"]


def test_readable_verdicts_are_those_of_the_reader(review: Review):
    half_way(review)
    for who, count in (("reviewer", 2), ("second_reviewer", 1), ("head", 0)):
        assert double_review.readable(review.people[who].pk).count() == count
