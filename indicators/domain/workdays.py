"""Working days, and what follows from them: due dates that roll forward, days of reminders.

Pure: the days off are given, nothing is read. A working day is Monday to Friday and no holiday.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from kpi_portal.thai import BANGKOK, local_date

SATURDAY = 5
_DAY = timedelta(days=1)
# No run of days off is longer; a list of holidays without end would otherwise hang the portal.
MOST_DAYS_OFF = 60


class Reminded(Protocol):
    """What the schedule of reminders is made from; a round is one."""

    @property
    def due_at(self) -> datetime: ...
    @property
    def reminders(self) -> Sequence[int]: ...
    @property
    def reminders_on_working_days(self) -> bool: ...


@dataclass(frozen=True, slots=True, order=True)
class Reminder:
    """One day on which those who have not reported are reminded.

    `offset` is the number of days before (negative) or after the due day that was asked for;
    `moved_from` is the day off it would have fallen upon, None where it stayed.
    """

    day: date
    offset: int
    moved_from: date | None = None


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """Whether the office works on that day."""
    return day.weekday() < SATURDAY and day not in holidays


def working_day_from(day: date, holidays: Container[date], *, step: timedelta = _DAY) -> date:
    """The day itself if the office works then, else the nearest working day in that direction.

    After sixty days off in a row the last of them is given back: then the list is at fault.
    """
    for _count in range(MOST_DAYS_OFF):
        if is_working_day(day, holidays):
            break
        day += step
    return day


def rolled_forward(due: datetime, holidays: Container[date]) -> datetime:
    """The due moment on the next working day at the same hour; unchanged on a working day."""
    here = due.astimezone(BANGKOK)
    day = working_day_from(here.date(), holidays)
    return due if day == here.date() else datetime.combine(day, here.timetz())


def reminder_days(round: Reminded, holidays: Container[date]) -> tuple[Reminder, ...]:
    """The concrete days on which the round's reminders fall, in order, each day once.

    On working days only, a reminder before the due day moves to the working day before, so that it
    never comes too late, and one after it to the working day that follows. Where two fall upon one
    day the one nearest to the due day is kept.
    """
    due = local_date(round.due_at)
    kept: dict[date, Reminder] = {}
    for offset in sorted(set(round.reminders), key=abs, reverse=True):
        wanted = due + offset * _DAY
        day = wanted
        if round.reminders_on_working_days:
            day = working_day_from(wanted, holidays, step=_DAY if offset > 0 else -_DAY)
        kept[day] = Reminder(day, offset, wanted if day != wanted else None)
    return tuple(sorted(kept.values()))
