"""The pages of the double review: the desk, the differences, the places, the switch, the queue."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.enums import RoundState
from submissions.domain import agreement, settling
from submissions.enums import State
from submissions.models import Submission, Verdict
from tests import factories
from tests.double.world import (
    ACCEPTED,
    RETURNED,
    compared,
    decision_of,
    judge,
    seated,
)
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db


def signed_in(review: Review, who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(review.people[who])
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def address(review: Review, rest: str = "") -> str:
    return f"/review/{review.submission.pk}/{rest}"


def settles(review: Review, who: str, use, **sent):
    newest = use.verdicts.latest("pk").pk
    data = {"decision": "returned", "reason": "ไม่ครบ", "seen": newest, **sent}
    return signed_in(review, who).post(address(review, f"do/settle/{use.pk}/"), data)


def test_the_desk_tells_how_far_the_other_is_and_not_what_was_said(review: Review):
    first, _second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first, RETURNED, "ลับ")
    page = signed_in(review, "second_reviewer").get(address(review, "1.1-a/"))
    said = page.content.decode()
    assert page.context["two"].seats[0].judged == 1
    assert page.context["two"].seats[1].own
    assert "ลับ" not in said
    assert page.context["standing"].final == 0
    own = signed_in(review, "reviewer").get(address(review, "1.1-a/"))
    assert "ลับ" in own.content.decode()


def test_the_score_on_the_desk_follows_the_own_verdicts(review: Review):
    first, _second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first)
    for who, final in (("reviewer", 50), ("second_reviewer", 0), ("head", 0)):
        page = signed_in(review, who).get(address(review))
        assert page.context["standing"].final == final
    assert review.fresh().confirmed_final == 0


def test_after_a_verdict_the_panes_come_back_with_the_own_mark(review: Review):
    first, _second = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first, RETURNED, "ลับ")
    answer = signed_in(review, "second_reviewer").post(
        address(review, f"do/verdict/{first.pk}/"),
        {"decision": "accepted", "comment": "", "seen": 0},
        headers={"hx-request": "true"},
    )
    assert answer.status_code == 200
    assert answer.context["view"].piece.mark == "accepted"
    assert "ลับ" not in answer.content.decode()


def test_both_verdicts_stand_side_by_side(review: Review):
    first, _same = review.in_review("1.1-a", "2.1-a")
    judge(review, "reviewer", first, ACCEPTED, "ลายเซ็นครบ")
    judge(review, "reviewer", _same)
    judge(review, "second_reviewer", first, RETURNED, "ไม่มีวันที่")
    hidden = signed_in(review, "head").get(address(review, "do/differences/"))
    assert "ลายเซ็นครบ" not in hidden.content.decode()
    judge(review, "second_reviewer", _same)
    for who in ("reviewer", "second_reviewer", "third", "head", "executive", "auditor"):
        said = signed_in(review, who).get(address(review, "do/differences/")).content.decode()
        assert "ลายเซ็นครบ" in said
        assert "ไม่มีวันที่" in said
        assert f"?piece={first.pk}" in said
        assert ("do/settle/" in said) == (who in {"third", "head"})


def test_settling_on_the_page(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    assert settles(review, "head", use).status_code == 302
    assert decision_of(use) == RETURNED
    for who in ("reviewer", "director", "auditor"):
        assert settles(review, who, use, decision="accepted").status_code in {403, 404}
    assert decision_of(use) == RETURNED
    desk = signed_in(review, "reviewer").get(address(review, "1.1-a/")).content.decode()
    assert "ไม่ครบ" in desk
    assert f"do/verdict/{use.pk}/" not in desk


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"reason": " "}, 422), ({"decision": "x"}, 422), ({"seen": "0"}, 409)],
)
def test_what_was_typed_stays_when_it_is_refused(review: Review, sent, status):
    [use] = compared(review, (ACCEPTED, RETURNED))
    answer = settles(review, "head", use, **({"reason": "พิมพ์ไว้แล้ว"} | sent))
    assert answer.status_code == status
    assert sent.get("reason", "พิมพ์ไว้แล้ว") in answer.content.decode()
    assert decision_of(use) == "pending"


def test_what_was_typed_stays_though_the_two_agree_by_now(review: Review):
    [use] = compared(review, (ACCEPTED, RETURNED))
    judge(review, "second_reviewer", use)
    answer = settles(review, "head", use, reason="พิมพ์ไว้แล้ว")
    assert answer.status_code == 409
    assert "พิมพ์ไว้แล้ว" in answer.content.decode()


def test_the_places_are_given_on_the_desk(review: Review):
    Submission.objects.update(second_reviewer=None)
    head = signed_in(review, "head")
    page = head.get(address(review, "do/reviewers/"))
    assert list(page.context["form"].fields) == ["reviewer", "second_reviewer"]
    same = {"reviewer": review.reviewer.pk, "second_reviewer": review.reviewer.pk}
    assert head.post(address(review, "do/reviewers/"), same).status_code == 409
    two = same | {"second_reviewer": review.third.pk}
    assert head.post(address(review, "do/reviewers/"), two).status_code == 302
    assert review.fresh().second_reviewer == review.third
    assert signed_in(review, "auditor").get(address(review, "do/reviewers/")).status_code == 403


def test_a_third_reviewer_takes_the_free_place_on_the_desk(review: Review):
    review.in_review("1.1-a")
    Submission.objects.update(second_reviewer=None)
    third = signed_in(review, "third")
    assert "do/take-place/" in third.get(address(review)).content.decode()
    assert third.post(address(review, "do/take-place/")).status_code == 302
    assert review.fresh().second_reviewer == review.third
    assert "do/take-place/" not in third.get(address(review)).content.decode()


def test_the_queue_finds_both_reviewers_reports_and_the_differences(review: Review):
    compared(review, (ACCEPTED, RETURNED))
    for who, mine in (("reviewer", 1), ("second_reviewer", 1), ("third", 0)):
        page = signed_in(review, who).get("/review/?mine=1")
        assert len(page.context["rows"]) == mine
    page = signed_in(review, "head").get("/review/?differs=1")
    [row] = page.context["rows"]
    assert (row.differing, row.judged) == (1, 1)
    assert "reviewer" in row.reviewer
    assert "second_reviewer" in row.reviewer


def test_the_queue_gives_the_second_place(review: Review):
    Submission.objects.update(second_reviewer=None)
    pk, person = review.submission.pk, review.third.pk
    sent = {"chosen": [pk], "reviewer": person, "place": "second_reviewer"}
    signed_in(review, "head").post("/review/assign/", sent)
    now = review.fresh()
    assert (now.reviewer, now.second_reviewer) == (review.reviewer, review.third)


def test_a_rounds_differences_and_how_often_two_agree(review: Review):
    first, _same, _other = compared(
        review, (ACCEPTED, RETURNED), (ACCEPTED, ACCEPTED), (RETURNED, RETURNED)
    )
    page = signed_in(review, "head").get(f"/rounds/{review.round.pk}/differences/")
    assert [s.pk for s in page.context["page"]] == [review.submission.pk]
    [pair] = page.context["pairs"]
    assert (pair.compared, pair.agreed, pair.rate) == (3, 2, Fraction(2, 3))
    # what is changed or settled afterwards makes nobody look more alike
    judge(review, "second_reviewer", first, ACCEPTED)
    assert agreement.of_round(review.round) == [pair]
    assert "66.7" in page.content.decode()
    for who in ("director", "executive", "configurer", "far_reviewer", "stranger"):
        there = signed_in(review, who).get(f"/rounds/{review.round.pk}/differences/")
        assert there.status_code == 404


def test_calibration_is_by_pair(review: Review):
    compared(review, (ACCEPTED, ACCEPTED))
    other = factories.SubmissionFactory(round=review.round, unit=review.other)
    review.submission = other
    seated(review, "reviewer", "third")
    [use] = review.in_review("1.1-a")
    judge(review, "reviewer", use)
    assert len(agreement.of_round(review.round)) == 1, "not compared yet"
    judge(review, "third", use, RETURNED)
    found = {frozenset(one.people): one for one in agreement.of_round(review.round)}
    both = found[frozenset({review.reviewer.pk, review.third.pk})]
    assert (both.compared, both.agreed, both.differed) == (1, 0, 1)
    assert len(found) == 2


def test_the_plan_switches_the_open_round(review: Review):
    client, url = signed_in(review, "configurer"), f"/rounds/{review.round.pk}"
    assert "double-review/" in client.get(f"{url}/plan/").content.decode()
    assert client.post(f"{url}/double-review/", {"on": "0"}).status_code == 302
    review.round.refresh_from_db()
    assert not review.round.double_review
    assert client.post(f"{url}/double-review/", {"on": "1"}).status_code == 302
    review.put(State.IN_REVIEW)
    assert "double-review/" not in client.get(f"{url}/plan/").content.decode()
    assert client.post(f"{url}/double-review/", {"on": "0"}).status_code == 409
    assert signed_in(review, "head").post(f"{url}/double-review/").status_code == 403


def test_a_planned_round_says_it_in_its_plan(review: Review):
    review.round.state = RoundState.PLANNED
    review.round.double_review = False
    review.round.save()
    client, url = signed_in(review, "configurer"), f"/rounds/{review.round.pk}/plan/"
    form = client.get(url).context["form"]
    sent = {name: value for name, value in form.initial.items() if value or value == 0}
    answer = client.post(url, sent | {"double_review": "on", "act": "keep"})
    assert answer.status_code == 302, answer.context["form"].errors
    review.round.refresh_from_db()
    assert review.round.double_review


@pytest.mark.parametrize("who", ["reviewer", "second_reviewer", "third", "head", "auditor"])
@pytest.mark.parametrize("rest", ["", "do/differences/"])
def test_the_pages_cost_the_same_queries_with_one_piece_and_with_fifty(
    review: Review, who: str, rest: str
):
    compared(review, (ACCEPTED, RETURNED))
    client = signed_in(review, who)
    client.get(address(review, rest))
    costs = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(review, rest)).status_code == 200
        costs.append(len(queries))
        for _more in range(20):
            again = review.supply("1.1-a")
            for name, said in (("reviewer", ACCEPTED), ("second_reviewer", RETURNED)):
                Verdict.objects.create(
                    use=again, reviewer=review.people[name], decision=said, at=LATER
                )
            again.compared_at = LATER
            again.save()
    assert len(settling.of_report(review.fresh())) == 41
    assert costs[0] == costs[1], costs
    assert costs[0] <= 15, costs


@pytest.mark.parametrize("count", [1, 12])
def test_a_rounds_differences_cost_the_same_queries(review: Review, count: int):
    compared(review, (ACCEPTED, RETURNED))
    for _more in range(count):
        factories.SubmissionFactory(
            round=review.round,
            unit=factories.UnitFactory(parent=review.bureau),
            state=State.IN_REVIEW,
            reviewer=review.reviewer,
            second_reviewer=review.third,
            differences_open=2,
        )
    client = signed_in(review, "head")
    url = f"/rounds/{review.round.pk}/differences/"
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert len(client.get(url).context["page"]) == count + 1
    assert len(queries) == 9
