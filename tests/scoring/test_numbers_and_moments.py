"""Numbers are exact and rounded once; moments are Bangkok's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from scoring.moments import BANGKOK, extended, in_bangkok, last_instant, parse_moment
from scoring.numbers import exact_text, parse_number, two_places


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(0), "0.00"),
        (Fraction(288419, 700), "412.03"),  # 412.0271…
        (Fraction("453.125"), "453.13"),
        (Fraction("0.005"), "0.01"),
        (Fraction("0.004999"), "0.00"),
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction("99.995"), "100.00"),
        (Fraction("-0.30"), "-0.30"),
        (Fraction("-0.005"), "-0.01"),
        (Fraction("-0.001"), "0.00"),
        (7, "7.00"),
    ],
)
def test_two_places_round_half_up(value: Fraction, shown: str) -> None:
    assert two_places(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(85, "85"), (Fraction("49.5"), "49.5"), (Fraction("-0.000001"), "-0.000001"), (100, "100")],
)
def test_exact_text_is_the_shortest_decimal(value: Fraction, shown: str) -> None:
    assert exact_text(value) == shown
    assert parse_number(shown) == value


def test_exact_text_of_what_no_decimal_can_say() -> None:
    assert exact_text(Fraction(-1, 3)) == "-1/3"


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "1\n", "+1", "1.", ".5", "1,0", "1e3", "0x1", "๑", "１", "1_0", "--1"]
)
def test_other_ways_of_writing_a_number_are_refused(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize("value", [None, True, 1.5, [], 10**15, -(10**15), "1" * 16])
def test_other_values_are_no_numbers(value: object) -> None:
    assert parse_number(value) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-02-25", date(2025, 2, 25)),
        ("2025-02-25T16:30", datetime(2025, 2, 25, 16, 30, tzinfo=BANGKOK)),
        ("2025-02-25 16:30:01", datetime(2025, 2, 25, 16, 30, 1, tzinfo=BANGKOK)),
        ("2025-02-25T09:30:00Z", datetime(2025, 2, 25, 16, 30, tzinfo=BANGKOK)),
        ("2025-02-25t09:30:00.5+00:00", datetime(2025, 2, 25, 16, 30, 0, 500000, tzinfo=BANGKOK)),
        ("2025-02-25T09:30:00-0100", datetime(2025, 2, 25, 17, 30, tzinfo=BANGKOK)),
    ],
)
def test_moments_that_are_read(text: str, moment: object) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "20250225",
        "2025-2-5",
        "2025-W09-2",
        "2025-02-30",
        "2025-02-25T25:00",
        "2025-02-25T",
        "2025-02-25T16:30+7",
        "2025-02-25T16:30:00+25:00",
        "๒๐๒๕-๐๒-๒๕",
        "25/02/2568",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2025-02-25\n",
        "",
    ],
)
def test_moments_that_are_refused(text: str) -> None:
    assert parse_moment(text) is None


def test_a_naive_moment_is_bangkok_time() -> None:
    naive = datetime(2025, 2, 25, 16, 30)  # noqa: DTZ001  (this is what is tested)
    assert in_bangkok(naive) == datetime(2025, 2, 25, 9, 30, tzinfo=UTC)


def test_an_extension_date_takes_the_rounds_cut_off() -> None:
    due = datetime(2025, 2, 25, 9, 30, tzinfo=UTC)
    assert extended(due, date(2025, 3, 1)) == datetime(2025, 3, 1, 16, 30, tzinfo=BANGKOK)
    assert extended(date(2025, 2, 25), date(2025, 3, 1)) == last_instant(date(2025, 3, 1))
