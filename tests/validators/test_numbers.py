"""Numbers given as evidence: exact, within their range, in Thai or Arabic digits."""

from decimal import Decimal

import pytest

from submissions.validators.numbers import PERCENT, NumberPolicy, check_number
from submissions.validators.refusals import NumberRefused


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("85", "85"),
        ("๘๕.๕๐", "85.50"),
        (" 1,250.50\n", "1250.50"),
        ("85 %", "85"),
        ("1\u200b2", "12"),
        ("0.10000000", "0.1"),
        ("-4", "-4"),
    ],
)
def test_numbers_are_taken_exactly(raw: str, number: str) -> None:
    assert check_number(raw) == Decimal(number)


@pytest.mark.parametrize(
    ("raw", "policy", "code"),
    [
        ("", PERCENT, "number_empty"),
        ("%", PERCENT, "number_empty"),
        ("แปดสิบ", PERCENT, "number_unreadable"),
        ("1e3", PERCENT, "number_unreadable"),
        ("NaN", PERCENT, "number_unreadable"),
        ("80-85", PERCENT, "number_unreadable"),
        ("-0.01", PERCENT, "number_too_small"),
        ("100.01", PERCENT, "number_too_large"),
        ("1.23456", PERCENT, "number_too_precise"),
        ("1.5", NumberPolicy(places=0), "number_too_precise"),
        ("9" * 50, NumberPolicy(), "number_too_large"),
    ],
)
def test_others_are_refused(raw: str, policy: NumberPolicy, code: str) -> None:
    with pytest.raises(NumberRefused) as caught:
        check_number(raw, policy)
    assert caught.value.code == code


def test_bounds_themselves_are_accepted_and_named() -> None:
    assert check_number("0", PERCENT) == 0
    assert check_number("100", PERCENT) == 100
    with pytest.raises(NumberRefused, match="1,000"):
        check_number("1001", NumberPolicy(maximum=Decimal(1000)))
