"""Reading the dates people type or paste, in Thai and English, พ.ศ. and ค.ศ."""

import re
from datetime import date
from typing import Literal, NoReturn

from kpi_portal.thai.calendar import buddhist_year, from_buddhist_year
from kpi_portal.thai.names import (
    ENGLISH_MONTHS,
    ENGLISH_MONTHS_SHORT,
    ENGLISH_WEEKDAYS,
    ENGLISH_WEEKDAYS_SHORT,
    THAI_MONTHS,
    THAI_MONTHS_SHORT,
    THAI_WEEKDAYS,
    THAI_WEEKDAYS_SHORT,
)
from kpi_portal.thai.numerals import to_arabic_digits
from kpi_portal.thai.text import normalise_text

Reason = Literal["empty", "unreadable", "no_such_day", "year_unclear", "weekday_differs"]

_LONGEST_DATE = 80


class UnreadableDateError(ValueError):
    """The text is no date; `reason` says which way, so a form can word the remedy."""

    def __init__(self, reason: Reason, text: str) -> None:
        self.reason = reason
        super().__init__(f"{reason.replace('_', ' ')}: {text[:_LONGEST_DATE]!r}")


def _key(word: str) -> str:
    return word.replace(".", "").replace(" ", "").casefold()


def _numbered(*lists: tuple[str, ...], first: int = 0) -> dict[str, int]:
    return {_key(name): number for names in lists for number, name in enumerate(names, first)}


_THAI_MONTH = _numbered(THAI_MONTHS, THAI_MONTHS_SHORT, first=1)
# "Sept" is common beside the three-letter form.
_ENGLISH_MONTH = _numbered(ENGLISH_MONTHS, ENGLISH_MONTHS_SHORT, first=1) | {"sept": 9}
_WEEKDAY = _numbered(
    THAI_WEEKDAYS, THAI_WEEKDAYS_SHORT, ENGLISH_WEEKDAYS, ENGLISH_WEEKDAYS_SHORT
) | {"พฤหัส": 3}

_WEEKDAY_FIRST = re.compile(
    rf"(?:วัน)?(?P<weekday>{'|'.join(sorted(_WEEKDAY, key=len, reverse=True))})\.?,?(?:\s+|\s*ที่\s*)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"^(?:วัน)?ที่\s*")
# Abbreviations are written with and without their dots, and with spaces after them.
_SHORT = [r"\.?\s?".join(filter(None, name.split("."))) for name in THAI_MONTHS_SHORT]
_WORDED = re.compile(
    r"(?P<day>[0-9]{1,2})\s*(?:เดือน\s*)?"
    rf"(?P<month>[A-Za-z]+|{'|'.join((*THAI_MONTHS, *_SHORT))})\.?,?\s*"
    r"(?P<era>พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)?\s*(?P<year>[0-9]{4}|[0-9]{2})"
)
_NUMERIC = re.compile(
    r"(?P<day>[0-9]{1,2})\s*([/.-])\s*(?P<month>[0-9]{1,2})\s*\2\s*(?P<year>[0-9]{4}|[0-9]{2})"
)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")


def parse_thai_date(text: str) -> date:
    """The day a person wrote: "๒๕ ก.พ. ๖๘", "25/2/2568", "2025-02-25", "อ. 25 ก.พ. 2568".

    Day comes before month. Years from 2400 are พ.ศ., from 1800 to 2399 ค.ศ.; two digits are พ.ศ.
    beside a Thai month, in figures only from 50 to 99 (2550–2599), else they are unclear.
    Raises `UnreadableDateError`, also when a weekday is written that is not the day's.
    """
    plain = to_arabic_digits(normalise_text(text, multiline=False))
    if not plain:
        raise UnreadableDateError("empty", text)
    if len(plain) > _LONGEST_DATE:
        raise UnreadableDateError("unreadable", text)
    weekday = _WEEKDAY_FIRST.match(plain)
    day = _day_written(plain[weekday.end() :] if weekday else plain, text)
    if weekday and day.weekday() != _WEEKDAY[_key(weekday["weekday"])]:
        raise UnreadableDateError("weekday_differs", text)
    return day


def _day_written(plain: str, text: str) -> date:
    plain = _DAY_FIRST.sub("", plain, count=1)
    if match := _ISO.fullmatch(plain) or _NUMERIC.fullmatch(plain):
        return _day(match, int(match["month"]), _year_in_figures(match["year"], text), text)
    if match := _WORDED.fullmatch(plain):
        return _worded_day(match, text)
    raise UnreadableDateError("unreadable", text)


def _worded_day(match: re.Match[str], text: str) -> date:
    month = _key(match["month"])
    in_thai = month in _THAI_MONTH
    number = _THAI_MONTH.get(month) or _ENGLISH_MONTH.get(month)
    if number is None:
        raise UnreadableDateError("unreadable", text)
    year = _worded_year(match["year"], match["era"] or "", in_thai, text)
    return _day(match, number, year, text)


def _worded_year(year: str, era: str, in_thai: bool, text: str) -> int:
    if len(year) == 2:
        if era.startswith("ค") or not (in_thai or era):
            _unclear(text)
        return from_buddhist_year(2500 + int(year))
    common = _full_year(year, text)
    written_as_buddhist = int(year) == buddhist_year(common)
    if era and written_as_buddhist != era.startswith("พ"):
        _unclear(text)
    return common


def _year_in_figures(year: str, text: str) -> int:
    if len(year) == 4:
        return _full_year(year, text)
    # "25/2/25" may mean 2025 or 2525; only years around the present พ.ศ. are beyond doubt.
    if int(year) < 50:
        _unclear(text)
    return from_buddhist_year(2500 + int(year))


def _full_year(year: str, text: str) -> int:
    number = int(year)
    if not 1800 <= number <= 2999:
        _unclear(text)
    return from_buddhist_year(number) if number >= 2400 else number


def _day(match: re.Match[str], month: int, year: int, text: str) -> date:
    try:
        return date(year, month, int(match["day"]))
    except ValueError:
        raise UnreadableDateError("no_such_day", text) from None


def _unclear(text: str) -> NoReturn:
    raise UnreadableDateError("year_unclear", text)
