"""Units and people from Excel to the first sign-in; an absence that brings a deputy into office."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from kpi_portal.accounts.models import Absence, ActingAppointment, ImportSheet, Membership, Unit
from kpi_portal.thai import local_date
from tests.accounts.workbooks import filled, person, unit
from tests.e2e.browser import Visitor

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(visitor: Visitor, content: bytes) -> None:
    page = visitor.open("/people/import/")
    file = {"name": "หน่วยงาน.xlsx", "mimeType": XLSX, "buffer": content}
    page.set_input_files("#id_workbook", [file])
    page.click("main form button.btn-primary")
    page.wait_for_url("**/people/import/*/")


def test_from_the_template_to_the_first_sign_in(enter, world, chromium, live_server):
    keeper = enter("configurer")
    keeper.look("/people/import/")
    parent = world.units["hydro"].code
    upload(keeper, filled([unit("0701", "ไม่มี")], [person("somchai", "0701", role="ใหญ่")]))
    keeper.look()
    assert keeper.page.locator(".text-stop").count() >= 1
    assert keeper.fetch(f"/people/import/{ImportSheet.objects.get().pk}/marked.xlsx")

    upload(keeper, filled([unit("0701", parent)], [person("somchai", "0701")]))
    keeper.look()
    keeper.page.click("main form[action$='apply/'] button")
    keeper.page.wait_for_url("**/jobs/*/")
    assert Unit.objects.filter(code="0701").exists()
    sheet = ImportSheet.objects.get()
    keeper.look(f"/people/import/{sheet.pk}/")
    with keeper.page.expect_download() as sent:
        keeper.page.click("main form[action$='start-codes.xlsx'] button")
    content = sent.value.path().read_bytes()
    slip = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).active[2]]

    page = chromium.new_context(base_url=live_server.url).new_page()
    page.goto("/start/")
    page.fill("#id_username", slip[2])
    page.fill("#id_code", slip[3])
    for field in ("#id_password", "#id_again"):
        page.fill(field, "น้ำหลากฤดูฝน-2568")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/accounts/login/")
    page.fill("#id_login", slip[2])
    page.fill("#id_password", "น้ำหลากฤดูฝน-2568")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/")
    page.context.close()
    keeper.look("/people/?q=somchai")


def test_an_absence_brings_the_deputy_into_office(enter, world):
    office = Membership.objects.get(user=world.director)
    today = local_date(world.now)
    keeper = enter("configurer")
    page = keeper.open(f"/people/roles/{office.pk}/deputies/")
    page.select_option("#id_deputy", str(world.drafter.pk))
    page.fill("#id_order_number", "15/2568")
    page.fill("#id_starts", today.isoformat())
    page.click("main form button.btn-primary")
    page.wait_for_load_state()
    keeper.look(f"/people/roles/{office.pk}/deputies/")

    director = enter("director")
    director.open("/").click("summary.who")
    director.page.click("a[href='/people/me/']")
    director.look()
    page = director.open(f"/people/{world.director.pk}/absence/")
    director.look()
    page.fill("#id_starts", today.isoformat())
    page.fill("#id_ends", (today + timedelta(days=3)).isoformat())
    page.click("main form button.btn-primary")
    page.wait_for_url("**/people/me/")
    assert ActingAppointment.objects.get().user == world.drafter
    director.look()
    director.look(f"/people/absences/{Absence.objects.get().pk}/end/")
    enter("drafter").look("/people/me/")

    for path in (
        f"/people/{world.director.pk}/",
        f"/people/{world.director.pk}/details/",
        f"/people/{world.director.pk}/leave/",
        f"/people/{world.director.pk}/roles/new/",
        f"/people/roles/{office.pk}/end/",
        f"/people/roles/{office.pk}/move/",
        "/people/new/",
        "/people/",
    ):
        keeper.look(path)


def test_the_signature_shows_while_choosing(enter, world):
    keeper = enter("configurer")
    page = keeper.open("/people/acting/new/")
    keeper.look()
    page.check("input[name=kind][value=in_position]")
    page.select_option("#id_unit", str(world.units["hydro"].pk))
    page.select_option("#id_person", str(world.drafter.pk))
    page.fill("#id_position", "ผู้อำนวยการส่วนอุทกวิทยา")
    page.wait_for_selector("text=รักษาการในตำแหน่ง ผู้อำนวยการส่วนอุทกวิทยา")
    keeper.look(
        f"/people/acting/new/?kind=deputising&unit={world.units['hydro'].pk}"
        f"&covers={world.director.pk}"
    )
