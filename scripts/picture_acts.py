"""What is done on a page before its picture is taken: the clicks of a person, on the Thai pages."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page

SAVED_MS, DRAWN_MS = 2500, 2500


def preview_drawn(page: Page) -> None:
    """The PDF viewer draws after the page says it has loaded."""
    page.wait_for_timeout(DRAWN_MS)


def issue_memo(page: Page) -> None:
    """Draft the request memo, give it a number and wait for its files."""
    page.locator("form:has([name=kind][value=request]) button.btn-primary").click()
    page.locator("a[href$='/issue/']").click()
    page.fill("[name=number]", "สบอ 07/114")
    page.fill("[name=dated]", "6 ก.พ. 2568")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/documents/*/")
    while not page.locator("iframe.paper").count():
        page.wait_for_timeout(1000)
        page.reload()
    preview_drawn(page)


def write_reasons(page: Page) -> None:
    """Keep two reasons for returning."""
    for text in ("เอกสารไม่มีลายมือชื่อผู้รับรอง", "เอกสารไม่ใช่ของรอบการวัดผลนี้"):
        page.fill("main form:has([name=owner]) textarea", text)
        page.click("main form:has([name=owner]) button")
        page.wait_for_load_state("networkidle")


def compare(page: Page) -> None:
    """Set the evidence of the earlier round beside this one's, by its key."""
    page.keyboard.press("b")
    page.wait_for_url("**with=**")
    preview_drawn(page)


def receive(page: Page) -> None:
    """Begin to enter a report that came on paper."""
    page.fill("[name=note]", "หน่วยงานส่งรายงานเป็นกระดาษ เพราะเครือข่ายขัดข้อง")
    page.click("button[name=do][value=open]")
    page.wait_for_load_state("networkidle")


def draft_batch(page: Page) -> None:
    """Draft one memo for each unit, wait for them, and open the pasting of their numbers."""
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/documents/batches/*/")
    while not page.locator("a[href$='/numbers/']").count():
        page.wait_for_timeout(1000)
        page.reload()
    page.locator("a[href$='/numbers/']").click()
    page.wait_for_load_state("networkidle")


def unfold(page: Page) -> None:
    """Open the first folded part of the page."""
    page.locator("main details > summary").first.click()


def copy_and_design(page: Page) -> None:
    """Copy the year, open the first draft at its first level, and tick what is accepted there."""
    page.click("main form:has([name=include]) button[type=submit]")
    job_done(page)
    page.locator("main table a[href*='/designer/']").first.click()
    _go_to(page, "rounds[0].levels[0]")
    boxes = page.locator("#rehearsal-boxes [type=checkbox]")
    for number in range(3):
        boxes.nth(number).check()
    page.wait_for_timeout(SAVED_MS)
    page.locator(".desk-judge").evaluate("pane => pane.scrollTo(0, 0)")


def make_a_fault(page: Page) -> None:
    """Give a level of the draft too few points, and look at what stands in the way."""
    page.locator("main table a[href*='/designer/']").first.click()
    _change_points(page, 0, "40")
    page.click(".designer-bar a[href$='/publish/']")


def plan(page: Page) -> None:
    """Choose reminders, show the dates that follow, and look at them."""
    for days in ("-14", "-7", "-1"):
        page.check(f"[name=reminders][value='{days}']")
    page.click("button[name=act][value=show]")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.scrollTo(0, 0)")


def choose_successor(page: Page) -> None:
    """Name the order and who takes over."""
    page.fill("[name=order_number]", "คส.สบอ. 12/2569")
    page.fill("[name=reason]", "ปรับโครงสร้างส่วนราชการ")
    page.select_option("[name=successor]", index=3)
    page.locator("[name=go_on]").first.scroll_into_view_if_needed()


def upload_with_faults(page: Page) -> None:
    """Fill the template in with two units, one of them wrongly, and upload it."""
    with page.expect_download() as download:
        page.click("a[href$='template.xlsx']")
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    units = book.worksheets[0]
    head = {str(cell.value).removesuffix(" *"): cell.column for cell in units[1]}
    for number, (code, name, kind, above) in enumerate(
        (
            ("0701", "ฝ่ายพยากรณ์น้ำ", "ส่วน/ฝ่าย", "อท."),
            ("0702", "ฝ่ายสำรวจอุทกวิทยา", "แผนก", "ไม่มี"),
        ),
        units.max_row + 1,
    ):
        units.cell(number, head["รหัสหน่วยงาน"], code)
        units.cell(number, head["ชื่อหน่วยงาน"], name)
        units.cell(number, head["ประเภท"], kind)
        units.cell(number, head["รหัสหน่วยงานต้นสังกัด"], above)
    filled = io.BytesIO()
    book.save(filled)
    _choose_file(page, "หน่วยงานและบุคลากร.xlsx", filled.getvalue())
    page.click("main form:has([type=file]) button[type=submit]")
    job_done(page)


def edit_form(page: Page) -> None:
    """Begin a draft of the form and open one of its columns."""
    page.click("main form[action$='/edit/'] button")
    page.locator("a[href*='part=columns.1']").first.click()
    page.wait_for_load_state("networkidle")


def upload_word_file(page: Page) -> None:
    """Upload the layout to begin from as the agency's own file."""
    with page.expect_download() as download:
        page.click("a[href$='starter.docx']")
    _choose_file(page, "แบบฟอร์ม.docx", Path(download.value.path()).read_bytes())
    page.click("main form:has([type=file]) button[type=submit]")
    page.wait_for_load_state("networkidle")


def correct_and_try(what_if: str) -> Callable[[Page], None]:
    """A correction of the criteria in use, and what the round's reports would score by it."""

    def act(page: Page) -> None:
        page.click("form[action$='/designer/begin/'] button")
        _change_points(page, 0, "40")
        _change_points(page, 2, "35")
        page.goto(what_if)
        page.select_option("[name=version]", "draft")
        page.click("main form:has([name=version]) button[type=submit]")
        job_done(page)
        while page.locator("main [hx-get^='/jobs/']").count():
            page.wait_for_timeout(1000)
            page.reload()

    return act


def publish_correction(page: Page) -> None:
    """Publish the draft with its reason, and look at the versions of the round it concerns."""
    page.fill("[name=reason]", "แก้คะแนนของระดับ 1 และระดับ 3 ตามมติที่ประชุม")
    page.click("main form:has([name=reason]) button[type=submit]")
    page.wait_for_load_state("networkidle")
    page.locator("main a[href^='/rounds/']").first.click()
    page.goto(page.url.split("setup/")[0].split("plan/")[0] + "versions/")
    page.wait_for_load_state("networkidle")


def job_done(page: Page) -> None:
    """Wait for the background work behind this page and go on to what it made."""
    page.wait_for_load_state("networkidle")
    while "/jobs/" in page.url:
        found = page.locator("main a.btn-primary, main a:has-text('เปิดผลลัพธ์')")
        if found.count():
            found.first.click()
        page.wait_for_timeout(1000)
    page.wait_for_load_state("networkidle")


def _change_points(page: Page, level: int, points: str) -> None:
    _go_to(page, f"rounds[0].levels[{level}]")
    field = page.locator(f"[name='rounds[0].levels[{level}].points']")
    field.fill(points)
    field.press("Tab")
    page.wait_for_timeout(SAVED_MS)


def _go_to(page: Page, place: str) -> None:
    page.wait_for_load_state("networkidle")
    page.goto(f"{page.url.split('?')[0]}?place={place}")
    page.wait_for_selector("#rehearsal, #rehearsal-faults", state="attached")


def _choose_file(page: Page, name: str, data: bytes) -> None:
    given: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.set_input_files("main input[type=file]", given)
