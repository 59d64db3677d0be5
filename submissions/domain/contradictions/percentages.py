"""Percentages that a text states: “ร้อยละ ๘๕”, “85.5 %”, “85 เปอร์เซ็นต์”, “85 per cent”."""

from __future__ import annotations

import re
from fractions import Fraction

from kpi_portal.thai import to_arabic_digits

_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_STATED = re.compile(
    rf"ร้อยละ\s*{_NUMBER}|(?<![\d.,]){_NUMBER}\s*(?:%|เปอร์เซ็นต์|per\s?cent\b)", re.IGNORECASE
)


def percentages_in(text: str) -> tuple[Fraction, ...]:
    """Every percentage of the text, each once, in its order; exact, Thai digits included."""
    found = (m.group(1) or m.group(2) for m in _STATED.finditer(to_arabic_digits(text)))
    return tuple(dict.fromkeys(Fraction(number.replace(",", "")) for number in found))
