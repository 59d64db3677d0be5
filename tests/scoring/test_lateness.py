"""Rule 7: the counted moment, days late, deduction, waiver, extension, nothing submitted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from scoring.case import Case
from scoring.choices import Basis
from scoring.deduction import NoDueDate
from scoring.engine import score
from scoring.lateness import Attempt, counted_moment, working_days
from scoring.result import Result
from tests.scoring.builders import bangkok, case, indicator

TEN_A_DAY = {"deduct": "10"}


def late_result(submitted_at: datetime | None, late: Any = None, **settings: Any) -> Result:
    """A case worth 80 of 100, due 25 February 2025 (a Tuesday) unless told otherwise."""
    round_settings = {key: settings.pop(key) for key in ("due",) if key in settings}
    case_settings: dict[str, Any] = settings
    if "extension" in case_settings:
        case_settings["due"] = case_settings.pop("extension")
    definition = indicator(late=TEN_A_DAY | (late or {}), **round_settings)
    return score(definition, case("1.1-a 2.1-a", submitted_at=submitted_at, **case_settings))


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        ("2025-02-20T08:00:00", 0),
        ("2025-02-25T23:59:58", 0),
        ("2025-02-25T23:59:59.999999", 0),
        ("2025-02-26T00:00:00", 1),
        ("2025-02-26T23:59:59", 1),
        ("2025-02-27T00:00:00", 2),
        ("2025-03-04T12:00:00", 7),
    ],
)
def test_a_due_date_means_the_end_of_that_day(submitted: str, days: int) -> None:
    result = late_result(bangkok(submitted))
    assert (result.days_late, result.deduction, result.final) == (days, 10 * days, 80 - 10 * days)


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        ("2025-02-25T16:29:59", 0),
        ("2025-02-25T16:30:00", 0),
        ("2025-02-25T16:30:01", 1),
        ("2025-02-25T23:59:59", 1),
        ("2025-02-26T10:00:00", 1),
        ("2025-02-27T10:00:00", 2),
    ],
)
def test_a_due_date_time_is_exact_and_lateness_is_at_least_a_day(submitted: str, days: int) -> None:
    result = late_result(bangkok(submitted), due="2025-02-25T16:30:00")
    assert result.days_late == days


def test_days_are_counted_on_bangkoks_calendar() -> None:
    """17:00 UTC is midnight in Bangkok."""
    assert late_result(datetime(2025, 2, 25, 16, 59, 59, tzinfo=UTC)).days_late == 0
    assert late_result(datetime(2025, 2, 25, 17, 0, 0, tzinfo=UTC)).days_late == 1
    assert late_result(datetime(2025, 2, 26, 17, 0, 0, tzinfo=UTC)).days_late == 2


@pytest.mark.parametrize(
    ("submitted", "holidays", "days"),
    [
        ("2025-02-26T09:00:00", [], 1),  # Wednesday
        ("2025-02-28T09:00:00", [], 3),  # Friday
        ("2025-03-01T09:00:00", [], 3),  # Saturday adds nothing
        ("2025-03-02T09:00:00", [], 3),  # Sunday adds nothing
        ("2025-03-03T09:00:00", [], 4),  # Monday
        ("2025-03-03T09:00:00", [date(2025, 2, 26)], 3),
        ("2025-03-03T09:00:00", [date(2025, 3, 1)], 4),  # a holiday on a Saturday
        ("2025-03-03T09:00:00", [date(2025, 2, 25), date(2025, 3, 4)], 4),  # outside the span
        ("2025-02-26T09:00:00", [date(2025, 2, 26)], 1),  # at least 1
    ],
)
def test_working_days(submitted: str, holidays: list[date], days: int) -> None:
    result = late_result(bangkok(submitted), {"count": "working"}, holidays=frozenset(holidays))
    assert result.days_late == days


def test_holidays_change_nothing_in_calendar_days() -> None:
    result = late_result(bangkok("2025-02-28T09:00:00"), holidays=frozenset({date(2025, 2, 27)}))
    assert result.days_late == 3


def test_working_days_over_a_weekend_after_a_friday() -> None:
    saturday = late_result(bangkok("2025-03-01T09:00:00"), {"count": "working"}, due="2025-02-28")
    assert saturday.days_late == 1


def test_working_days_of_a_long_span_agree_with_counting_them() -> None:
    start, end = date(2025, 1, 3), date(2026, 7, 8)
    counted = sum(
        date.fromordinal(day).weekday() < 5
        for day in range(start.toordinal() + 1, end.toordinal() + 1)
    )
    assert working_days(start, end) == counted
    assert working_days(end, start) == 0


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        ("2025-02-26T09:00:00", 0),
        ("2025-02-27T09:00:00", 0),
        ("2025-02-28T09:00:00", 1),
        ("2025-03-01T09:00:00", 2),
    ],
)
def test_grace_days_come_off_and_never_below_zero(submitted: str, days: int) -> None:
    result = late_result(bangkok(submitted), {"grace_days": 2})
    assert (result.days_late, result.deduction) == (days, 10 * days)


@pytest.mark.parametrize(
    ("submitted", "deduction"),
    [("2025-02-27T09:00:00", 20), ("2025-02-28T09:00:00", 25), ("2025-03-30T09:00:00", 25)],
)
def test_the_deduction_is_at_most_the_cap(submitted: str, deduction: int) -> None:
    result = late_result(bangkok(submitted), {"cap": 25})
    assert (result.deduction, result.final) == (deduction, 80 - deduction)


def test_the_deduction_is_at_most_the_raw_score() -> None:
    result = late_result(bangkok("2025-03-20T09:00:00"))
    assert (result.raw, result.deduction, result.final) == (80, 80, 0)
    assert [step.facts["reason"] for step in result.trace if step.code == "cap"] == ["raw"]


def test_a_half_cent_is_kept_until_the_output() -> None:
    result = late_result(bangkok("2025-02-26T09:00:00"), {"deduct": "0.005"})
    assert result.final == Fraction("79.995")


def test_without_a_late_rule_nothing_is_late() -> None:
    result = score(indicator(), case("1.1-a", submitted_at=bangkok("2025-12-31T00:00:00")))
    assert (result.days_late, result.deduction, result.final) == (None, 0, 50)


def test_a_waiver_removes_the_deduction_and_says_so() -> None:
    result = late_result(bangkok("2025-02-27T09:00:00"), waiver=True, waiver_order="สบอ 12/2568")
    assert (result.days_late, result.deduction, result.final) == (2, 0, 80)
    waivers = [step for step in result.trace if step.code == "waiver"]
    assert [step.facts["order"] for step in waivers] == ["สบอ 12/2568"]
    assert [step for step in result.trace if step.code == "late"] == []


def test_a_waiver_has_nothing_to_say_on_time() -> None:
    result = late_result(bangkok("2025-02-20T09:00:00"), waiver=True)
    assert [step for step in result.trace if step.code == "waiver"] == []


@pytest.mark.parametrize(
    ("due", "extension", "submitted", "days"),
    [
        ("2025-02-25", date(2025, 3, 5), "2025-03-05T23:59:59", 0),
        ("2025-02-25", date(2025, 3, 5), "2025-03-06T00:00:00", 1),
        ("2025-02-25T16:30:00", date(2025, 3, 5), "2025-03-05T16:30:00", 0),
        ("2025-02-25T16:30:00", date(2025, 3, 5), "2025-03-05T16:30:01", 1),
        ("2025-02-25", datetime(2025, 3, 5, 5, 0, tzinfo=UTC), "2025-03-05T12:00:00", 0),
        ("2025-02-25", datetime(2025, 3, 5, 5, 0, tzinfo=UTC), "2025-03-05T12:00:01", 1),
    ],
)
def test_an_extension_replaces_the_due_moment(
    due: str, extension: Any, submitted: str, days: int
) -> None:
    result = late_result(bangkok(submitted), due=due, extension=extension)
    assert result.days_late == days


def test_nothing_submitted_is_a_zero_that_keeps_what_was_earned() -> None:
    tiers = [{"name": "ต้น", "level": 1}]
    result = score(indicator(late=TEN_A_DAY, tiers=tiers), case("1.1-a", submitted_at=None))
    assert (result.final, result.raw, result.deduction) == (0, 50, 0)
    assert (result.tier, result.days_late, result.level, result.weighted) == (None, None, 1, 0)
    assert "not_submitted" in [step.code for step in result.trace]


def test_a_late_rule_needs_a_due_date_from_somewhere() -> None:
    entry = indicator(late=TEN_A_DAY).rounds[0]
    undated = replace(entry, due=None)
    submitted = bangkok("2025-02-27T09:00:00")
    with pytest.raises(NoDueDate):
        score(undated, Case("r", submitted))
    assert score(undated, Case("r", submitted, due=date(2025, 2, 26))).days_late == 1


# the counted moment

FIRST, SECOND, THIRD = (bangkok(f"2025-02-{day}T10:00:00") for day in (20, 24, 27))
ALL = frozenset({"a", "b"})
SOME = frozenset({"a"})


def attempt(at: datetime, supplied: frozenset[str], **settings: Any) -> Attempt:
    return Attempt(at, settings.pop("required", ALL), supplied, **settings)


@pytest.mark.parametrize(
    ("attempts", "first", "last"),
    [
        ([], None, None),
        ([attempt(FIRST, ALL)], FIRST, FIRST),
        ([attempt(FIRST, ALL), attempt(SECOND, ALL)], FIRST, SECOND),
        ([attempt(SECOND, ALL), attempt(FIRST, ALL)], FIRST, SECOND),
        ([attempt(FIRST, SOME), attempt(SECOND, ALL), attempt(THIRD, ALL)], SECOND, THIRD),
        ([attempt(FIRST, SOME), attempt(SECOND, SOME)], SECOND, SECOND),
        ([attempt(FIRST, ALL, withdrawn=True), attempt(SECOND, ALL)], SECOND, SECOND),
        ([attempt(FIRST, ALL, withdrawn=True)], None, None),
        ([attempt(FIRST, ALL), attempt(SECOND, SOME, withdrawn=True)], FIRST, FIRST),
    ],
    ids=[
        "nothing",
        "one",
        "the first complete one",
        "in order of time",
        "an incomplete one does not count",
        "none complete: the last",
        "withdrawn never counts",
        "only withdrawn",
        "withdrawn later",
    ],
)
def test_the_counted_moment(attempts: list[Attempt], first: Any, last: Any) -> None:
    assert counted_moment(attempts, Basis.FIRST) == first
    assert counted_moment(attempts, Basis.LAST) == last


def test_a_required_item_first_supplied_later_moves_the_moment() -> None:
    """Claiming level 1 in time and level 2 with new evidence later is late for level 2."""
    claims_more = [attempt(FIRST, SOME, required=SOME), attempt(THIRD, ALL)]
    assert counted_moment(claims_more) == THIRD


def test_correcting_a_returned_item_does_not_move_the_moment() -> None:
    assert counted_moment([attempt(FIRST, ALL), attempt(THIRD, ALL)]) == FIRST


def test_an_item_that_is_not_required_does_not_move_the_moment() -> None:
    assert counted_moment([attempt(FIRST, ALL), attempt(THIRD, ALL | {"extra"})]) == FIRST
