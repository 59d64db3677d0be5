"""Moments of the demo's past, on Bangkok's clock and at office hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kpi_portal.thai import BANGKOK, local_date

FOUNDED = date(2022, 10, 1)
DUE_IN = timedelta(days=5)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of that day in Bangkok."""
    return datetime.combine(day, time(hour, minute), BANGKOK)


def founding() -> datetime:
    """When the demo's units and people were entered."""
    return at(FOUNDED)


def due_day(now: datetime) -> date:
    """The due date of the round in progress: five days from the day the demo is made."""
    return local_date(now) + DUE_IN


def back(now: datetime, days: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment some days before `now`, never after it."""
    return min(at(local_date(now) - timedelta(days=days), hour, minute), now)
