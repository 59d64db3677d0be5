"""Planning a round in the browser, rolling forward, and the list of what changed its dates."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest

from indicators.domain.holidays import declare_holiday
from indicators.domain.loading import load_definition
from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.notifications.models import Notification
from kpi_portal.thai import BANGKOK
from submissions.domain import decisions, round_time
from submissions.models import Submission
from tests import factories
from tests.review.world import NOON, make_review

pytestmark = pytest.mark.django_db
TYPED = {
    "opens_on": "1 ต.ค. 2567",
    "due": "22 ก.พ. 2568",
    "cut_off": "16:30",
    "closes": "31 มี.ค. 2568",
    "appeal_days": "15",
    "answer_days": "7",
    "reminders": ["-7", "1"],
    "reminders_other": "−๑๐",
    "reminders_on_working_days": "on",
}


@pytest.fixture
def planned(bureau, people, definition, at):
    load_definition(definition, owner=bureau, actor=people[Role.CONFIGURER], at=at)
    return Round.objects.get()


def post(client, round_, **changes):
    return client.post(f"/rounds/{round_.pk}/plan/", TYPED | changes)


def test_a_plan_is_kept_as_typed(client, planned, people):
    client.force_login(people[Role.CONFIGURER])

    assert post(client, planned).status_code == 302

    planned.refresh_from_db()
    assert planned.due_at == datetime(2025, 2, 22, 16, 30, tzinfo=BANGKOK)
    assert planned.reminders == [-10, -7, 1]
    assert (planned.appeal_days, planned.endorse_required) == (15, False)
    page = client.get(f"/rounds/{planned.pk}/plan/").content.decode()
    assert "ตรงกับวันหยุดสุดสัปดาห์" in page
    assert 'value="22 ก.พ. 2568"' in page


def test_with_the_switch_on_the_due_date_moves_past_weekend_and_holiday(
    client, planned, bureau, people, at
):
    by = people[Role.CONFIGURER]
    declare_holiday(bureau, actor=by, at=at, day=date(2025, 2, 24), name="วันหยุดของสำนัก")
    client.force_login(by)

    shown = post(client, planned, roll_forward="on", act="show")
    assert "เลื่อนจาก ส. 22 ก.พ. 2568" in _plain(shown)
    planned.refresh_from_db()
    assert planned.rolled_from is None

    post(client, planned, roll_forward="on", closes="22 ก.พ. 2568")
    planned.refresh_from_db()
    assert planned.due_at == datetime(2025, 2, 25, 16, 30, tzinfo=BANGKOK)
    assert planned.closes_at == planned.due_at
    assert planned.rolled_from == date(2025, 2, 22)
    assert "เลื่อนจาก ส. 22 ก.พ. 2568" in _plain(client.get(f"/rounds/{planned.pk}/plan/"))

    post(client, planned)
    planned.refresh_from_db()
    assert planned.rolled_from is None


def _plain(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


@pytest.mark.parametrize(
    "changes",
    [
        {"closes": "1 ก.พ. 2568"},
        {"opens_on": "1 มี.ค. 2568"},
        {"cut_off": "other"},
        {"reminders_other": "สิบวัน"},
        {"reminders_other": "999"},
        {"due": "วันเสาร์"},
    ],
)
def test_a_refused_plan_keeps_what_was_typed(client, planned, people, changes):
    client.force_login(people[Role.CONFIGURER])

    response = post(client, planned, period_end="28 ก.พ. 2568", **changes)

    assert response.status_code == 422
    assert 'value="28 ก.พ. 2568"' in response.content.decode()
    planned.refresh_from_db()
    assert planned.period_end is None


def test_only_configurers_plan_and_only_before_opening(client, planned, people):
    client.force_login(people[Role.HEAD])
    page = client.get(f"/rounds/{planned.pk}/plan/").content.decode()
    assert 'name="cut_off"' not in page
    assert post(client, planned).status_code == 403
    client.force_login(people[Role.DIRECTOR])
    assert post(client, planned).status_code == 404
    Round.objects.update(state=RoundState.OPEN)
    client.force_login(people[Role.CONFIGURER])
    assert post(client, planned).status_code == 409


def _asked(review):
    return decisions.request_extension(
        review.submission,
        actor=review.director,
        at=NOON,
        until=review.round.due_at + timedelta(days=7),
        reason="น้ำท่วม",
    )


@pytest.mark.parametrize("grant", [True, False])
def test_requests_and_decisions_are_told(grant):
    review = make_review()
    asked = _asked(review)
    told = Notification.objects.filter(kind="submission.request_extension")
    assert {row.recipient for row in told} == {review.head, review.inside_head}
    assert told.first().url == f"/review/{review.submission.pk}/do/extension/{asked.pk}/"

    decisions.decide_extension(
        asked, actor=review.head, at=NOON, grant=grant, order_number="9/2568", answer="ตามเหตุผล"
    )

    kind = f"submission.extension_{'granted' if grant else 'refused'}"
    people = {row.recipient for row in Notification.objects.filter(kind=kind)}
    assert people == {review.director, review.drafter}


def test_what_was_given_afterwards_is_marked():
    review = make_review()
    late = review.round.due_at + timedelta(days=1)
    order = {"order_number": "3/2568", "reason": "น้ำท่วม"}
    decisions.decide_extension(
        _asked(review), actor=review.head, at=NOON, grant=True, order_number="9/2568"
    )
    neighbour = factories.SubmissionFactory(round=review.round, unit=review.other)
    decisions.waive_late(neighbour, actor=review.head, at=late, **order)

    found = round_time.lines(review.round, Submission.objects.all())

    assert [(line.kind.value, line.afterwards) for line in found] == [
        ("waiver", True),
        ("extension", False),
    ]
    assert found[1].before == review.round.due_at


@pytest.mark.parametrize("reports", [1, 30])
def test_the_list_costs_the_same_for_many(client, reports, django_assert_max_num_queries):
    review = make_review()
    _asked(review)
    for _number in range(reports - 1):
        unit = factories.UnitFactory(parent=review.bureau)
        report = factories.SubmissionFactory(round=review.round, unit=unit)
        decisions.waive_late(report, actor=review.head, at=NOON, order_number="1", reason="เหตุผล")
    client.force_login(review.head)
    for page in ("time", "plan"):
        with django_assert_max_num_queries(15):
            assert client.get(f"/rounds/{review.round.pk}/{page}/").status_code == 200
