"""Digits in both scripts, and numbers read exactly or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.thai import (
    UnreadableNumberError,
    parse_number,
    to_arabic_digits,
    to_thai_digits,
)


def test_digits_change_script_and_nothing_else() -> None:
    assert to_thai_digits("ที่ กษ 0301/2568 ว 19") == "ที่ กษ ๐๓๐๑/๒๕๖๘ ว ๑๙"
    assert to_arabic_digits("ระดับ ๓ (75 คะแนน)") == "ระดับ 3 (75 คะแนน)"
    assert to_thai_digits(2568) == "๒๕๖๘"


@given(st.text(st.sampled_from("0123456789กข. ")))
def test_digits_go_there_and_back(text: str) -> None:
    assert to_arabic_digits(to_thai_digits(text)) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("๑๒.๕๐", "12.50"),
        ("1,234,567.89", "1234567.89"),
        ("๑,๒๓๔", "1234"),
        (" -3.5 ", "-3.5"),
        ("\N{MINUS SIGN}3", "-3"),
        ("+7", "7"),
        (".5", "0.5"),
        ("007", "7"),
        ("0.1", "0.1"),
    ],
)
def test_numbers_are_read_exactly(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", ".", "5.", "1e5", "NaN", "Infinity", "12,34", "1,2345", "1 2", "1.2.3"),
        *("๕ ชิ้น", "0x1f", "１２", "٣", "1_000", "9" * 61),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UnreadableNumberError):
        parse_number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, max_value=10**12, min_value=0))
def test_written_out_numbers_come_back(number: Decimal) -> None:
    assert parse_number(to_thai_digits(f"{number:,}")) == number
