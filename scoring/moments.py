"""Dates and moments of the rules, all in Asia/Bangkok.

A *moment* in a definition or a case is either a date (the whole day) or an exact date-time.
Thailand has kept UTC+7 without daylight saving since 1920, so a fixed offset is exact and needs no
time-zone database.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
END_OF_DAY = time(23, 59, 59, 999999)
BUDDHIST_YEAR_FROM = 2400

Moment = date | datetime

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)


def parse_moment(text: str) -> Moment | None:
    """The date or date-time that an ISO text names, None when it names none.

    A date-time without offset is Bangkok time.
    """
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        if _DATE_TIME.fullmatch(text):
            moment = datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
            in_bangkok(moment if moment.tzinfo else moment.replace(tzinfo=BANGKOK))
            return moment if moment.tzinfo else moment.replace(tzinfo=BANGKOK)
    except (ValueError, OverflowError):
        return None  # the form is right, the calendar knows no such day or hour
    return None


def in_bangkok(moment: datetime) -> datetime:
    """The same instant on Bangkok's clock; a naive moment is taken as Bangkok time."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=BANGKOK)
    return moment.astimezone(BANGKOK)


def last_instant(moment: Moment) -> datetime:
    """What a due moment means: an exact date-time itself, a date the end of that day in Bangkok."""
    if isinstance(moment, datetime):
        return in_bangkok(moment)
    return datetime.combine(moment, END_OF_DAY, BANGKOK)


def first_instant(moment: Moment) -> datetime:
    """What an opening moment means: an exact date-time itself, a date the start of that day."""
    if isinstance(moment, datetime):
        return in_bangkok(moment)
    return datetime.combine(moment, time.min, BANGKOK)


def extended(due: Moment, extension: Moment) -> datetime:
    """The due moment after an extension: an extension date takes the round's cut-off hour."""
    if isinstance(extension, datetime):
        return in_bangkok(extension)
    cut_off = last_instant(due).time()
    return datetime.combine(extension, cut_off, BANGKOK)


def moment_text(moment: Moment) -> str:
    """ISO text that `parse_moment` reads back to the same value."""
    return moment.isoformat()
