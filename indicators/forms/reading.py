"""Numbers, days and hours as people type them into a small box."""

from __future__ import annotations

import re
from datetime import date, time

from django.utils.translation import gettext as _

from kpi_portal.thai import UnreadableDateError, parse_thai_date, to_arabic_digits
from scoring.numbers import parse_number, plain_number

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_CLOSE_COMMA = re.compile(r",(?=\S)")
MOST_IN_A_LIST = 60


class Unreadable(ValueError):
    """What was typed cannot be read; the message says how to write it."""


def a_number(text: str) -> int | str:
    """The number in the form of a definition file: an integer, or a decimal as text."""
    plain = to_arabic_digits(text).replace(",", "").strip()
    number = parse_number(plain.replace("−", "-"))
    if number is None:
        raise Unreadable(_("Give a number, such as 85 or 85.5."))
    return plain_number(number)


def numbers(text: str) -> list[int | str]:
    """Several numbers with spaces between them, also after commas.

    A comma without a space might part thousands or numbers; nothing is guessed.
    """
    if _CLOSE_COMMA.search(text):
        raise Unreadable(_("Put a space between the numbers, such as 300, 450."))
    parts = [part for part in re.split(r"[,;\s]+", text) if part]
    return [a_number(part) for part in parts[:MOST_IN_A_LIST]]


def a_day(text: str) -> date:
    """A day as people write it: 25 ก.พ. 2568, 25/2/2568, 2025-02-25."""
    try:
        return parse_thai_date(text)
    except UnreadableDateError:
        raise Unreadable(_("Type a date, such as 25/2/2568 or 25 Feb 2025.")) from None


def days(text: str) -> list[date]:
    """Several days with commas between them."""
    return [a_day(part.strip()) for part in text.split(",")[:MOST_IN_A_LIST] if part.strip()]


def a_time(text: str) -> time:
    """An hour of the day: 16:20 or 16.20, with or without น."""
    match = _CLOCK.fullmatch(to_arabic_digits(text).removesuffix("น.").strip())
    if match is None:
        raise Unreadable(_("Give the hour, such as 16:20."))
    return time(int(match[1]), int(match[2]))
