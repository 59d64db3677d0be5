"""Values of a document as a person types and reads them.

What cannot be read is kept as it was typed: the draft then has a fault at that place, and nothing
typed is lost.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, time
from typing import Any

from django.utils.translation import get_language

from kpi_portal.thai import (
    UnreadableDateError,
    UnreadableNumberError,
    english_date,
    parse_thai_date,
    thai_date,
    to_arabic_digits,
)
from kpi_portal.thai import parse_number as parse_typed_number
from scoring.moments import BANGKOK, Moment, in_bangkok, parse_moment
from scoring.numbers import NUMBER

_BREAK = re.compile(r"\r\n|\r")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_CLOCK = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})(?::([0-9]{2}))?\s*(?:น\.?)?")
_DAY_AND_CLOCK = re.compile(r"(.+?),?\s+([0-9]{1,2}[.:][0-9]{2}(?::[0-9]{2})?)\s*(?:น\.?)?")
_SEPARATOR = re.compile(r"[,;\s]+")


def shown(value: Any) -> str:
    """Any value as text in a field."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else "…"
    return json.dumps(value, ensure_ascii=False, default=str)


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same but for how their lines end."""
    return _BREAK.sub("\n", one) == _BREAK.sub("\n", other)


def same_line(one: str, other: str) -> bool:
    """Whether two texts are the same in a field of one line, which holds no line ends."""
    return "".join(one.splitlines()) == "".join(other.splitlines())


def read_text(text: str) -> str:
    """A text of several lines."""
    return _BREAK.sub("\n", text)


def read_number(text: str) -> int | str:
    """A number as the format writes it: an integer, or a decimal as text."""
    plain = text.strip()
    try:
        parse_typed_number(plain)
    except UnreadableNumberError:
        return plain
    digits = to_arabic_digits(plain).replace(",", "").replace("\N{MINUS SIGN}", "-").lstrip("+")
    if _INTEGER.fullmatch(digits):
        return int(digits)
    return digits if NUMBER.fullmatch(digits) else plain


def read_numbers(text: str) -> list[int | str]:
    """Numbers with commas between."""
    return [read_number(one) for one in _SEPARATOR.split(text.strip()) if one]


def read_words(text: str) -> list[str]:
    """Words with commas or spaces between."""
    return [one for one in _SEPARATOR.split(text.strip()) if one]


def read_lines(text: str) -> list[str]:
    """One text a line; empty lines count for nothing."""
    return [line.strip() for line in read_text(text).split("\n") if line.strip()]


def joined(value: Any) -> str:
    """A list of short values with commas between; anything else as it stands."""
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ", ".join(shown(one) for one in value)
    return shown(value)


def is_plain_lines(value: Any) -> bool:
    """Whether a list of texts can be written one a line without losing anything."""
    return isinstance(value, list) and all(
        isinstance(text, str) and text and text == " ".join(text.splitlines()).strip()
        for text in value
    )


def shown_moment(value: Any) -> tuple[str, str]:
    """Day and time of a moment as people write them; the time is empty for a whole day."""
    moment = parse_moment(value) if isinstance(value, str) else None
    if moment is None:
        return shown(value), ""
    date_words = thai_date if (get_language() or "th").startswith("th") else english_date
    if not isinstance(moment, datetime):
        return date_words(moment, "short"), ""
    here = in_bangkok(moment)
    return date_words(here.date(), "short"), shown_clock(here.time())


def shown_clock(at: time) -> str:
    """16.30, as official papers write the time; seconds only where there are any."""
    return f"{at:%H.%M}" + (f":{at:%S}" if at.second or at.microsecond else "")


def read_moment(day: str, clock: str) -> str:
    """A day, or a day with its hour, in the format's ISO form."""
    typed = f"{day.strip()} {clock.strip()}".strip()
    if match := _DAY_AND_CLOCK.fullmatch(to_arabic_digits(typed)):
        day, clock = match[1], match[2]
    else:
        day, clock = typed, ""
    try:
        date_read = parse_thai_date(day)
    except UnreadableDateError:
        return typed
    if not clock:
        return date_read.isoformat()
    at = _clock(clock)
    return typed if at is None else datetime.combine(date_read, at, BANGKOK).isoformat()


def same_moment(one: Any, other: Any) -> bool:
    """Whether two written moments mean the same instant or the same day."""
    return (known := _moment(one)) is not None and known == _moment(other)


def _moment(value: Any) -> Moment | None:
    moment = parse_moment(value) if isinstance(value, str) else None
    return in_bangkok(moment) if isinstance(moment, datetime) else moment


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        return None
