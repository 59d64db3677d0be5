"""A reorganisation in mid-round: sixty units and their people come from Excel, a section that
reports is dissolved, and somebody standing in for the new section's director submits."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ActingAppointment, Membership, Unit, User
from kpi_portal.accounts.sheets.columns import thai_label
from kpi_portal.thai import local_date
from submissions.enums import State
from submissions.models import Submission
from tests.accounts.workbooks import filled, person, unit
from tests.e2e import division
from tests.e2e.browser import Visitor
from tests.e2e.test_people import upload
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
SECTIONS = 60
NEW = "0801"

Row = dict[str, Any]


def workbook_rows() -> tuple[list[Row], list[Row]]:
    """Sixty sections below the bureau, each with a director and a drafter."""
    codes = [f"08{number:02}" for number in range(1, SECTIONS + 1)]
    units = [unit(code, "สบอ.", position_name=f"ผู้อำนวยการส่วน {code}") for code in codes]
    people = [
        person(
            f"{role}.{code}",
            code,
            role=thai_label(role, Role),
            first_name=name,
            last_name=f"ลำดับ{code}",
            position=position,
        )
        for code in codes
        for role, name, position in (
            (Role.DIRECTOR, "ปิติ", f"ผู้อำนวยการส่วน {code}"),
            (Role.DRAFTER, "มานะ", "นักอุทกวิทยาชำนาญการ"),
        )
    ]
    return units, people


def spoiled() -> bytes:
    """The same with five bad rows."""
    units, people = workbook_rows()
    units[4]["parent"] = "ไม่มี"
    units[9]["valid_from"] = "31/2/2568"
    people[7]["role"] = "ใหญ่ที่สุด"
    people[20]["email"] = "ไม่ใช่ที่อยู่"
    people[33]["unit"] = "9999"
    return filled(units, people)


def test_a_section_is_dissolved_and_an_acting_director_submits(enter, world, chromium, live_server):
    report = f"/submissions/{world.report.pk}/"
    drafter = enter("drafter")
    for key in ("1.2-a", "3.3-a"):
        division.attach(drafter, report, key, f"หลักฐาน {key}.pdf", look=False)

    keeper = enter("configurer")
    _import(keeper)
    _dissolve(keeper, world.units["hydro"])
    handed = Submission.objects.get(pk=world.report.pk)
    assert handed.unit == Unit.objects.get(code=NEW)
    assert handed.unit_name == "ส่วนอุทกวิทยา", "the name of its day"
    assert handed.state == State.DRAFT
    late = Submission.objects.get(pk=world.late.pk)
    assert late.unit == world.units["dam"], "what was given to another unit went there"

    world.people["acting"] = _start(keeper, chromium, live_server.url)
    _appoint(keeper, world.people["acting"])
    acting = enter("acting")
    acting.look("/")
    acting.look(report)
    expect(acting.page.locator("main")).to_contain_text("ส่วนอุทกวิทยา")
    division.state_level(acting, report, 1)
    division.submit(acting, report)
    filing = Submission.objects.get(pk=world.report.pk).filings.get()
    assert filing.by == world.people["acting"]
    assert "รักษาราชการแทน" in filing.acting_line
    assert len(filing.manifest) == 2, "the evidence came along"


def _import(keeper: Visitor) -> None:
    """Five bad rows and nothing is entered; without them everything is, and once only."""
    upload(keeper, spoiled())
    page = keeper.look()
    expect(page.locator(".lead, .page-head").first).to_contain_text("5")
    for sheet, rows in (("units", 2), ("people", 3)):
        page.goto(f"{page.url.split('?')[0]}?sheet={sheet}")
        expect(page.locator("table.data th.n[scope=row]")).to_have_count(rows)
    assert not Unit.objects.filter(code__startswith="08").exists()
    assert not User.objects.filter(username__startswith="drafter.").exists()

    upload(keeper, filled(*workbook_rows()))
    keeper.page.click("main form[action$='apply/'] button")
    keeper.page.wait_for_url("**/jobs/*/")
    assert Unit.objects.filter(code__startswith="08").count() == SECTIONS
    assert Membership.objects.filter(unit__code__startswith="08").count() == 2 * SECTIONS

    upload(keeper, filled(*workbook_rows()))
    keeper.page.click("main form[action$='apply/'] button")
    keeper.page.wait_for_url("**/jobs/*/")
    assert Unit.objects.filter(code__startswith="08").count() == SECTIONS
    assert User.objects.filter(username__contains=".08").count() == 2 * SECTIONS


def _dissolve(keeper: Visitor, section: Unit) -> None:
    """By order; the new section succeeds, one report goes to another."""
    page = keeper.look(f"/units/{section.pk}/dissolve/")
    page.fill("#id_order_number", "21/2568")
    page.fill("#id_reason", "ปรับโครงสร้างส่วนราชการ")
    page.select_option("#id_successor", str(Unit.objects.get(code=NEW).pk))
    page.get_by_label("PROC-2566").select_option(str(Unit.objects.get(code="DAM").pk))
    page.locator("main form button.btn-stop").click()
    page.wait_for_url(f"**/units/{section.pk}/")
    keeper.look()


def _start(keeper: Visitor, chromium, address: str) -> User:
    """The new drafter's start code, from its slip to the first password."""
    person = User.objects.get(username=f"drafter.{NEW}")
    page = keeper.open(f"/people/{person.pk}/")
    page.click("[data-open=make-code]")
    page.locator("#make-code form button.btn-primary").click()
    page.wait_for_url("**/start-code/")
    code = page.locator("dd.num").inner_text().strip()
    visitor = chromium.new_context(base_url=address).new_page()
    visitor.goto("/start/")
    visitor.fill("#id_username", person.username)
    visitor.fill("#id_code", code)
    for field in ("#id_password", "#id_again"):
        visitor.fill(field, PASSWORD)
    visitor.click("main form button.btn-primary")
    visitor.wait_for_url("**/accounts/login/")
    visitor.context.close()
    return person


def _appoint(keeper: Visitor, person: User) -> None:
    """The new section's director is on leave: its drafter stands in by order."""
    section = Unit.objects.get(code=NEW)
    director = User.objects.get(username=f"director.{NEW}")
    page = keeper.open("/people/acting/new/")
    page.check("input[name=kind][value=deputising]")
    page.select_option("#id_unit", str(section.pk))
    page.select_option("#id_covers", str(director.pk))
    page.select_option("#id_person", str(person.pk))
    page.fill("#id_order_number", "22/2568")
    today = local_date(person.date_joined).isoformat()
    page.fill("#id_starts", today)
    page.fill("#id_ends", today)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**/people/{person.pk}/")
    keeper.look()
    assert ActingAppointment.objects.get().user == person
