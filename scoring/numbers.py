"""Exact numbers: reading them, rounding them once, writing them.

Numbers are written `-?[0-9]{1,15}(\\.[0-9]{1,6})?`: short enough that no document can make the
engine compute with absurd magnitudes, and Arabic digits only. Inside, everything is a
`fractions.Fraction`; a float never appears.
"""

from __future__ import annotations

import re
from fractions import Fraction

NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_DIGITS_LIMIT = 10**15


def parse_number(value: object) -> Fraction | None:
    """The exact number that an integer or a text in the accepted form stands for, else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Fraction(value) if -_DIGITS_LIMIT < value < _DIGITS_LIMIT else None
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return Fraction(value)
    return None


def two_places(value: Fraction | int) -> str:
    """Two decimals, half up (453.125 shows 453.13); the sign does not change the rounding."""
    hundredths, rest = divmod(abs(Fraction(value)) * 100, 1)
    if rest * 2 >= 1:
        hundredths += 1
    sign = "-" if value < 0 and hundredths else ""
    whole, cents = divmod(int(hundredths), 100)
    return f"{sign}{whole}.{cents:02d}"


def rounded(value: Fraction) -> Fraction:
    """The number to two places, half up, for the few rules that round before they compute."""
    return Fraction(two_places(value))


def exact_text(value: Fraction | int) -> str:
    """The number in full: its shortest decimal where one exists (85, 49.5), else 1/3."""
    value = Fraction(value)
    scaled = value * 10**6
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    whole, millionths = divmod(abs(scaled.numerator), 10**6)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{millionths:06d}".rstrip("0").rstrip(".")


def plain_number(value: Fraction) -> int | str:
    """The number as a definition file writes it: an integer, or a decimal as text."""
    return value.numerator if value.denominator == 1 else exact_text(value)
