"""Dates written out, read back, and placed in fiscal years."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.thai import (
    BANGKOK,
    UnreadableDateError,
    buddhist_year,
    english_date,
    english_datetime,
    english_time,
    fiscal_year_of,
    fiscal_year_span,
    from_buddhist_year,
    local_date,
    parse_thai_date,
    thai_date,
    thai_datetime,
    thai_time,
)

DAY = date(2025, 2, 25)
MOMENT = datetime(2025, 2, 25, 9, 20, tzinfo=UTC)
BEFORE_MIDNIGHT_UTC = datetime(2025, 2, 24, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("style", "thai", "english"),
    [
        ("long", "25 กุมภาพันธ์ 2568", "25 February 2025"),
        ("short", "25 ก.พ. 2568", "25 Feb 2025"),
        ("weekday", "อ. 25 ก.พ. 2568", "Tue 25 Feb 2025"),
    ],
)
def test_dates_are_written_in_each_style(style: Any, thai: str, english: str) -> None:
    assert thai_date(DAY, style) == thai
    assert english_date(DAY, style) == english


def test_documents_write_thai_digits() -> None:
    assert thai_date(DAY, digits="thai") == "๒๕ กุมภาพันธ์ ๒๕๖๘"
    assert thai_time(MOMENT, digits="thai", separator=".") == "๑๖.๒๐ น."


def test_moments_are_written_on_bangkoks_clock() -> None:
    assert thai_datetime(MOMENT) == "25 ก.พ. 2568 16:20 น."
    assert thai_datetime(MOMENT, "weekday", "thai") == "อ. ๒๕ ก.พ. ๒๕๖๘ ๑๖:๒๐ น."
    assert english_datetime(MOMENT) == "25 Feb 2025, 16:20"
    assert english_time(MOMENT) == "16:20"
    assert thai_date(BEFORE_MIDNIGHT_UTC, "short") == "25 ก.พ. 2568"
    assert local_date(BEFORE_MIDNIGHT_UTC) == DAY


@pytest.mark.parametrize("write", [thai_date, thai_time, thai_datetime, english_date, local_date])
def test_a_moment_without_time_zone_is_refused(write: Any) -> None:
    with pytest.raises(ValueError, match="time zone"):
        write(MOMENT.replace(tzinfo=None))


def test_slips_in_templates_are_named() -> None:
    style: Any = "medium"
    digits: Any = "roman"
    with pytest.raises(ValueError, match="medium"):
        thai_date(DAY, style)
    with pytest.raises(ValueError, match="roman"):
        thai_date(DAY, digits=digits)


def test_years_of_both_eras() -> None:
    assert buddhist_year(2025) == 2568
    assert from_buddhist_year(2568) == 2025


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2024, 9, 30), 2567),
        (date(2024, 10, 1), 2568),
        (date(2025, 9, 30), 2568),
        (datetime(2024, 9, 30, 17, 0, tzinfo=UTC), 2568),
        (datetime(2024, 9, 30, 16, 59, tzinfo=UTC), 2567),
    ],
)
def test_the_fiscal_year_starts_on_the_first_of_october(day: date, year: int) -> None:
    assert fiscal_year_of(day) == year


def test_the_fiscal_year_spans_to_the_end_of_september() -> None:
    assert fiscal_year_span(2568) == (date(2024, 10, 1), date(2025, 9, 30))


@given(st.dates(date(1900, 1, 1), date(2300, 1, 1)))
def test_every_day_lies_in_its_own_fiscal_year(day: date) -> None:
    first, last = fiscal_year_span(fiscal_year_of(day))
    assert first <= day <= last
    assert fiscal_year_of(last + timedelta(days=1)) == fiscal_year_of(day) + 1


@pytest.mark.parametrize(
    "text",
    [
        *("๒๕ ก.พ. ๖๘", "25/2/2568", "25 กุมภาพันธ์ 2568", "2025-02-25", "25 Feb 2025"),
        *("25/2/68", "25-02-2568", "25.2.2568", "25/2/2025", "2568-02-25", "๒๕/๒/๒๕๖๘"),
        *(
            "25กพ68",
            "25 ก.พ.68",
            "25 ก. พ. 2568",
            "25 กพ. 2568",
            "25กุมภาพันธ์พ.ศ.2568",
            "25 ก.พ. 2025",
            "25 Feb. 2568",
        ),
        *("อ. 25 ก.พ. 2568", "อังคาร 25 ก.พ. 68", "อ. 25/2/2568", "tue 25 feb 2025"),
        *("วันอังคารที่ ๒๕ กุมภาพันธ์ พ.ศ. ๒๕๖๘", "วันที่ 25 เดือนกุมภาพันธ์ พ.ศ. 2568"),
        *("Tuesday, 25 February 2025", "25 กุมภาพันธ์ ค.ศ. 2025", "  25 \u200b ก.พ.\n2568 "),
    ],
)
def test_the_ways_people_write_a_date(text: str) -> None:
    assert parse_thai_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u200b ", "empty"),
        ("พรุ่งนี้", "unreadable"),
        ("25 ก.ฬ. 2568", "unreadable"),
        ("ก.พ. 2568", "unreadable"),
        ("25 ก.พ.", "unreadable"),
        ("25/2", "unreadable"),
        ("25/2-2568", "unreadable"),
        ("25 ก.พ. 2568 16:20 น.", "unreadable"),
        ("2 25 ก.พ. 2568", "unreadable"),
        ("1" * 5000, "unreadable"),
        ("30 ก.พ. 2568", "no_such_day"),
        ("29/2/2568", "no_such_day"),
        ("0/2/2568", "no_such_day"),
        ("2/25/2568", "no_such_day"),
        ("25/2/25", "year_unclear"),
        ("25 Feb 25", "year_unclear"),
        ("25 ก.พ. ค.ศ. 25", "year_unclear"),
        ("25 ก.พ. พ.ศ. 2025", "year_unclear"),
        ("25 ก.พ. ค.ศ. 2568", "year_unclear"),
        ("25/2/0568", "year_unclear"),
        ("จ. 25 ก.พ. 2568", "weekday_differs"),
    ],
)
def test_what_cannot_be_a_date_says_why(text: str, reason: str) -> None:
    with pytest.raises(UnreadableDateError) as caught:
        parse_thai_date(text)
    assert caught.value.reason == reason


@given(
    st.dates(date(1900, 1, 1), date(2300, 1, 1)),
    st.sampled_from(["long", "short", "weekday"]),
    st.sampled_from(["arabic", "thai"]),
)
def test_what_is_written_is_read_back(day: date, style: Any, digits: Any) -> None:
    assert parse_thai_date(thai_date(day, style, digits)) == day
    assert parse_thai_date(english_date(day, style)) == day
    assert parse_thai_date(day.isoformat()) == day


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableDateError):
        assert isinstance(parse_thai_date(text), date)


def test_bangkok_keeps_one_offset() -> None:
    assert MOMENT.astimezone(BANGKOK).utcoffset() == timedelta(hours=7)
