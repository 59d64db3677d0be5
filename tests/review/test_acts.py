"""Acts from the desk: what each page says and asks, and that nothing typed is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kpi_portal.accounts.enums import Role
from kpi_portal.thai import BANGKOK
from submissions.enums import Action, Decision, ExtensionState, State
from submissions.models import Appointment, Extension, Submission, Waiver
from tests.review.test_desk import HTMX, english
from tests.review.test_queue import sign_in
from tests.review.world import NOON, Review, judged, make_review

pytestmark = pytest.mark.django_db

FORWARD = [
    (State.SUBMITTED, Action.START_REVIEW, "reviewer", {}, State.IN_REVIEW),
    (State.IN_REVIEW, Action.ASSESS, "reviewer", {"note": ""}, State.ASSESSED),
    (State.ASSESSED, Action.RECHECK, "head", {"note": "ดูใหม่"}, State.IN_REVIEW),
    (State.ASSESSED, Action.CONFIRM, "head", {}, State.CONFIRMED),
    (State.CONFIRMED, Action.ENDORSE, "executive", {"reference": "4/2568"}, State.ENDORSED),
    (State.ENDORSED, Action.PUBLISH, "head", {}, State.PUBLISHED),
    (State.ENDORSED, Action.REOPEN, "head", {"note": "พบข้อผิดพลาด"}, State.IN_REVIEW),
    (State.PUBLISHED, Action.REOPEN, "executive", {"note": "คำสั่ง"}, State.IN_REVIEW),
    (
        State.DRAFT,
        Action.EXEMPT,
        "executive",
        {"note": "ยุบหน่วย", "order_number": "9/2568"},
        State.EXEMPTED,
    ),
    (
        State.EXEMPTED,
        Action.READMIT,
        "executive",
        {"note": "ตั้งใหม่", "order_number": "9/2568", "closes_on": "31/12/2599"},
        State.DRAFT,
    ),
]


def act_of(review: Review, action: str) -> str:
    return f"/review/{review.submission.pk}/do/{action}/"


@pytest.mark.parametrize(("state", "action", "who", "typed", "after"), FORWARD)
def test_every_act_is_asked_for_and_carried_out(
    review: Review, client: Client, state, action, who, typed, after
):
    review.in_review("1.1-a")
    judged(review.submission.uses.get(), Decision.ACCEPTED)
    review.put(state, assessed_by=review.reviewer)
    client = sign_in(client, review.people[who])
    page = client.get(act_of(review, action))
    assert page.status_code == 200
    assert page.context["form"]["version"].value() == review.submission.version
    fragment = client.get(act_of(review, action), **HTMX)
    assert b"<html" not in fragment.content

    version = {"version": review.submission.version}
    answer = client.post(act_of(review, action), {**version, **typed})
    assert answer.headers["Location"] == f"/review/{review.submission.pk}/"
    assert review.fresh().state == after


@pytest.mark.parametrize(("state", "action", "who", "typed", "after"), FORWARD)
def test_what_an_act_needs_is_asked_for_and_the_rest_kept(
    review: Review, client: Client, state, action, who, typed, after
):
    needed = {name for name, value in typed.items() if value}
    for left_out in needed:
        review.put(state, assessed_by=review.reviewer)
        some = {name: value for name, value in typed.items() if name != left_out}
        answer = sign_in(client, review.people[who]).post(
            act_of(review, action), {"version": review.submission.version, **some}
        )
        assert answer.status_code == 422, left_out
        for value in some.values():
            assert value in answer.content.decode()
        assert review.fresh().state == state


def test_a_return_lists_its_items_and_asks_for_missing_ones(review: Review, client: Client):
    [use] = review.in_review("1.1-a")
    use.verdicts.create(reviewer=review.reviewer, decision="returned", comment="ไม่มีลายเซ็น", at=NOON)
    judged(use, Decision.RETURNED)
    client = english(client, review, "reviewer")
    page = client.get(act_of(review, "return")).content.decode()
    assert "ไม่มีลายเซ็น" in page
    assert 'name="ask-2.1-a"' in page
    assert 'name="ask-1.1-a"' not in page

    day = (timezone.now() + timedelta(days=20)).astimezone(BANGKOK).date()
    typed = {"version": 1, "note": "โปรดแก้ไขภายในกำหนด", "answer_on": day.isoformat()}
    unsaid = client.post(act_of(review, "return"), {**typed, "ask-2.1-a": "on"})
    assert unsaid.status_code == 422
    assert "Say what is asked for" in unsaid.content.decode()
    assert "โปรดแก้ไขภายในกำหนด" in unsaid.content.decode()

    said = {**typed, "ask-2.1-a": "on", "say-2.1-a": "ขอแผนที่ลงนาม", "say-3.1-a": "ไม่ได้เลือก"}
    assert client.post(act_of(review, "return"), said).status_code == 302
    notice = review.submission.returns.get()
    assert dict(notice.items.values_list("requirement", "comment")) == {
        "1.1-a": "ไม่มีลายเซ็น",
        "2.1-a": "ขอแผนที่ลงนาม",
    }
    assert notice.answer_by.astimezone(BANGKOK) == datetime(
        day.year, day.month, day.day, 23, 59, 59, tzinfo=BANGKOK
    )


def test_a_return_of_nothing_says_so(review: Review, client: Client):
    review.in_review("1.1-a")
    client = english(client, review, "reviewer")
    typed = {"version": 1, "note": "โปรดแก้ไข", "answer_on": "31/12/2599"}
    answer = client.post(act_of(review, "return"), typed)
    assert answer.status_code == 422
    assert "Mark at least one item" in answer.content.decode()
    assert "โปรดแก้ไข" in answer.content.decode()


def test_somebody_was_faster_what_changed_and_what_was_typed(review: Review, client: Client):
    review.put(State.ASSESSED, assessed_by=review.reviewer)
    page = review.submission.version
    opened = (timezone.now() - timedelta(minutes=1)).isoformat()
    review.do(Action.RECHECK, "head", at=timezone.now(), note="ขอดูข้อ 2")
    review.do(Action.ASSESS, "second_reviewer", at=timezone.now())

    client = english(client, review, "head")
    typed = {"version": page, "opened": opened, "note": "เห็นชอบตามเสนอ"}
    answer = client.post(act_of(review, "confirm"), typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Someone was faster" in text
    assert "ขอดูข้อ 2" in text
    assert "Result proposed" in text
    assert "เห็นชอบตามเสนอ" in text
    assert f'name="version" value="{review.fresh().version}"' in text
    again = client.post(act_of(review, "confirm"), {**typed, "version": review.fresh().version})
    assert again.status_code == 302
    assert review.fresh().state == State.CONFIRMED


def test_an_act_that_is_not_possible_any_more_keeps_the_words(review: Review, client: Client):
    review.put(State.ASSESSED, assessed_by=review.reviewer)
    page = review.submission.version
    review.do(Action.CONFIRM, "head")
    client = english(client, review, "head")
    answer = client.post(act_of(review, "recheck"), {"version": page, "note": "ขอดูข้อ 3"})
    assert answer.status_code == 409
    assert "not possible any more" in answer.content.decode()
    assert "ขอดูข้อ 3" in answer.content.decode()


def test_a_guard_that_says_no_keeps_the_words(review: Review, client: Client):
    review.in_review("1.1-a")
    client = english(client, review, "reviewer")
    answer = client.post(act_of(review, "assess"), {"version": 1, "note": "ครบแล้ว"})
    assert answer.status_code == 409
    assert "still wait for a verdict" in answer.content.decode()
    assert "ครบแล้ว" in answer.content.decode()


@pytest.mark.parametrize(
    ("action", "who", "status"),
    [
        ("publish", "head", 409),  # not from here
        ("assess", "head", 403),
        ("exempt", "head", 403),
        ("submit", "head", 404),
        ("finalise", "executive", 404),
        ("nonsense", "reviewer", 404),
    ],
)
def test_what_is_not_offered_is_refused(review: Review, client: Client, action, who, status):
    review.in_review("1.1-a")
    client = sign_in(client, review.people[who])
    assert client.get(act_of(review, action)).status_code == status
    assert client.post(act_of(review, action), {"version": 1, "note": "-"}).status_code == status


def test_the_head_who_proposed_is_told_why_there_is_no_button(review: Review, client: Client):
    review.in_review("1.1-a")
    review.put(State.ASSESSED, assessed_by=review.head)
    page = english(client, review, "head").get(f"/review/{review.submission.pk}/")
    assert "You proposed this result" in page.content.decode()
    assert act_of(review, "confirm") not in page.content.decode()


def test_the_executive_names_somebody_who_then_confirms(review: Review, client: Client):
    review.put(State.ASSESSED, assessed_by=review.head)
    client = sign_in(client, review.executive)
    typed = {
        "person": review.far_head.pk,
        "role": Role.HEAD,
        "order_number": "คส.7/2568",
        "note": "หัวหน้าเป็นผู้เสนอ",
    }
    refused = client.post(act_of(review, "appoint"), typed | {"person": review.director.pk})
    assert refused.status_code == 409
    assert "คส.7/2568" in refused.content.decode()
    assert client.post(act_of(review, "appoint"), typed).status_code == 302
    assert Appointment.objects.get().user == review.far_head

    named = sign_in(client, review.far_head)
    assert named.get("/review/?show=all").status_code == 200
    version = {"version": review.fresh().version}
    assert named.post(act_of(review, "confirm"), version).status_code == 302
    assert review.fresh().confirmed_by == review.far_head


def test_a_request_for_more_time_is_granted_to_the_rounds_own_hour(review: Review, client: Client):
    asked = Extension.objects.create(
        submission=review.submission,
        requested_until=review.round.due_at + timedelta(days=7),
        reason="น้ำท่วม",
        requested_at=NOON,
        requested_by=review.director,
    )
    url = f"/review/{review.submission.pk}/do/extension/{asked.pk}/"
    client = english(client, review, "head")
    assert "น้ำท่วม" in client.get(url).content.decode()
    bare = client.post(url, {"decision": "grant", "until": "10/3/2568"})
    assert bare.status_code == 422
    granted = {"decision": "grant", "until": "10/3/2568", "order_number": "คส.2/2568"}
    assert client.post(url, granted).status_code == 302
    due = review.fresh().due_at.astimezone(BANGKOK)
    assert (due.date().isoformat(), due.time()) == (
        "2025-03-10",
        review.round.due_at.astimezone(BANGKOK).time(),
    )
    assert client.post(url, granted).status_code == 409, "decided already"


def test_a_refusal_needs_its_reason(review: Review, client: Client):
    asked = Extension.objects.create(
        submission=review.submission,
        requested_until=review.round.due_at + timedelta(days=7),
        reason="-",
        requested_at=NOON,
        requested_by=review.director,
    )
    url = f"/review/{review.submission.pk}/do/extension/{asked.pk}/"
    client = sign_in(client, review.head)
    assert client.post(url, {"decision": "refuse"}).status_code == 422
    assert client.post(url, {"decision": "refuse", "answer": "เลยกำหนด"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (ExtensionState.REFUSED, "เลยกำหนด")
    assert client.get(f"/review/{review.submission.pk}/do/extension/999/").status_code == 404


def test_waiving_is_offered_where_lateness_costs_something(client: Client, db):
    review = make_review(late={"deduct": "5", "count": "calendar"})
    client = sign_in(client, review.head)
    assert (
        act_of(review, "waive") in client.get(f"/review/{review.submission.pk}/").content.decode()
    )
    assert (
        client.post(act_of(review, "waive"), {"order_number": "", "note": "-"}).status_code == 422
    )
    typed = {"order_number": "คส.3/2568", "note": "น้ำท่วม"}
    assert client.post(act_of(review, "waive"), typed).status_code == 302
    assert Waiver.objects.get().order_number == "คส.3/2568"
    Submission.objects.filter(pk=review.submission.pk).update(state=State.CONFIRMED)
    assert client.post(act_of(review, "waive"), typed).status_code == 409


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(("state", "action", "who", "typed", "after"), FORWARD)
def test_act_pages_in_both_languages(
    review: Review, client: Client, state, action, who, typed, after, language
):
    review.put(state, assessed_by=review.reviewer)
    person = review.people[who]
    person.language = language
    person.save()
    page = sign_in(client, person).get(act_of(review, action)).content.decode()
    assert ("กลับไปที่โต๊ะตรวจ" in page) is (language == "th")
    assert ("Back to the desk" in page) is (language == "en")
