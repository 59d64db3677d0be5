"""Reminding by hand: who is waited for, who is told, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit.models import Entry
from kpi_portal.errors import InvalidInput, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions.domain import remind_many
from submissions.enums import State
from tests import factories
from tests.review.world import LATER, Review, person

pytestmark = pytest.mark.django_db


def open_round(review: Review) -> None:
    review.round.due_at = timezone.now() + timedelta(days=2)
    review.round.closes_at = timezone.now() + timedelta(days=9)
    review.round.save()


def neighbours(review: Review, count: int, state: State = State.DRAFT) -> list:
    made = []
    for number in range(count):
        unit = factories.UnitFactory(name=f"ส่วนที่ {number}", parent=review.bureau)
        person(f"director{number}", Role.DIRECTOR, unit)
        made.append(factories.SubmissionFactory(round=review.round, unit=unit, state=state))
    return made


def told(kind: str) -> set[str]:
    rows = Notification.objects.filter(kind=kind).select_related("recipient")
    return {row.recipient.username for row in rows}


def test_only_the_chosen_units_are_told_and_the_trail_names_them(review: Review) -> None:
    [other] = neighbours(review, 1)

    found = remind_many.remind(
        review.round, actor=review.head, at=LATER, chosen={other.pk}, note="โปรดเร่งส่ง"
    )

    assert [one.submission.pk for one in found] == [other.pk]
    assert told("round.reminder") == {"director0"}
    row = Notification.objects.get()
    assert (row.facts["note"], row.about) == ("โปรดเร่งส่ง", f"round:{review.round.pk}")
    body = Entry.objects.get(action="round.remind").detail.body
    assert (body["facts"]["units"], body["note"]) == ([other.unit_name], "โปรดเร่งส่ง")


def test_a_return_that_waits_for_its_answer_has_its_own_words_and_day(review: Review) -> None:
    answer_by = LATER + timedelta(days=3)
    review.put(State.RETURNED, answer_by=answer_by)

    [one] = remind_many.waiting(review.round, review.head, at=LATER)
    assert (one.answers, one.due) == (True, answer_by)

    remind_many.remind(review.round, actor=review.head, at=LATER)
    assert told("submission.answer_reminder") == {"drafter", "director"}
    assert not Notification.objects.filter(kind="round.reminder").exists()


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        (State.SUBMITTED, {}),
        (State.EXEMPTED, {}),
        (State.RETURNED, {"answer_by": LATER - timedelta(minutes=1)}),
    ],
)
def test_nobody_else_is_waited_for(review: Review, state: State, fields: dict) -> None:
    review.put(state, **fields)

    assert remind_many.waiting(review.round, review.head, at=LATER) == []


def test_who_has_handed_in_meanwhile_is_left_out(review: Review) -> None:
    chosen = {review.submission.pk}
    review.put(State.SUBMITTED)

    assert remind_many.remind(review.round, actor=review.head, at=LATER, chosen=chosen) == []
    assert not Notification.objects.exists()


def test_when_they_were_last_told_is_shown(review: Review) -> None:
    remind_many.remind(review.round, actor=review.head, at=LATER)

    [one] = remind_many.waiting(review.round, review.head, at=LATER + timedelta(hours=1))

    assert one.told_at == LATER


@pytest.mark.parametrize("who", ["drafter", "director", "executive", "auditor", "far_head"])
def test_who_may_not(review: Review, who: str) -> None:
    with pytest.raises(NotAllowed):
        remind_many.remind(review.round, actor=review.people[who], at=LATER)


def test_too_many_words(review: Review) -> None:
    with pytest.raises(InvalidInput):
        remind_many.remind(review.round, actor=review.head, at=LATER, note="ก" * 1_001)


def test_the_page_proposes_all_and_keeps_what_was_typed(client, review: Review) -> None:
    open_round(review)
    [other] = neighbours(review, 1)
    User.objects.filter(username="director0").update(email="")
    client.force_login(review.head)
    url = reverse("submissions:round_remind", args=[review.round.pk])

    page = client.get(url).content.decode()
    assert page.count(" checked") == 2
    assert "ไม่มีอีเมล" in page

    answer = client.post(url, {"note": "พิมพ์ไว้แล้ว"})
    assert answer.status_code == 422
    assert "พิมพ์ไว้แล้ว" in answer.content.decode()

    answer = client.post(url, {"note": "ก" * 1_001, "report": [other.pk]})
    assert answer.status_code == 422
    assert answer.content.decode().count(" checked") == 1, "the ticks are kept"


def test_many_units_cost_no_more_queries(client, review: Review) -> None:
    open_round(review)
    client.force_login(review.head)
    url = reverse("submissions:round_remind", args=[review.round.pk])

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    few = cost()
    neighbours(review, 20)
    assert cost() == few <= 15

    with CaptureQueriesContext(connection) as caught:
        remind_many.remind(review.round, actor=review.head, at=timezone.now())
    assert len(caught) < 40, "one statement for all rows, not one for each unit"
    assert Notification.objects.count() == 22
