"""Thai and Arabic digits, and exact numbers read from typed text."""

import re
from decimal import Decimal

_ARABIC = "0123456789"
_THAI = "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI = str.maketrans(_ARABIC, _THAI)
_TO_ARABIC = str.maketrans(_THAI, _ARABIC)

# Commas must stand at thousands, so that "12,34" (a decimal comma, or a slip) is never misread.
_NUMBER = re.compile(r"([+-]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?)(\.[0-9]+)?", re.ASCII)
_LONGEST_NUMBER = 60


class UnreadableNumberError(ValueError):
    """The text is not one number written out in digits."""


def to_thai_digits(text: object) -> str:
    """The text with 0–9 written ๐–๙; anything else stays as it is."""
    return str(text).translate(_TO_THAI)


def to_arabic_digits(text: object) -> str:
    """The text with ๐–๙ written 0–9; anything else stays as it is."""
    return str(text).translate(_TO_ARABIC)


def parse_number(text: str) -> Decimal:
    """The exact number a person typed: Thai or Arabic digits, thousands commas, a sign, a point.

    Raises `UnreadableNumberError` for anything else: words, exponents, NaN, misplaced commas.
    """
    plain = to_arabic_digits(text).strip().replace("\N{MINUS SIGN}", "-")
    match = _NUMBER.fullmatch(plain) if len(plain) <= _LONGEST_NUMBER else None
    if match is None or not (match[2] or match[3]):
        raise UnreadableNumberError("not a number written in digits")
    return Decimal(plain.replace(",", ""))
