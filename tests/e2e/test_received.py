"""A report on paper: received by one reviewer, verified by the head, reviewed like any other."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kpi_portal.thai import BANGKOK
from submissions.documents.domain import acknowledgements
from submissions.enums import State
from submissions.models import ReceivedReport
from tests.e2e import review
from tests.e2e.browser import Visitor, ready
from tests.e2e.conftest import Enter
from tests.e2e.world import World
from tests.evidence.world import pdf_bytes

pytestmark = pytest.mark.browser
COVER = {"name": "นำส่ง.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes("cover")}


def test_a_paper_report_is_received_verified_and_reviewed(world: World, enter: Enter) -> None:
    report, desk = f"/submissions/{world.report.pk}/", f"/review/{world.report.pk}/"
    reviewer, head = enter("reviewer"), enter("head")
    _open(reviewer, desk)
    enter("director").look(report)
    _bring_files(reviewer, desk)
    _hand_in(reviewer, desk)
    _verify(head, desk)
    _acknowledged(world, enter("director"), report)
    review.start(reviewer, desk)
    review.accept(reviewer, desk, "1.2-a")
    review.propose(reviewer, desk)
    world.report.refresh_from_db()
    assert world.report.state == State.ASSESSED


def _open(who: Visitor, desk: str) -> None:
    page = who.look(desk)
    page.locator("#desk-bar a[href$='/receive/']").click()
    ready(page)
    who.look()
    page.fill("[name=note]", "อินเทอร์เน็ตของส่วนขัดข้อง ส่งเป็นกระดาษ")
    page.locator("button[value=open]").click()
    ready(page)


def _bring_files(who: Visitor, desk: str) -> None:
    page = who.open(f"{desk}receive/")
    files = [
        {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes(name)}
        for name in ("1.2-a รายงานการประชุม", "ภาคผนวก")
    ]
    page.set_input_files("form[data-upload] input[type=file]", files)
    rows = page.locator("select[name^=file-]")
    expect(rows).to_have_count(2)
    ready(page)
    who.look()
    expect(rows.first).to_have_value("1.2-a")  # its name says so
    page.locator("form[action$='/assign/'] .card-foot button").click()
    ready(page)
    expect(rows).to_have_count(1)
    page.locator("button[formaction$='/drop/']").click()
    ready(page)
    expect(rows).to_have_count(0)


def _hand_in(who: Visitor, desk: str) -> None:
    page = who.open(f"{desk}receive/")
    page.fill("[name=received_on]", f"{timezone.now().astimezone(BANGKOK).date():%Y-%m-%d}")
    page.fill("[name=received_time]", "๐๐.๐๑ น.")
    page.select_option("[name=channel]", "paper")
    page.set_input_files("[name=cover]", COVER)
    page.locator("button[value=hand_in]").click()
    ready(page)
    expect(page.locator(".error-summary").first).to_be_visible()
    expect(page.locator("a[href*='/evidence/'][href$='/view/']").first).to_be_visible()
    page.fill("[name=receiving_number]", "118/2570")
    page.fill("[name=brought_by]", "นายสมชาย ดีงาม")
    page.fill("[name=signer_name]", "นางสุภาวดี ชลาลัย")
    page.select_option("[name=claimed_level]", "1")
    page.check("[name=gaps_acknowledged]")
    page.locator("button[value=hand_in]").click()
    page.wait_for_url("**/received/")
    ready(page)
    who.look()
    expect(page.locator("button[value=verify]")).to_have_count(0)


def _verify(who: Visitor, desk: str) -> None:
    page = who.look("/review/")
    page = who.open(desk)
    page.locator("#desk-bar a[href$='/received/']").click()
    page.wait_for_url("**/received/")
    ready(page)
    who.look()
    page.locator("button[value=verify]").click()
    ready(page)
    expect(page.locator("button[value=verify]")).to_have_count(0)
    page.locator("details.line-copy summary").click()
    who.look()


def _acknowledged(world: World, who: Visitor, report: str) -> None:
    acknowledgements.ensure(ReceivedReport.objects.get(submission=world.report))
    page = who.look(report)
    page.locator("a[href*='/documents/acknowledgement/']").first.click()
    ready(page)
    expect(page.locator("h1")).to_contain_text(world.report.round.indicator.code)
