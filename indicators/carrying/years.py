"""Years in a text, and whether each of them is one that moves with the fiscal year.

Sources write years of the Buddhist and of the common era, in Arabic and in Thai digits. Which of
them name the fiscal year and which cite something past is judged from the words around; the person
decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kpi_portal.thai import buddhist_year, fiscal_year_of, to_arabic_digits, to_thai_digits
from kpi_portal.thai.names import (
    ENGLISH_MONTHS,
    ENGLISH_MONTHS_SHORT,
    THAI_MONTHS,
    THAI_MONTHS_SHORT,
)


class Why(StrEnum):
    """Why a year is proposed to move, or to stay."""

    FISCAL_YEAR = "fiscal_year"
    NEXT_YEAR = "next_year"
    DATE_OF_THE_YEAR = "date_of_the_year"
    CODE = "code"
    EARLIER = "earlier"
    LATER = "later"
    PERIOD = "period"
    CITATION = "citation"
    OTHER_DATE = "other_date"
    PLAIN_NUMBER = "plain_number"
    NOTE = "note"
    EXAMPLE = "example"
    BASELINE = "baseline"

    @property
    def moves(self) -> bool:
        return self in _MOVING


_MOVING = frozenset({Why.FISCAL_YEAR, Why.NEXT_YEAR, Why.DATE_OF_THE_YEAR, Why.CODE})
# A year of the common era farther away than this is rather the number of a standard.
_FAR = 15
_BEFORE, _AFTER = 60, 24

_YEAR = re.compile(
    r"(?<![0-9๐-๙])(?<![0-9๐-๙][.,])"
    r"(?:25[0-9]{2}|(?:19|20)[0-9]{2}|๒๕[๐-๙]{2}|(?:๑๙|๒๐)[๐-๙]{2})"
    r"(?![0-9๐-๙])(?![.,][0-9๐-๙])(?!-(?!25|19|20)[0-9]{3})"
)
_ERA = r"(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|B\.?E\.?)?"
_OF_THE_FISCAL_YEAR = re.compile(
    rf"(?:ปีงบประมาณ|ประจำปี|fiscal\s+year|FY)\s*(?:ของ\s*)?{_ERA}\s*$", re.IGNORECASE
)
_YEAR_WORD = re.compile(r"(?:ปี|ค\.?\s?ศ\.?|year|FY|of|in)\s*$", re.IGNORECASE)
_CITING = re.compile(
    r"(?<!สม)มติ|ครม|คณะรัฐมนตรี|พ\.?\s?ร\.?\s?บ|พระราช|ระเบียบ|ประกาศ|คำสั่ง|หนังสือ|ฉบับปรับปรุง|ฉบับที่"
    r"|ลงวันที่|กฎหมาย|กฎกระทรวง|cabinet|resolution|\bAct\b|\border\b|revis(?:ed|ion)|\bISO\b",
    re.IGNORECASE,
)
_SHORT = [r"\.?\s?".join(filter(None, name.split("."))) for name in THAI_MONTHS_SHORT]
_MONTHS: dict[str, int] = {
    name.replace(".", "").casefold(): number
    for names in (THAI_MONTHS, THAI_MONTHS_SHORT, ENGLISH_MONTHS, ENGLISH_MONTHS_SHORT)
    for number, name in enumerate(names, 1)
}
_MONTH = "|".join([*THAI_MONTHS, *_SHORT, *ENGLISH_MONTHS, *ENGLISH_MONTHS_SHORT])
_IN_WORDS = re.compile(
    rf"(?P<month>{_MONTH})\.?,?\s*(?:[0-9๐-๙]{{1,2}}\s*,\s*)?{_ERA}\s*$", re.IGNORECASE
)
_IN_FIGURES = re.compile(r"[0-9๐-๙]{1,2}\s*[/.-]\s*(?P<month>[0-9๐-๙]{1,2})\s*[/.-]\s*$")
_ISO = re.compile(r"-(?P<month>[01]?[0-9])-[0-3]?[0-9]")
_TO = re.compile(rf"\s*(?:[-–—]|ถึง|to)\s*{_ERA}\s*", re.IGNORECASE)
_FROM = re.compile(rf"\s*(?:[-–—]|ถึง|to)\s*{_ERA}\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class YearFound:
    """A year as it stands in a text; `year` is of the Buddhist era."""

    start: int
    end: int
    written: str
    year: int
    why: Why

    def moved(self, years: int) -> str:
        """The year so many years later, in its own era and digits."""
        number = str(int(to_arabic_digits(self.written)) + years)
        return to_thai_digits(number) if self.written[0] in "๐๑๒๓๔๕๖๗๘๙" else number


def find(text: str, fiscal_year: int) -> Iterator[YearFound]:
    """Every year of the text, judged for a definition of `fiscal_year`."""
    for match in _YEAR.finditer(text):
        number = int(to_arabic_digits(match[0]))
        in_common_era = number < 2400
        year = buddhist_year(number) if in_common_era else number
        if in_common_era and abs(year - fiscal_year) > _FAR:
            continue
        why = _judged(text, match, year, fiscal_year, in_common_era=in_common_era)
        yield YearFound(match.start(), match.end(), match[0], year, why)


def _judged(
    text: str, match: re.Match[str], year: int, fiscal_year: int, *, in_common_era: bool
) -> Why:
    before = text[max(0, match.start() - _BEFORE) : match.start()].rsplit("\n", 1)[-1]
    after = text[match.end() : match.end() + _AFTER]
    if _in_a_period(text, match):
        return Why.PERIOD
    if _OF_THE_FISCAL_YEAR.search(before):
        return _by_distance(year, fiscal_year)
    if _CITING.search(before):
        return Why.CITATION
    month = _month(before, after)
    if month is not None:
        return _date(year, month, fiscal_year)
    if in_common_era and not _YEAR_WORD.search(before):
        return Why.PLAIN_NUMBER
    return _by_distance(year, fiscal_year)


def _in_a_period(text: str, match: re.Match[str]) -> bool:
    """Whether another year stands at the other end of a dash: a plan's years, 2566 – 2570."""
    dash = _TO.match(text, match.end())
    if dash and _YEAR.match(text, dash.end()):
        return True
    before = text[max(0, match.start() - _AFTER) : match.start()]
    dash = _FROM.search(before)
    return bool(dash and _YEAR.search(before[: dash.start()][-4:]))


def _by_distance(year: int, fiscal_year: int) -> Why:
    if year == fiscal_year:
        return Why.FISCAL_YEAR
    if year == fiscal_year + 1:
        return Why.NEXT_YEAR
    return Why.EARLIER if year < fiscal_year else Why.LATER


def _month(before: str, after: str) -> int | None:
    """The month of the date that the year belongs to."""
    if found := _IN_WORDS.search(before):
        return _MONTHS[re.sub(r"[.\s]", "", found["month"]).casefold()]
    found = _IN_FIGURES.search(before) or _ISO.match(after)
    month = int(to_arabic_digits(found["month"])) if found else 0
    return month if 1 <= month <= 12 else None


def _date(year: int, month: int, fiscal_year: int) -> Why:
    """A date within the fiscal year moves, also one of the year after: closings lie there."""
    own = fiscal_year_of(date(year - 543, month, 1))
    return Why.DATE_OF_THE_YEAR if own in (fiscal_year, fiscal_year + 1) else Why.OTHER_DATE
