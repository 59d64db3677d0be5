"""The proposals for real years, beside the announcements of the cabinet."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.domain import thai_holidays
from indicators.domain.holidays import LONGEST_NAME
from indicators.domain.thai_holidays import Keeps
from indicators.domain.workdays import is_working_day
from kpi_portal.thai import buddhist_year

YEARS = range(2567, 2571)


def offices(year):
    return {p.day: p for p in thai_holidays.proposed(year) if p.of_offices}


@pytest.mark.parametrize("year", YEARS)
def test_new_year_songkran_and_the_years_end_are_in_every_year(year):
    found = offices(year)
    common = year - 543
    for month, day, word in (
        (1, 1, "ขึ้นปีใหม่"),
        (4, 13, "สงกรานต์"),
        (4, 14, "สงกรานต์"),
        (4, 15, "สงกรานต์"),
        (10, 23, "ปิยมหาราช"),
        (12, 10, "รัฐธรรมนูญ"),
        (12, 31, "สิ้นปี"),
    ):
        assert word in found[date(common, month, day)].name


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (date(2024, 2, 26), "มาฆบูชา"),
        (date(2024, 4, 8), "จุฬาโลก"),
        (date(2024, 4, 16), "สงกรานต์"),
        (date(2024, 5, 6), "ฉัตรมงคล"),
        (date(2024, 7, 22), "อาสาฬหบูชา"),
        (date(2024, 10, 14), "นวมินทรมหาราช"),
        (date(2025, 4, 16), "สงกรานต์"),
        (date(2025, 5, 12), "วิสาขบูชา"),
        (date(2026, 6, 1), "วิสาขบูชา"),
        (date(2026, 12, 7), "วันพ่อแห่งชาติ"),
        (date(2027, 2, 22), "มาฆบูชา"),
        (date(2027, 10, 25), "ปิยมหาราช"),
    ],
)
def test_a_holiday_on_a_weekend_is_given_back(day, word):
    """Substitution days as they were announced, and for 2570 as the rule gives them."""
    found = offices(buddhist_year(day.year))[day]
    assert found.substitution
    assert word in found.name


@pytest.mark.parametrize(
    "day",
    [date(2024, 4, 12), date(2024, 12, 30), date(2025, 6, 2), date(2025, 8, 11), date(2026, 1, 2)],
)
def test_special_days_of_the_cabinet_are_known(day):
    found = offices(buddhist_year(day.year))[day]
    assert "วันหยุดพิเศษ" in found.name
    assert not found.forecast


def test_days_that_only_others_keep_are_not_ticked():
    found = {p.day: p.keeps for year in YEARS for p in thai_holidays.proposed(year)}
    assert found[date(2025, 5, 1)] is Keeps.OTHERS  # วันแรงงาน
    assert found[date(2027, 5, 3)] is Keeps.OTHERS  # its substitution
    assert found[date(2025, 1, 11)] is Keeps.OTHERS  # วันเด็ก
    assert found[date(2025, 5, 9)] is Keeps.OFFICES  # วันพืชมงคล, of government offices alone


def test_days_of_banks_are_told_apart():
    """1 July 2560, the middle of the banks' year."""
    found = {p.day: p.keeps for p in thai_holidays.proposed(2560)}
    assert found[date(2017, 7, 1)] is Keeps.BANKS
    assert found[date(2017, 1, 1)] is Keeps.OFFICES


@pytest.mark.parametrize("year", YEARS)
def test_every_proposal_can_be_kept_as_it_is(year):
    found = thai_holidays.proposed(year)
    assert [p.day for p in found] == sorted({p.day for p in found})
    assert all(0 < len(p.name) <= LONGEST_NAME and ";" not in p.name for p in found)
    assert {buddhist_year(p.day.year) for p in found} == {year}
    assert all(p.day.weekday() < 5 for p in found if p.substitution)


def test_a_year_beyond_the_announcements_says_so():
    assert all(p.forecast for p in thai_holidays.proposed(2570))
    assert not any(p.forecast for p in thai_holidays.proposed(2569))


def test_the_working_days_of_a_month():
    """April 2568: 22 weekdays, less วันจักรี's substitution and three of Songkran."""
    off = frozenset(offices(2568))
    april = [date(2025, 4, day) for day in range(1, 31)]
    assert sum(is_working_day(day, off) for day in april) == 18
