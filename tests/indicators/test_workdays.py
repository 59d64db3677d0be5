"""Working days: due dates that roll forward and the days of reminders, as properties."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from indicators.domain import workdays
from kpi_portal.thai import BANGKOK

DAYS = st.dates(date(2024, 10, 1), date(2027, 9, 30))
HOLIDAYS = st.frozensets(st.dates(date(2024, 9, 1), date(2027, 11, 30)), max_size=40)
HOURS = st.sampled_from([(16, 30, 0), (23, 59, 59), (0, 0, 0), (6, 59, 59)])
OFFSETS = st.lists(st.integers(-60, 60), max_size=8)


@dataclass
class Planned:
    due_at: datetime
    reminders: list[int] = field(default_factory=list)
    reminders_on_working_days: bool = True


def at(day: date, hour: tuple[int, int, int] = (23, 59, 59)) -> datetime:
    return datetime(day.year, day.month, day.day, *hour, tzinfo=BANGKOK)


def days(planned: Planned, holidays: frozenset[date] = frozenset()) -> list[date]:
    return [reminder.day for reminder in workdays.reminder_days(planned, holidays)]


@given(DAYS, HOURS, HOLIDAYS)
def test_a_due_date_rolls_to_the_nearest_working_day_and_keeps_its_hour(day, hour, holidays):
    due = at(day, hour)
    moved = workdays.rolled_forward(due, holidays).astimezone(BANGKOK)

    assert workdays.is_working_day(moved.date(), holidays)
    assert moved.timetz() == due.timetz()
    passed = [day + timedelta(days=n) for n in range((moved.date() - day).days)]
    assert not any(workdays.is_working_day(between, holidays) for between in passed)
    assert workdays.rolled_forward(moved, holidays) == moved


def test_a_saturday_before_a_holiday_rolls_to_tuesday():
    saturday, monday = date(2025, 2, 22), date(2025, 2, 24)

    moved = workdays.rolled_forward(at(saturday, (16, 30, 0)), {monday})

    assert moved == at(date(2025, 2, 25), (16, 30, 0))


def test_the_day_is_bangkoks():
    """Half past six on Saturday morning in Bangkok is still Friday in Greenwich."""
    saturday = at(date(2025, 2, 22), (6, 30, 0)).astimezone(UTC)

    assert workdays.rolled_forward(saturday, ()) == at(date(2025, 2, 24), (6, 30, 0))


@given(DAYS, HOLIDAYS, OFFSETS)
def test_reminders_come_in_order_once_a_day_and_on_the_right_side(day, holidays, offsets):
    found = workdays.reminder_days(Planned(at(day), offsets), holidays)

    assert [r.day for r in found] == sorted({r.day for r in found})
    assert {r.offset for r in found} <= set(offsets)
    for reminder in found:
        wanted = day + timedelta(days=reminder.offset)
        assert workdays.is_working_day(reminder.day, holidays)
        assert reminder.day >= wanted if reminder.offset > 0 else reminder.day <= wanted
        assert reminder.moved_from == (None if reminder.day == wanted else wanted)


@given(DAYS, HOLIDAYS, OFFSETS)
def test_on_every_day_reminders_stay_where_they_were_asked_for(day, holidays, offsets):
    planned = Planned(at(day), offsets, reminders_on_working_days=False)

    assert days(planned, holidays) == sorted({day + timedelta(days=n) for n in offsets})


def test_of_two_on_one_day_the_nearer_is_kept():
    """Tuesday 25 February: three and two days before are Saturday and Sunday, four is Friday."""
    found = workdays.reminder_days(Planned(at(date(2025, 2, 25)), [-4, -3, -2]), frozenset())

    assert [(r.day, r.offset) for r in found] == [(date(2025, 2, 21), -2)]


def test_a_list_of_days_off_without_end_does_not_hang():
    class Always:
        def __contains__(self, _day: object) -> bool:
            return True

    assert workdays.working_day_from(date(2025, 1, 1), Always()) == date(2025, 3, 2)
