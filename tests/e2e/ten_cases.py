"""What single units of the ten meet: more time, a waiver, a report on paper, a request for
reconsideration."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from kpi_portal.thai import BANGKOK
from submissions.enums import ExtensionState
from submissions.models import Extension, ReceivedReport, Submission, Waiver
from tests.e2e import ten_desk
from tests.e2e.browser import Visitor, ready
from tests.e2e.conftest import Enter
from tests.e2e.ten_world import ON_PAPER, Office, hand_in, prepare
from tests.evidence.world import pdf_bytes

COVER = {"name": "นำส่ง.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes("cover")}


def more_time(office: Office, enter: Enter, number: int) -> None:
    """The director asks, the head grants by order; then the report comes in."""
    report = office.reports[number]
    until = timezone.now().astimezone(BANGKOK).date() + timedelta(days=12)
    page = enter(f"director{number}").open(f"/submissions/{report.pk}/extension/")
    page.fill("[name=until]", f"{until.day}/{until.month}/{until.year + 543}")
    page.fill("[name=reason]", "น้ำท่วมสำนักงาน")
    page.click("main form button.btn-primary")
    page.wait_for_url(lambda url: not url.endswith("/extension/"))
    asked = Extension.objects.get(submission=report)

    def grant(page: Page) -> None:
        page.check("dialog[open] [name=decision][value=grant]")
        page.fill("dialog[open] [name=order_number]", "คส.7/2570")

    ten_desk.in_drawer(enter("head"), f"/review/{report.pk}/", f"/do/extension/{asked.pk}/", grant)
    asked.refresh_from_db()
    assert asked.state == ExtensionState.GRANTED
    due = office.fresh(number).due_at
    assert due is not None
    assert due.astimezone(BANGKOK).date() == until
    prepare(office, number)
    hand_in(office, number)


def late_and_waived(office: Office, head: Visitor, number: int) -> None:
    """Due two days ago for this unit alone: the deduction goes by order."""
    due = timezone.now() - timedelta(days=2)
    Submission.objects.filter(pk=office.reports[number].pk).update(due_at=due)
    prepare(office, number)
    hand_in(office, number)
    late = office.fresh(number)
    assert (late.days_late, late.projected_final) == (2, 98)

    def order(page: Page) -> None:
        page.fill("dialog[open] [name=order_number]", "คส.8/2570")
        page.fill("dialog[open] [name=note]", "ระบบเครือข่ายขัดข้อง")

    ten_desk.in_drawer(head, f"/review/{late.pk}/", "/do/waive/", order)
    assert Waiver.objects.get(submission=late).order_number == "คส.8/2570"
    assert office.fresh(number).projected_final == 100


def on_paper(office: Office, enter: Enter, number: int = ON_PAPER) -> None:
    """The third reviewer enters what came on paper, the head verifies it."""
    reviewer, head = enter("three"), enter("head")
    desk = f"/review/{office.reports[number].pk}/"
    page = reviewer.open(f"{desk}receive/")
    page.fill("[name=note]", "อินเทอร์เน็ตของส่วนขัดข้อง")
    page.click("button[value=open]")
    ready(page)
    _bring_files(reviewer, desk)
    _say_and_hand_in(reviewer, desk)
    expect(reviewer.page.locator("button[value=verify]")).to_have_count(0)
    page = head.look(f"{desk}received/")
    page.click("button[value=verify]")
    ready(page)
    expect(page.locator("button[value=verify]")).to_have_count(0)
    received = ReceivedReport.objects.get(submission=office.reports[number])
    assert received.verified_by == office.people["head"]


def _bring_files(who: Visitor, desk: str) -> None:
    page = who.page
    files = [
        {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes(name)}
        for name in ("1.1-a รายงาน", "2.1-a บันทึก", "3.1-a สรุป")
    ]
    page.set_input_files("form[data-upload] input[type=file]", files)
    rows = page.locator("select[name^=file-]")
    expect(rows).to_have_count(3)
    ready(page)
    page.click("form[action$='/assign/'] .card-foot button")
    ready(page)
    expect(rows).to_have_count(0)


def _say_and_hand_in(who: Visitor, desk: str) -> None:
    page = who.open(f"{desk}receive/")
    page.fill("[name=received_on]", f"{timezone.now().astimezone(BANGKOK).date():%Y-%m-%d}")
    page.fill("[name=received_time]", "๐๐.๐๑ น.")
    page.select_option("[name=channel]", "paper")
    page.set_input_files("[name=cover]", COVER)
    page.fill("[name=receiving_number]", "118/2570")
    page.fill("[name=brought_by]", "นายสมชาย ดีงาม")
    page.fill("[name=signer_name]", "นางสุภาวดี ชลาลัย")
    page.select_option("[name=claimed_level]", "3")
    gaps = page.locator("[name=gaps_acknowledged]")
    if gaps.count():
        gaps.check()
    page.click("button[value=hand_in]")
    page.wait_for_url("**/received/")
    ready(page)


def reconsidered(office: Office, enter: Enter, number: int, key: str) -> None:
    """The director contests an item that was returned; judged anew by the third reviewer, the
    executive raises the score."""
    report = office.fresh(number)
    before = report.confirmed_final
    _ask(enter(f"director{number}"), report.pk, key)
    request = f"/submissions/{report.pk}/reconsideration/1/"
    page = enter("head").open(request)
    page.select_option("[name=reviewer]", str(office.people["three"].pk))
    page.click("section[aria-labelledby=again] button")
    ready(page)
    _judge_anew(enter("three"), report.pk, key, request)
    page = enter("executive").look(f"{request}decide/")
    page.fill("[name=note]", "ปรับผลตามความเห็น")
    page.click("main form.card button.btn-primary")
    page.wait_for_url(f"**{request}")
    after = office.fresh(number).confirmed_final
    assert before is not None
    assert after is not None
    assert (before, after) == (50, 100)


def _ask(director: Visitor, report: int, key: str) -> None:
    page = director.open(f"/submissions/{report}/reconsideration/")
    page.check(f"[name='contest-{key}']")
    page.fill(f"[name='say-{key}']", "ลงนามแล้วในหน้า 2")
    page.fill("[name=note]", "ขอให้ตรวจอีกครั้ง")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/reconsideration/1/")


def _judge_anew(who: Visitor, report: int, key: str, request: str) -> None:
    page = who.open(f"/review/{report}/{key}/")
    page.click("#desk-judge button[value=accepted]")
    expect(page.locator("#desk-judge [role=status]").first).to_be_visible()
    page = who.open(request)
    page.fill("[name=opinion]", "ลงนามครบ")
    page.click("section[aria-labelledby=opinion] button.btn-primary")
    page.wait_for_url(f"**{request}")
    ready(page)
