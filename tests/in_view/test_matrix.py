"""Role × state × page: what tells of a review is read by those who judge, and by the unit only once
it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from kpi_portal.notifications.models import Notification
from submissions.domain.review import give_verdict
from submissions.enums import Action, Decision, State
from submissions.models import Appointment
from tests.review.world import LATER, NOON, Review

pytestmark = pytest.mark.django_db

RETURNED_WORDS = "ขาดลายมือชื่อประธานในหน้าสุดท้าย"
ACCEPTED_WORDS = "ครบถ้วนดีมากตามที่กำหนดไว้"
CHANGED_WORDS = "พบว่าซ้ำกับเอกสารของปีก่อน"
RETURN_NOTE = "ส่งคืนหนึ่งรายการเพื่อลงนาม"
CONFIRM_NOTE = "เห็นชอบผลตามที่เสนอมา"
# Everything handed in comes to 100; with the third level returned it is 75.
AS_GIVEN, AS_JUDGED = "100.00", "75.00"
UNIT = ("drafter", "director", "inside_reviewer", "inside_head")
OVERSEERS = ("reviewer", "head", "executive", "configurer", "auditor")
PAGES = ("task_list", "score", "history", "requirement", "accepted", "piece")
LISTS = ("submissions:mine", "home")


@pytest.fixture
def judged(review: Review) -> Review:
    """Handed in at noon, then one piece accepted, one returned, one waiting."""
    review.put(State.DRAFT, claimed_level=3)
    for key in ("1.1-a", "2.1-a", "3.1-a"):
        review.people[key] = review.supply(key)
    review.do(Action.SUBMIT, "director", at=NOON)
    review.do(Action.START_REVIEW, "reviewer")
    say(review, "1.1-a", Decision.ACCEPTED, ACCEPTED_WORDS)
    say(review, "3.1-a", Decision.RETURNED, RETURNED_WORDS)
    return review


def say(review: Review, key: str, decision: Decision, words: str, days: int = 0) -> None:
    at = LATER + timedelta(days=days, minutes=5 if days else -5)
    use = review.people[key]
    give_verdict(use, actor=review.reviewer, at=at, decision=decision, comment=words)


def send_back(review: Review) -> None:
    review.do(Action.RETURN, "reviewer", note=RETURN_NOTE)


def hand_in_again(review: Review) -> None:
    send_back(review)
    review.do(Action.SUBMIT, "director")
    review.do(Action.START_REVIEW, "reviewer")


def assess(review: Review) -> None:
    say(review, "2.1-a", Decision.ACCEPTED, ACCEPTED_WORDS)
    review.do(Action.ASSESS, "reviewer")


def confirm(review: Review) -> None:
    assess(review)
    review.do(Action.CONFIRM, "head", note=CONFIRM_NOTE)


def endorse(review: Review) -> None:
    confirm(review)
    review.do(Action.ENDORSE, "executive", reference="ครั้งที่ 7/2568")


def publish(review: Review) -> None:
    endorse(review)
    review.do(Action.PUBLISH, "head")


def reopen(review: Review) -> None:
    """Published with 75, then reopened, and the first piece returned after all: 0."""
    publish(review)
    days = timedelta(days=1)
    review.do(Action.REOPEN, "executive", at=LATER + days)
    say(review, "1.1-a", Decision.RETURNED, CHANGED_WORDS, days=1)


def nothing(review: Review) -> None:
    """The review has begun, pieces are judged."""


UNTOLD = {
    State.IN_REVIEW: nothing,
    "again": hand_in_again,
    State.ASSESSED: assess,
    State.CONFIRMED: confirm,
    State.ENDORSED: endorse,
}


def client_of(review: Review, who: str) -> Client:
    client = Client()
    client.force_login(
        review.people[who], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def page(review: Review, client: Client, name: str) -> str:
    pk = review.submission.pk
    address = {
        "requirement": reverse("submissions:requirement", args=[pk, "3.1-a"]),
        "accepted": reverse("submissions:requirement", args=[pk, "1.1-a"]),
        "piece": reverse("submissions:piece", args=[review.people["3.1-a"].pk]),
    }.get(name) or reverse(f"submissions:{name}", args=[pk])
    answer = client.get(address)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def texts(review: Review, who: str) -> dict[str, str]:
    client = client_of(review, who)
    found = {name: page(review, client, name) for name in PAGES}
    return found | {name: client.get(reverse(name)).content.decode() for name in LISTS}


@pytest.mark.parametrize("step", UNTOLD.values(), ids=[str(name) for name in UNTOLD])
def test_the_unit_reads_what_it_handed_in_and_nothing_else(
    judged: Review, step: Callable[[Review], None]
) -> None:
    step(judged)
    for who in UNIT:
        read = texts(judged, who)
        for name, text in read.items():
            for words in (RETURNED_WORDS, ACCEPTED_WORDS, CONFIRM_NOTE, AS_JUDGED, "7/2568"):
                assert words not in text, (who, name, words)
            assert "คำตัดสิน" not in text or name != "history", (who, name)
            assert "badge-returned" not in text
        if who in ("drafter", "director") and step is not hand_in_again:
            for name in ("task_list", "score", "submissions:mine"):
                assert AS_GIVEN in read[name], (who, name)
        assert "กำลังตรวจ" in read["task_list"]


@pytest.mark.parametrize("step", UNTOLD.values(), ids=[str(name) for name in UNTOLD])
def test_those_who_judge_decide_and_oversee_read_everything(
    judged: Review, step: Callable[[Review], None]
) -> None:
    step(judged)
    for who in OVERSEERS:
        client = client_of(judged, who)
        assert RETURNED_WORDS in page(judged, client, "piece"), who
        assert ACCEPTED_WORDS in page(judged, client, "accepted"), who
        assert RETURNED_WORDS in page(judged, client, "history"), who
        assert AS_JUDGED in page(judged, client, "score"), who
        assert AS_JUDGED in page(judged, client, "task_list"), who


def test_a_return_tells_the_returned_items_only(judged: Review) -> None:
    say(judged, "3.1-a", Decision.RETURNED, CHANGED_WORDS)
    say(judged, "3.1-a", Decision.RETURNED, RETURNED_WORDS)
    send_back(judged)
    for who in UNIT:
        read = texts(judged, who)
        assert RETURNED_WORDS in read["task_list"], who
        assert RETURNED_WORDS in read["requirement"]
        assert RETURNED_WORDS in read["piece"]
        assert RETURN_NOTE in read["history"]
        for name, text in read.items():
            assert ACCEPTED_WORDS not in text, (who, name)
            assert CHANGED_WORDS not in text, (who, name)
        assert "ผ่านเกณฑ์" not in read["accepted"]


def test_a_published_result_is_told_whole(judged: Review) -> None:
    publish(judged)
    for who in UNIT:
        read = texts(judged, who)
        assert RETURNED_WORDS in read["piece"], who
        assert ACCEPTED_WORDS in read["accepted"]
        assert RETURNED_WORDS in read["history"]
        assert CONFIRM_NOTE in read["history"]
        assert AS_JUDGED in read["score"]
        assert AS_JUDGED in read["task_list"]


def test_a_reopened_review_shows_the_published_result_and_no_new_verdict(judged: Review) -> None:
    reopen(judged)
    judged.do(Action.ASSESS, "second_reviewer", at=LATER + timedelta(days=2))
    judged.do(Action.CONFIRM, "head", at=LATER + timedelta(days=2), note=CHANGED_WORDS)
    for who in UNIT:
        read = texts(judged, who)
        for name, text in read.items():
            assert CHANGED_WORDS not in text, (who, name)
        assert AS_JUDGED in read["score"]
        assert AS_JUDGED in read["task_list"]
        assert "อยู่ระหว่างทบทวน" in read["task_list"]
        assert ACCEPTED_WORDS in read["accepted"]
        assert RETURNED_WORDS in read["piece"]
    client = client_of(judged, "head")
    assert CHANGED_WORDS in page(judged, client, "accepted")
    assert CHANGED_WORDS in page(judged, client, "history")


def test_reopening_before_publishing_is_not_told(judged: Review) -> None:
    confirm(judged)
    Notification.objects.all().delete()
    judged.do(Action.REOPEN, "head", note=CHANGED_WORDS)
    told = set(Notification.objects.values_list("recipient__username", flat=True))
    assert told
    assert not told & {"drafter", "director", "inside_reviewer", "inside_head"}
    assert CHANGED_WORDS not in page(judged, client_of(judged, "drafter"), "history")
    assert CHANGED_WORDS in page(judged, client_of(judged, "reviewer"), "history")


def test_the_progress_of_a_review_is_announced_to_nobody_of_the_unit(judged: Review) -> None:
    Notification.objects.all().delete()
    mail.outbox.clear()
    endorse(judged)
    told = set(Notification.objects.values_list("recipient__username", flat=True))
    assert told
    assert not told & {"drafter", "director", "inside_reviewer", "inside_head"}


def test_whoever_is_named_by_order_follows_the_review_of_the_own_unit(judged: Review) -> None:
    assert RETURNED_WORDS not in page(judged, client_of(judged, "inside_reviewer"), "piece")
    Appointment.objects.create(
        submission=judged.submission,
        user=judged.inside_reviewer,
        role="reviewer",
        order_number="9/2568",
        reason="เหตุผล",
        at=NOON,
        by=judged.executive,
    )
    assert RETURNED_WORDS in page(judged, client_of(judged, "inside_reviewer"), "piece")


@pytest.mark.parametrize("who", ["inside_reviewer", "inside_head"])
def test_lists_of_the_strategy_section_withhold_the_own_report(judged: Review, who: str) -> None:
    confirm(judged)
    round_page = reverse("submissions:round", args=[judged.round.pk])
    queue = reverse("submissions:queue") + "?show=all"
    client = client_of(judged, who)
    for address in (round_page, queue, reverse("audit:trail")):
        text = client.get(address).content.decode()
        assert judged.section.name in text or address.startswith("/audit")
        assert AS_JUDGED not in text, address
        assert RETURNED_WORDS not in text, address
        assert CONFIRM_NOTE not in text, address
    export = client.post(reverse("audit:export"))
    assert RETURNED_WORDS not in b"".join(export.streaming_content).decode()
    assert AS_JUDGED in client_of(judged, "head").get(round_page).content.decode()
    assert RETURNED_WORDS in client_of(judged, "head").get(reverse("audit:trail")).content.decode()
    assert client.get(reverse("submissions:desk", args=[judged.submission.pk])).status_code == 403


@pytest.mark.parametrize("name", ["task_list", "score", "history"])
def test_the_pages_cost_the_unit_the_same_few_queries(
    judged: Review, name: str, django_assert_max_num_queries
) -> None:
    client = client_of(judged, "director")
    page(judged, client, name)
    with django_assert_max_num_queries(15):
        page(judged, client, name)
