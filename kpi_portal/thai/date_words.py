"""Dates and times written out in Thai (พ.ศ.) and in English (CE)."""

from datetime import date, datetime
from typing import Literal

from kpi_portal.thai.calendar import buddhist_year, local_date, local_moment
from kpi_portal.thai.names import (
    ENGLISH_MONTHS,
    ENGLISH_MONTHS_SHORT,
    ENGLISH_WEEKDAYS_SHORT,
    THAI_MONTHS,
    THAI_MONTHS_SHORT,
    THAI_WEEKDAYS_SHORT,
)
from kpi_portal.thai.numerals import to_thai_digits

DateStyle = Literal["long", "short", "weekday"]
Digits = Literal["arabic", "thai"]

_STYLES = ("long", "short", "weekday")


def thai_date(day: date, style: DateStyle = "long", digits: Digits = "arabic") -> str:
    """The day in Thai: long "25 กุมภาพันธ์ 2568", short "25 ก.พ. 2568", weekday "อ. 25 ก.พ. 2568".

    An aware datetime is taken on Bangkok's calendar; a naive one raises ValueError.
    """
    here = local_date(day)
    months = THAI_MONTHS if _checked(style) == "long" else THAI_MONTHS_SHORT
    words = f"{here.day} {months[here.month - 1]} {buddhist_year(here.year)}"
    if style == "weekday":
        words = f"{THAI_WEEKDAYS_SHORT[here.weekday()]} {words}"
    return _in_digits(words, digits)


def english_date(day: date, style: DateStyle = "long") -> str:
    """The day in English: "25 February 2025", "25 Feb 2025" or "Tue 25 Feb 2025"."""
    here = local_date(day)
    months = ENGLISH_MONTHS if _checked(style) == "long" else ENGLISH_MONTHS_SHORT
    words = f"{here.day} {months[here.month - 1]} {here.year}"
    return f"{ENGLISH_WEEKDAYS_SHORT[here.weekday()]} {words}" if style == "weekday" else words


def thai_time(moment: datetime, digits: Digits = "arabic", separator: str = ":") -> str:
    """Bangkok's time of an aware moment: "16:20 น."; official documents pass separator="."."""
    here = local_moment(moment)
    return _in_digits(f"{here.hour:02}{separator}{here.minute:02} น.", digits)


def english_time(moment: datetime) -> str:
    """Bangkok's time of an aware moment on the 24-hour clock: "16:20"."""
    here = local_moment(moment)
    return f"{here.hour:02}:{here.minute:02}"


def thai_datetime(
    moment: datetime,
    style: DateStyle = "short",
    digits: Digits = "arabic",
    separator: str = ":",
) -> str:
    """Bangkok's day and time of an aware moment: "25 ก.พ. 2568 16:20 น."."""
    return f"{thai_date(moment, style, digits)} {thai_time(moment, digits, separator)}"


def english_datetime(moment: datetime, style: DateStyle = "short") -> str:
    """Bangkok's day and time of an aware moment: "25 Feb 2025, 16:20"."""
    return f"{english_date(moment, style)}, {english_time(moment)}"


def _checked(style: str) -> str:
    # Styles arrive from templates too, where no type checker sees a slip.
    if style not in _STYLES:
        raise ValueError(f"unknown date style {style!r}; use one of {', '.join(_STYLES)}")
    return style


def _in_digits(words: str, digits: str) -> str:
    if digits not in ("arabic", "thai"):
        raise ValueError(f"unknown digits {digits!r}; use arabic or thai")
    return to_thai_digits(words) if digits == "thai" else words
