"""The dates of rounds as entries of a calendar. Pure: rounds and days off are given."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.domain import workdays
from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.thai import fiscal_year_span, local_date


class DateKind(models.TextChoices):
    """What happens on a day of a round, in the order in which one day shows them."""

    OPENS = "opens", _("Opens")
    PERIOD_END = "period_end", _("The measured period ends")
    REMINDER = "reminder", _("Reminder goes out")
    DUE = "due", _("Due")
    OWN_DUE = "own_due", _("Due, with an extension")
    CLOSES = "closes", _("Closes")
    OWN_CLOSES = "own_closes", _("Closes, after readmission")
    APPEAL_END = "appeal_end", _("Last day for reconsideration")


_ORDER = {kind: number for number, kind in enumerate(DateKind)}
# On the first days of a year nothing is planned that goes out in this state.
_REMINDED = (RoundState.PLANNED, RoundState.OPEN)


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of a round. `moment` where it falls at an hour; `moved_from` is the day off that it
    left; `units` those that have it for themselves; `uid` stays the same for the same date."""

    day: date
    kind: DateKind
    round: Round
    url: str
    uid: str
    moment: datetime | None = None
    moved_from: date | None = None
    offset: int | None = None
    units: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.round.indicator.code} {self.round.name}"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month's sheet; `shown` is False for those of its neighbours."""

    day: date
    shown: bool
    off: bool
    off_name: str
    entries: tuple[Entry, ...]

    @property
    def kinds(self) -> list[DateKind]:
        """The kinds of its entries, each once, in their order."""
        return sorted({entry.kind for entry in self.entries}, key=_ORDER.__getitem__)


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its weeks from Monday, and its days with something in them."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    busy: tuple[Day, ...]
    entries: int = field(default=0)


def of_round(round_: Round, url: str, days_off: Mapping[date, str]) -> Iterator[Entry]:
    """The dates of the round itself, and the days of its reminders while it is planned or open."""
    uid = f"round-{round_.pk}"

    def at(kind: DateKind, day: date | None, moment: datetime | None = None) -> Iterator[Entry]:
        if day is not None:
            moved = round_.rolled_from if kind is DateKind.DUE else None
            yield Entry(day, kind, round_, url, f"{uid}-{kind}", moment, moved)

    yield from at(DateKind.OPENS, round_.opens_on)
    yield from at(DateKind.PERIOD_END, round_.period_end)
    yield from at(DateKind.DUE, local_date(round_.due_at), round_.due_at)
    yield from at(DateKind.CLOSES, local_date(round_.closes_at), round_.closes_at)
    if round_.state not in _REMINDED:
        return
    for reminder in workdays.reminder_days(round_, days_off):
        yield Entry(
            reminder.day,
            DateKind.REMINDER,
            round_,
            url,
            f"{uid}-reminder{reminder.offset:+d}",
            moved_from=reminder.moved_from,
            offset=reminder.offset,
        )


def in_year(entries: Iterable[Entry], fiscal_year: int) -> list[Entry]:
    """Those of a fiscal year, by day; on one day by kind and indicator."""
    first, last = fiscal_year_span(fiscal_year)
    kept = [entry for entry in entries if first <= entry.day <= last]
    return sorted(kept, key=lambda e: (e.day, _ORDER[e.kind], e.title, e.uid))


def months(fiscal_year: int, entries: Sequence[Entry], days_off: Mapping[date, str]) -> list[Month]:
    """The twelve months from October."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, []).append(entry)
    first, last = fiscal_year_span(fiscal_year)
    starts = [(first.year, month) for month in range(first.month, 13)]
    starts += [(last.year, month) for month in range(1, last.month + 1)]
    return [_month(year, month, by_day, days_off) for year, month in starts]


def _month(
    year: int, month: int, by_day: Mapping[date, list[Entry]], days_off: Mapping[date, str]
) -> Month:
    def sheet(day: date) -> Day:
        shown = day.month == month
        return Day(
            day,
            shown,
            off=shown and not workdays.is_working_day(day, days_off),
            off_name=days_off.get(day, "") if shown else "",
            entries=tuple(by_day.get(day, ())) if shown else (),
        )

    weeks = tuple(
        tuple(sheet(day) for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, month)
    )
    busy = tuple(day for week in weeks for day in week if day.entries or day.off_name)
    return Month(date(year, month, 1), weeks, busy, sum(len(day.entries) for day in busy))
