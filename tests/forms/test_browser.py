"""The forms in real Chromium: they save themselves, lose nothing, and everybody can use them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from kpi_portal.accounts.models import User
from submissions.domain import approvals, forms
from submissions.models import Answer, Process
from tests.factories import PASSWORD
from tests.forms.world import NOON, World, activity, build, form_1, form_3, review_row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"บันทึกแล้ว \d")


@pytest.fixture
def office(transactional_db: None) -> World:
    return build()


class Desk:
    """Opens windows of people at work."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self.chromium, self.address = chromium, address
        self.open: list[Page] = []

    def sit(self, user: User, width: int = 1280, language: str = "th") -> Page:
        User.objects.filter(pk=user.pk).update(language=language)
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=self.address
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", user.username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "login" not in url)
        self.open.append(page)
        return page


@pytest.fixture
def desk(chromium: Browser, live_server) -> Iterator[Desk]:
    desk = Desk(chromium, live_server.url)
    yield desk
    for page in desk.open:
        page.context.close()


def go(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")


def form_address(world: World, code: str, process: Process | None = None) -> str:
    base = f"/submissions/{world.submission.pk}/forms/{code}/"
    return f"{base}{process.pk}/" if process else base


def save(world: World, data: dict, code: str = "form-1", process: Process | None = None) -> Answer:
    return forms.save_answer(
        world.submission, code, process, actor=world.drafter, at=NOON, revision=0, data=data
    )


def paste(page: Page, selector: str, text: str) -> None:
    page.locator(selector).evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            field.focus();
            const how = {clipboardData, bubbles: true, cancelable: true};
            field.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        text,
    )


def test_a_form_fills_itself_from_typing_and_pasting_and_names_what_is_missing(
    office: World, desk: Desk
) -> None:
    page = desk.sit(office.drafter)
    go(page, form_address(office, "form-1"))
    page.fill("#f-rows-0-process_name", "การขอใช้น้ำ")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    expect(page.locator("[data-missing-items] li")).to_have_count(1)
    page.click("[data-row-add]")
    paste(page, "#f-rows-1-process_name", "งานสารบรรณ\tธุรการ\nงานพัสดุ\tพัสดุ\n")
    page.check("[name=rows-2-clients][value=client_internal]")
    page.select_option("#f-rows-2-budget", "budget_used")
    page.fill("#f-rows-2-budget_amount", "๕,๐๐๐ บาท")
    page.locator("[data-row]").nth(0).locator("[data-row-down]").click()
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    rows = Answer.objects.get().data["rows"]
    assert [row["process_name"] for row in rows] == ["งานสารบรรณ", "การขอใช้น้ำ", "งานพัสดุ"]
    assert rows[2]["responsible"] == "พัสดุ"
    assert rows[2]["clients"] == ["client_internal"]
    assert rows[2]["budget_amount"] == "๕,๐๐๐ บาท"
    page.locator("[data-missing] summary").click()
    page.locator("[data-missing-items] a").first.click()
    expect(page.locator("#f-rows-0-responsible")).to_be_focused()


def test_a_removed_row_comes_back(office: World, desk: Desk) -> None:
    save(office, form_1(review_row("หนึ่ง"), review_row("สอง")))
    page = desk.sit(office.drafter)
    go(page, form_address(office, "form-1"))
    page.locator("[data-row]").nth(0).locator("[data-row-remove]").click()
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert [r["process_name"] for r in Answer.objects.get().data["rows"]] == ["สอง"]
    page.click("#toasts button")
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "unsaved")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert [r["process_name"] for r in Answer.objects.get().data["rows"]] == ["หนึ่ง", "สอง"]


def test_two_people_never_overwrite_each_other(office: World, desk: Desk) -> None:
    save(office, form_1(review_row("หนึ่ง")))
    mine, theirs = desk.sit(office.drafter), desk.sit(office.second_drafter)
    for page in (mine, theirs):
        go(page, form_address(office, "form-1"))
    theirs.fill("#f-rows-0-responsible", "ฝ่ายของธารา")
    theirs.fill("#f-rows-0-problem_need", "แก้โดยธารา")
    theirs.click("[data-row-add]")
    theirs.fill("#f-rows-1-process_name", "แถวของธารา")
    expect(theirs.locator("[data-saved]")).to_have_text(SAVED)
    mine.fill("#f-rows-0-responsible", "ฝ่ายของวารี")
    clash = mine.locator(".clash")
    expect(clash).to_have_count(1)
    expect(clash).to_contain_text("ฝ่ายของธารา")
    expect(clash).to_contain_text("ฝ่ายของวารี")
    clash.get_by_role("button").first.click()
    expect(mine.locator("[data-saved]")).to_have_text(SAVED)
    expect(mine.locator("#f-rows-0-problem_need")).to_have_value("แก้โดยธารา")
    first, second = Answer.objects.get().data["rows"]
    assert first["responsible"] == "ฝ่ายของวารี"
    assert first["problem_need"] == "แก้โดยธารา"
    assert second["process_name"] == "แถวของธารา"


def test_a_plan_adds_up_while_it_is_typed(office: World, desk: Desk) -> None:
    process = office.process()
    save(office, form_3(activity(weight="40"), activity("สอง", weight="60")), "form-3", process)
    page = desk.sit(office.drafter)
    go(page, form_address(office, "form-3", process))
    page.fill("[name=rows-1-schedule-m11-done]", "๕๐")
    expect(page.locator("[data-plan-done]")).to_have_text("30.00")
    page.fill("[name=rows-0-schedule-m12-planned]", "40")
    expect(page.locator("[data-plan-planned]")).to_have_text("96.00")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    approvals_lack = page.locator("[data-missing-items] li")
    expect(approvals_lack).to_have_count(1)


def test_progress_of_an_approved_plan_adds_up_like_the_server_s(office: World, desk: Desk) -> None:
    process = office.process()
    save(office, form_3(activity(weight="40"), activity("สอง", weight="60")), "form-3", process)
    asked = approvals.request(office.submission, "2.1-b", actor=office.drafter, at=NOON)
    approvals.approve(asked, actor=office.executive, at=NOON, digest=asked.answers_digest)
    page = desk.sit(office.drafter)
    go(page, form_address(office, "form-3", process))
    page.fill("[name=rows-1-schedule-m11-done]", "50")
    expect(page.locator("[data-plan-done]")).to_have_text("30.00")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    asked.refresh_from_db()
    assert asked.state == "approved"


def test_a_picture_is_attached_removed_and_put_back(
    office: World, desk: Desk, tmp_path: Path
) -> None:
    process = office.process()
    picture = tmp_path / "ผัง งาน.png"
    picture.write_bytes(png())
    fake = tmp_path / "ปลอม.png"
    fake.write_bytes(b"MZ not a picture")
    page = desk.sit(office.drafter)
    go(page, form_address(office, "form-4", process))
    box = page.locator("[data-pictures=diagram_before]")
    box.locator("[data-picture-file]").set_input_files(fake)
    expect(box.locator("[data-picture-state]")).to_have_class(re.compile("text-stop"))
    box.locator("[data-picture-file]").set_input_files(picture)
    expect(box.locator("img")).to_have_count(1)
    assert (
        box.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 60
    )
    page.fill("#f-answers-problem_before", "ช้า")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    box.locator("[data-picture-remove]").click()
    expect(box.locator("img")).to_have_count(0)
    page.click("#toasts button")
    expect(box.locator("img")).to_have_count(1)
    box.locator("[name*=caption]").fill("ผังเดิม")
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    kept = Answer.objects.get().data["answers"]
    assert kept["diagram_before"][0]["caption"] == "ผังเดิม"
    assert kept["problem_before"] == "ช้า"


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_page_passes_axe_and_fits(
    office: World, desk: Desk, width: int, language: str
) -> None:
    process = office.process()
    save(office, form_1(review_row(), {"process_name": "งานสารบรรณ"}))
    save(office, form_3(), "form-3", process)
    asked = approvals.request(office.submission, "2.1-b", actor=office.drafter, at=NOON)
    pk = office.submission.pk
    drafter = desk.sit(office.drafter, width, language)
    executive = desk.sit(office.executive, width, language)
    reviewer = desk.sit(office.reviewer, width, language)
    pages = [
        (drafter, form_address(office, "form-1") + "?check=1"),
        (drafter, form_address(office, "form-2", process)),
        (drafter, form_address(office, "form-3", process)),
        (drafter, form_address(office, "form-3", process) + "?edit=plan"),
        (drafter, form_address(office, "form-4", process)),
        (drafter, form_address(office, "form-5", process)),
        (drafter, f"/submissions/{pk}/processes/"),
        (drafter, f"/submissions/{pk}/approval/2.1-b/"),
        (executive, "/approvals/"),
        (executive, f"/approvals/{asked.pk}/"),
        (reviewer, form_address(office, "form-1")),
        (reviewer, form_address(office, "form-3", process)),
    ]
    faults = []
    for page, address in pages:
        go(page, address)
        found = Axe().run(page).response["violations"]
        faults += [
            (address, f["id"], f["nodes"][0]["html"][:120])
            for f in found
            if f["impact"] in ("serious", "critical")
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append((address, "overflow", str(wide)))
    assert faults == []
