"""Buddhist-era years, fiscal years and Bangkok's calendar day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")

_ERA_OFFSET = 543
_FISCAL_YEAR_FIRST_MONTH = 10


def buddhist_year(year: int) -> int:
    """The Buddhist-era year (พ.ศ.) of a Common-era year: 2025 → 2568."""
    return year + _ERA_OFFSET


def from_buddhist_year(year: int) -> int:
    """The Common-era year (ค.ศ.) of a Buddhist-era year: 2568 → 2025."""
    return year - _ERA_OFFSET


def local_moment(moment: datetime) -> datetime:
    """The moment on Bangkok's clock.

    Raises ValueError for a naive datetime: it would silently shift a deadline by seven hours.
    """
    if moment.tzinfo is None:
        raise ValueError("a datetime without time zone has no place in Bangkok's day")
    return moment.astimezone(BANGKOK)


def local_date(day: date) -> date:
    """The calendar day in Bangkok of a date (unchanged) or of an aware datetime."""
    return local_moment(day).date() if isinstance(day, datetime) else day


def fiscal_year_of(day: date) -> int:
    """The fiscal year (พ.ศ.) that contains the day: 1 October 2024 lies in 2568."""
    here = local_date(day)
    starts_next = here.month >= _FISCAL_YEAR_FIRST_MONTH
    return buddhist_year(here.year + 1 if starts_next else here.year)


def fiscal_year_span(fiscal_year: int) -> tuple[date, date]:
    """First and last day of a fiscal year (พ.ศ.): 2568 → 1 Oct 2024, 30 Sep 2025."""
    year = from_buddhist_year(fiscal_year)
    return date(year - 1, _FISCAL_YEAR_FIRST_MONTH, 1), date(year, 9, 30)
