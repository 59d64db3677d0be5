"""The year calendar: whose dates it shows, in which words, and the file for calendar programs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import RoundState
from indicators.models import Holiday, Indicator, Round
from kpi_portal.thai import BANGKOK, fiscal_year_span
from submissions.domain import calendar_entries, year_calendar
from submissions.domain.calendar_entries import DateKind
from submissions.enums import State
from submissions.models import Submission
from tests import factories
from tests.holidays.test_icalendar import read as read_file
from tests.review.world import make_review

PAGE, FILE = "/rounds/calendar/", "/rounds/calendar.ics"
AT = datetime(2025, 2, 20, 5, 0, tzinfo=UTC)
FOLLOWERS = ("reviewer", "head", "executive", "configurer", "auditor")


@pytest.fixture
def review(db):
    review = make_review()
    Round.objects.update(
        reminders=[-9, 1], period_end=date(2025, 1, 31), appeal_days=15, opens_on=date(2024, 10, 1)
    )
    review.round.refresh_from_db()
    factories.AssignmentFactory(round=review.round, unit=review.section)
    return review


def kinds(user, year=2568, **more):
    found = year_calendar.read(user, year, at=AT, **more)
    return [(entry.day, entry.kind) for entry in found.entries]


WHOLE = [
    (date(2024, 10, 1), DateKind.OPENS),
    (date(2025, 1, 31), DateKind.PERIOD_END),
    (date(2025, 2, 14), DateKind.REMINDER),  # asked for on Sunday the 16th
    (date(2025, 2, 25), DateKind.DUE),
    (date(2025, 2, 26), DateKind.REMINDER),
    (date(2025, 3, 31), DateKind.CLOSES),
]


# whose


@pytest.mark.parametrize("who", [*FOLLOWERS, "director", "drafter"])
def test_those_who_follow_or_report_the_round_see_its_dates(review, who):
    assert kinds(review.people[who]) == WHOLE
    assert kinds(review.people[who], 2567) == kinds(review.people[who], 2570) == []


@pytest.mark.parametrize("who", ["neighbour", "far_reviewer", "far_head", "stranger"])
def test_nobody_else_does(review, who):
    assert kinds(review.people[who]) == []


def test_entries_lead_to_the_round_or_to_the_own_report(review):
    def addresses(who):
        return {entry.url for entry in year_calendar.read(review.people[who], 2568, at=AT).entries}

    assert addresses("head") == {f"/rounds/{review.round.pk}/"}
    assert addresses("director") == {f"/submissions/{review.submission.pk}/"}
    Submission.objects.all().delete()
    Round.objects.update(state=RoundState.PLANNED)
    assert addresses("director") == {f"/indicators/{review.round.indicator_id}/"}


def test_a_unit_sees_its_own_extension_and_not_its_neighbours(review):
    longer = datetime(2025, 3, 7, 16, 30, tzinfo=BANGKOK)
    review.put(State.DRAFT, due_at=longer)
    other = factories.SubmissionFactory(
        round=review.round, unit=review.other, due_at=longer, unit_name="ส่วนอื่น"
    )
    factories.AssignmentFactory(round=review.round, unit=review.other)

    def own(who):
        found = year_calendar.read(review.people[who], 2568, at=AT).entries
        return [entry for entry in found if entry.kind is DateKind.OWN_DUE]

    (mine,) = own("director")
    assert (mine.day, mine.moment, mine.units) == (
        date(2025, 3, 7),
        longer,
        (review.submission.unit_name,),
    )
    (both,) = own("head")
    assert set(both.units) == {review.submission.unit_name, other.unit_name}


def test_readmission_and_the_end_of_reconsideration_are_days_too(review):
    review.put(State.PUBLISHED, published_at=datetime(2025, 4, 1, 20, 0, tzinfo=UTC))
    later = datetime(2025, 5, 2, 16, 30, tzinfo=BANGKOK)
    factories.SubmissionFactory(round=review.round, unit=review.other, closes_at=later)
    found = kinds(review.head)
    # 20:00 in Greenwich is the second of April in Bangkok; fifteen days more
    assert (date(2025, 4, 17), DateKind.APPEAL_END) in found
    assert (date(2025, 5, 2), DateKind.OWN_CLOSES) in found


def test_a_round_that_ends_after_its_year_is_in_both(review):
    Round.objects.update(closes_at=datetime(2025, 10, 15, 9, 0, tzinfo=UTC))
    assert kinds(review.head, 2569) == [(date(2025, 10, 15), DateKind.CLOSES)]
    assert (date(2025, 10, 15), DateKind.CLOSES) not in kinds(review.head)


def test_closed_rounds_remind_nobody_and_retired_ones_are_gone(review):
    Round.objects.update(state=RoundState.CLOSED)
    assert DateKind.REMINDER not in {kind for _day, kind in kinds(review.head)}
    Indicator.objects.update(retired_at=AT)
    assert kinds(review.head) == []


def test_one_indicator_alone(review):
    other = factories.RoundFactory(indicator__owner=review.bureau)
    assert len(kinds(review.head)) > len(WHOLE)
    assert kinds(review.head, indicator=review.round.indicator_id) == WHOLE
    found = year_calendar.read(review.head, 2568, at=AT, indicator=other.indicator_id)
    assert {entry.round for entry in found.entries} == {other}
    assert len(found.indicators) == 2


# the page and the file


def words(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_says_everything_in_words(client, review):
    Round.objects.update(rolled_from=date(2025, 2, 22))
    Holiday.objects.create(owner=review.bureau, day=date(2025, 2, 12), name="วันมาฆบูชา")
    client.force_login(review.head)
    page = words(client.get(PAGE, {"year": 2568}))
    assert "พ. 12 ก.พ. 2568 วันมาฆบูชา" in page
    assert "เลื่อนจาก ส. 22 ก.พ. 2568" in page
    assert "กุมภาพันธ์ 2568" in page
    assert "สบอ-7 รอบ 5 เดือน" in page
    html = client.get(PAGE, {"year": 2568}).content.decode()
    for day in ("2025-02-25", "2024-10-01"):
        assert html.count(f'id="day-{day}"') == 1
        assert f'href="#day-{day}"' in html


def test_in_english_too(client, review):
    client.force_login(review.head)
    client.cookies["django_language"] = "en"
    client.post("/language/", {"language": "en", "next": "/"})
    page = words(client.get(PAGE, {"year": 2568}))
    assert "Tue 25 Feb 2025" in page
    assert "February 2025" in page


def test_without_dates_it_says_why(client, review):
    client.force_login(review.head)
    page = words(client.get(PAGE, {"year": 2560}))
    assert "ยังไม่มีกำหนดการในปีงบประมาณ 2560" in page
    assert words(client.get(PAGE, {"year": "x", "indicator": "y"}))


def test_the_file_holds_the_dates_of_the_page(client, review):
    Holiday.objects.create(owner=review.bureau, day=date(2025, 2, 12), name="วันมาฆบูชา")
    client.force_login(review.head)
    response = client.get(FILE, {"year": 2568})
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="kpi-2568.ics"'
    events = read_file(response.content.decode())
    assert len(events) == len(WHOLE) + 1
    uids = [event["UID"] for event in events]
    assert len(set(uids)) == len(uids)
    due = next(
        event for event in events if event["UID"].startswith(f"round-{review.round.pk}-due@")
    )
    assert due["DTSTART"] == "20250225T165959Z"
    assert due["SUMMARY"] == "สบอ-7 รอบ 5 เดือน: กำหนดส่ง"
    assert due["URL"].endswith(f"/rounds/{review.round.pk}/")
    again = read_file(client.get(FILE, {"year": 2568}).content.decode())
    assert [event["UID"] for event in again] == uids


@pytest.mark.parametrize("rounds", [1, 25])
@pytest.mark.parametrize("who", ["head", "director"])
def test_the_calendar_costs_the_same_for_many(
    client, review, rounds, who, django_assert_max_num_queries
):
    for _number in range(rounds - 1):
        extra = factories.RoundFactory(indicator__owner=review.bureau, reminders=[-3])
        factories.AssignmentFactory(round=extra, unit=review.section)
        factories.SubmissionFactory(round=extra, unit=review.section, due_at=AT)
    client.force_login(review.people[who])
    client.get(PAGE)
    with django_assert_max_num_queries(15):
        client.get(PAGE, {"year": 2568})


# months


@given(st.integers(2550, 2600))
def test_the_months_hold_every_day_of_the_year_once(year):
    months = calendar_entries.months(year, [], {})
    first, last = fiscal_year_span(year)
    shown = [day.day for m in months for week in m.weeks for day in week if day.shown]
    assert shown == [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert all(week[0].day.weekday() == 0 and len(week) == 7 for m in months for week in m.weeks)


def test_weekends_and_holidays_are_days_off():
    (october, *_rest) = calendar_entries.months(2568, [], {date(2024, 10, 23): "วันปิยมหาราช"})
    off = [day.day.day for week in october.weeks for day in week if day.off]
    assert off == [5, 6, 12, 13, 19, 20, 23, 26, 27]
    assert [day.off_name for day in october.busy] == ["วันปิยมหาราช"]
