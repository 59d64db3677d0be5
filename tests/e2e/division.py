"""What the division does in the browser: forms 1-5, evidence, the claimed level, submitting."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.browser import Visitor
from tests.evidence.world import pdf_bytes, png_bytes

PROCESS = "การขอใช้น้ำจากทางน้ำชลประทาน"
TEXT = "ประชาชนยื่นคำขอด้วยตนเอง ใช้เวลา 30 วัน และตรวจสอบสถานะไม่ได้"


def fill_form_1(who: Visitor, report: str) -> None:
    """Two processes reviewed; one is fit to become digital."""
    page = who.open(f"{report}forms/form-1/")
    _row_of_form_1(page, 0, PROCESS, "digital_yes")
    page.locator("[data-row-add]").click()
    _row_of_form_1(page, 1, "การยืมพัสดุ", "digital_no")
    finish(page)
    who.look(f"{report}forms/form-1/")


def _row_of_form_1(page: Page, number: int, name: str, digital: str) -> None:
    row = f"rows-{number}"
    page.fill(f"[name={row}-process_name]", name)
    page.fill(f"[name={row}-responsible]", "ฝ่ายสารสนเทศอุทกวิทยา")
    page.check(f"[name={row}-process_type][value=type_service]")
    page.check(f"[name={row}-clients][value=client_external]")
    page.fill(f"[name={row}-problem_need]", TEXT)
    page.select_option(f"[name={row}-can_digitalize]", digital)
    page.select_option(f"[name={row}-budget]", "budget_none")


def choose_process(who: Visitor, report: str) -> None:
    """The candidate of form 1 is chosen."""
    page = who.open(f"{report}processes/")
    page.get_by_label(PROCESS).check()
    page.locator("button[name=do][value=add]").first.click()
    expect(page.locator(".process-list h2")).to_have_text([PROCESS])
    who.look()


def fill_forms_2_to_5(who: Visitor, report: str, process: int) -> None:
    """The forms that repeat, for the process chosen."""
    _form_2(who, f"{report}forms/form-2/{process}/")
    _form_3(who, f"{report}forms/form-3/{process}/")
    _form_4(who, f"{report}forms/form-4/{process}/")
    _form_5(who, f"{report}forms/form-5/{process}/")


def _form_2(who: Visitor, address: str) -> None:
    page = who.open(address)
    page.fill("[name=rows-0-problem_expectation]", TEXT)
    page.check("[name=rows-0-improvement_points][value=point_step]")
    page.fill("[name=rows-0-improvement_detail]", "ยื่นคำขอและติดตามผลทางเว็บไซต์")
    page.fill("[name=rows-0-benefit]", "ลดเวลาเหลือ 7 วัน")
    finish(page)
    who.look(address)


def _form_3(who: Visitor, address: str) -> None:
    page = who.open(address)
    page.fill("[name=header-objective]", "ให้บริการคำขอใช้น้ำทางอิเล็กทรอนิกส์")
    for number, (activity, month) in enumerate([("สำรวจความต้องการ", "m11"), ("พัฒนาระบบ", "m12")]):
        if number:
            page.locator("[data-row-add]").click()
        row = f"rows-{number}"
        page.fill(f"[name={row}-activity]", activity)
        page.fill(f"[name={row}-steps]", "ประชุมหารือและสรุปผล")
        page.fill(f"[name={row}-responsible]", "นายภาคิน สายธารา")
        page.fill(f"[name={row}-schedule-{month}-planned]", "100")
    finish(page)
    who.look(address)


def _form_4(who: Visitor, address: str) -> None:
    page = who.open(address)
    for name in ("problem_before", "operation_before", "operation_after", "benefits"):
        page.fill(f"[name=answers-{name}]", TEXT)
    for shade, name in enumerate(("diagram_before", "diagram_after")):
        page.set_input_files(
            f"[name=picture-{name}]",
            {"name": f"{name}.png", "mimeType": "image/png", "buffer": png_bytes(shade)},
        )
        expect(page.locator(f"[data-pictures={name}] img")).to_have_count(1)
    finish(page)
    who.look(address)


def _form_5(who: Visitor, address: str) -> None:
    page = who.open(address)
    page.fill("[name=answers-start_date]", "๒๕ ก.พ. ๖๘")
    for name in (
        *("evaluation_summary", "before_after", "summary", "aar_expected", "aar_actual"),
        *("aar_cause", "aar_lesson", "future_plan"),
    ):
        page.fill(f"[name=answers-{name}]", TEXT)
    finish(page)
    who.look(address)


def finish(page: Page) -> None:
    """“Done”: the form is complete, and the page leads on."""
    with page.expect_navigation():
        page.locator("#answers button[value=done]").click()
    expect(page.locator(".error-summary")).to_have_count(0)


def attach(who: Visitor, report: str, key: str, name: str, *, look: bool = True) -> None:
    """A PDF for one requirement, by the script that shows the progress."""
    page = who.open(f"{report}requirements/{key}/")
    file = {"name": name, "mimeType": "application/pdf", "buffer": pdf_bytes(name)}
    page.set_input_files("form[data-upload] input[type=file]", file)
    expect(page.locator("#pieces .row-list .what").filter(has_text=Path(name).stem)).to_have_count(
        1
    )
    who.look()


def state_level(who: Visitor, report: str, level: int) -> None:
    page = who.open(f"{report}narrative/")
    page.select_option("[name=claimed_level]", str(level))
    page.fill("[name=supporting_factors]", "ผู้บริหารสนับสนุนงบประมาณและบุคลากร")
    page.fill("[name=obstacles]", "อุปกรณ์ไม่เพียงพอ")
    who.look()
    page.locator("main form .btn-primary").click()
    page.wait_for_url(f"**{report}")


def submit(who: Visitor, report: str) -> None:
    """The director reads everything on one page, confirms and submits."""
    page = who.look(f"{report}check/")
    gaps = page.locator("[name=gaps_acknowledged]")
    if gaps.count():
        gaps.check()
    page.check("[name=statement]")
    page.locator("button[name=act][value=submit]").click()
    page.wait_for_url("**/receipt/*/")
    expect(page.locator("h1")).to_contain_text("R25")
    who.look()


def ask_approval(who: Visitor, report: str) -> None:
    page = who.look(f"{report}approval/2.1-b/")
    page.locator("button[value=request]").click()
    expect(page.locator(".note-wait")).to_be_visible()
    who.look()


def approve_plan(executive: Visitor) -> None:
    """The bureau's director reads form 3 and signs."""
    page = executive.look("/approvals/")
    page.locator("main .row-list a.btn").first.click()
    page.wait_for_url("**/approvals/*/")
    expect(page.locator("main")).to_contain_text("พัฒนาระบบ")
    executive.look()
    page.check("[name=confirm]")
    page.locator("button[value=approve]").click()
    page.wait_for_url("**/approvals/")


def answer_return(who: Visitor, report: str, key: str, name: str) -> None:
    """The returned piece is replaced by a newer version."""
    who.look(report)
    page = who.look(f"{report}requirements/{key}/")
    page.locator("#pieces a[hx-get*='/evidence/pieces/']").first.click()
    form = page.locator("form[action$='/version/']")
    file = {"name": name, "mimeType": "application/pdf", "buffer": pdf_bytes(name)}
    form.locator("input[type=file]").set_input_files(file)
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text(Path(name).stem)


def give_number(who: Visitor, report: str, key: str, number: str) -> None:
    page = who.open(f"{report}requirements/{key}/")
    page.fill("form[action$='/number/'] [name=number]", number)
    page.locator("form[action$='/number/'] button").click()
    expect(page.locator("#pieces .row-list .what")).to_have_count(1)
