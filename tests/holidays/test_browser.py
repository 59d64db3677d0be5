"""Days off and the year calendar in real Chromium: kept, shown before they move anything, undone;
every page is sound at both widths in both languages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from indicators.enums import RoundState
from indicators.models import Holiday, Round
from kpi_portal.thai import BANGKOK, buddhist_year, local_date, thai_date
from tests.e2e.conftest import enter, world

pytestmark = pytest.mark.browser
__all__ = ["enter", "world"]
PAGE = "/indicators/holidays/"


def planned_on_a_working_day(world) -> tuple[Round, date]:
    """A round of the world that is not open yet and rolls forward from its due day."""
    day = local_date(world.now) + timedelta(days=40)
    while day.weekday() != 2:
        day += timedelta(days=1)
    due = datetime.combine(day, time(16, 30), BANGKOK)
    round_ = Round.objects.create(
        indicator=world.report.round.indicator,
        key="m12",
        name="รอบ 12 เดือน",
        state=RoundState.PLANNED,
        due_at=due,
        closes_at=due + timedelta(days=30),
        roll_forward=True,
        reminders=[-14, -3, 1],
    )
    return round_, day


def test_days_off_are_taken_over_entered_and_removed(enter, world):
    round_, day = planned_on_a_working_day(world)
    keeper, year = enter("configurer"), buddhist_year(day.year)
    page = keeper.look(f"{PAGE}?year={year}")
    page.click("main form:has(#id_proposal) button")
    page.wait_for_url(f"**{PAGE}?unit=*")
    assert Holiday.objects.filter(day=date(day.year, 12, 31)).exists()

    page = keeper.look(f"{PAGE}?year={year}")
    page.fill("#id_rows", f"{thai_date(day, 'short')} วันสถาปนาสำนัก")
    page.click("main form:has(#id_rows) button")
    expect(page.locator("main")).to_contain_text(round_.indicator.code)
    page.click("main button[value=keep]")
    page.wait_for_url(f"**{PAGE}?unit=*")
    round_.refresh_from_db()
    assert round_.rolled_from == day

    keeper.look(f"{PAGE}{Holiday.objects.get(day=day).pk}/")
    page = keeper.open(f"{PAGE}?year={year}")
    page.click(f"form[action='{PAGE}{Holiday.objects.get(day=day).pk}/remove/'] button")
    page.click("main button[value=keep]")
    expect(page.locator("main .note-done")).to_contain_text("วันสถาปนาสำนัก")
    keeper.look()
    page.click("main .note-done button")
    page.wait_for_url(f"**{PAGE}?unit=*")
    round_.refresh_from_db()
    assert round_.rolled_from == day


def test_the_calendar_is_sound_for_those_who_keep_and_those_who_report(enter, world):
    round_, day = planned_on_a_working_day(world)
    Holiday.objects.create(owner=world.units["bureau"], day=day, name="วันสถาปนาสำนัก")
    for who in ("configurer", "director"):
        person = enter(who)
        person.look("/rounds/calendar/")
        assert person.fetch("/rounds/calendar.ics").startswith(b"BEGIN:VCALENDAR\r\n")
    page = enter("director").open("/rounds/calendar/")
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.locator(".calendar-months")).to_be_hidden()
    assert page.locator(".calendar-list .task").count() > 3
    enter("director").look("/submissions/")
    enter("configurer").look(f"/rounds/{round_.pk}/plan/")
    enter("configurer").look("/indicators/")
