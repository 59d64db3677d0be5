"""The scripts in real Chromium: nothing typed is lost, nothing is sent twice, all by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.factories import PASSWORD
from tests.shell import script_urls

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _site(settings) -> None:
    settings.ROOT_URLCONF = "tests.shell.script_urls"
    settings.DEMO = True
    script_urls.reset()


@pytest.fixture
def site(_site, live_server, person) -> str:
    return live_server.url


@pytest.fixture
def context(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=site)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    sign_in(page)
    return page


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", "somying")
    page.fill("#id_password", PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/")


COME_BACK = """() => {
  window.dispatchEvent(new Event("focus"));
  return document.querySelector("[data-saved]").dataset.state !== "kept";
}"""


def opened(page: Page, path: str = "/trial/") -> Page:
    page.goto(path)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text("บันทึกแล้ว 14:02")


# --- saving by itself


def test_typing_saves_itself_and_says_when(page: Page) -> None:
    opened(page).fill("#name", "การรับแจ้ง")
    saved(page)
    assert script_urls.store["values"]["name"] == "การรับแจ้ง"
    assert page.get_attribute("#trial", "data-revision") == "2"


def test_what_is_typed_while_a_save_is_under_way_is_not_called_saved(page: Page) -> None:
    opened(page)
    page.evaluate(
        """document.getElementById("trial").addEventListener("portal:saved", () => {
          window.told ??= document.querySelector("[data-saved]").dataset.state; })"""
    )
    held: list[Route] = []
    page.route("**/save/", lambda route: held.append(route), times=1)
    with page.expect_request("**/save/"):
        page.fill("#name", "หนึ่ง")
    page.fill("#why", "สอง")
    held[0].continue_()
    saved(page)
    assert script_urls.store["values"]["why"] == "สอง"
    assert page.evaluate("window.told") == "unsaved"


def test_without_a_connection_the_text_survives_the_window(page: Page) -> None:
    opened(page)
    page.context.set_offline(True)
    page.fill("#why", "พิมพ์ตอนไม่มีสัญญาณ")
    expect(page.locator("[data-saved]")).to_contain_text("เก็บไว้ในเครื่องนี้")
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    opened(again)
    expect(again.locator("#why")).to_have_value("พิมพ์ตอนไม่มีสัญญาณ")
    saved(again)
    assert script_urls.store["values"]["why"] == "พิมพ์ตอนไม่มีสัญญาณ"
    assert again.evaluate("Object.keys(localStorage).length") == 0


def test_an_ended_session_loses_nothing(page: Page) -> None:
    opened(page)
    Session.objects.all().delete()
    page.context.clear_cookies(name="sessionid")
    page.fill("#why", "พิมพ์หลังหมดเวลา")
    link = page.locator("[data-saved] a")
    expect(link).to_have_attribute("target", "_blank")
    with page.context.expect_page() as news:
        link.click()
    other = news.value
    other.fill("#id_login", "somying")
    other.fill("#id_password", PASSWORD)
    other.click("main form button.btn-primary")
    other.wait_for_url("**/trial/")
    other.close()
    page.bring_to_front()
    # coming back asks again, but not while an answer from before is under way
    page.wait_for_function(COME_BACK, polling=500)
    saved(page)
    assert script_urls.store["values"]["why"] == "พิมพ์หลังหมดเวลา"


def test_two_people_in_one_field_keep_both_texts(page: Page) -> None:
    opened(page)
    script_urls.store.update(revision=7, other={"why": "ของสมชาย", "name": "ชื่อใหม่"})
    page.fill("#why", "ของสมหญิง")
    expect(page.locator(".clash")).to_have_count(1)
    expect(page.locator(".error-summary h2")).to_contain_text("สมชาย")
    page.get_by_role("button", name="เก็บทั้งสองข้อความ").click()
    saved(page)
    expect(page.locator(".error-summary")).to_have_count(0)
    values = script_urls.store["values"]
    assert values["why"].split() == ["ของสมชาย", "ของสมหญิง"]
    assert values["name"] == "ชื่อใหม่"


def test_a_field_the_other_left_alone_is_no_clash(page: Page) -> None:
    script_urls.store["values"] = {"why": "เดิม", "name": "เดิม"}
    opened(page)
    script_urls.store.update(revision=7, other={"why": "เดิม", "name": "ชื่อใหม่"})
    page.fill("#why", "ของสมหญิง")
    saved(page)
    expect(page.locator(".clash")).to_have_count(0)
    values = script_urls.store["values"]
    assert (values["why"], values["name"]) == ("ของสมหญิง", "ชื่อใหม่")


# --- rows and the sheet


def rows(page: Page) -> list[str]:
    fields = page.locator("[data-row]:not(.removed) input.form-control")
    return [field.input_value() for field in fields.all()]


def test_rows_are_added_removed_moved_and_brought_back(page: Page) -> None:
    opened(page)
    page.fill("[name=work-0-name]", "ก")
    page.click("#add")
    expect(page.locator("[name=work-1-name]")).to_be_focused()
    page.keyboard.type("ข")
    page.locator("[data-row]").nth(1).locator("[data-row-up]").click()
    assert rows(page) == ["ข", "ก"]
    assert page.locator("[name=work-1-ORDER]").input_value() == "1"
    page.locator("[data-row]").nth(0).locator("[data-row-remove]").click()
    assert rows(page) == ["ก"]
    assert page.locator("[name=work-1-DELETE]").input_value() == "on"
    page.get_by_role("button", name="เลิกทำ").click()
    assert rows(page) == ["ข", "ก"]
    saved(page)
    assert script_urls.store["values"]["work-TOTAL_FORMS"] == "2"


def test_cells_from_excel_fill_rows_and_add_them(page: Page) -> None:
    opened(page)
    text = 'หนึ่ง\t"สอง\nบรรทัด"\nสาม\tสี่ ""x""\n'
    page.focus("[name=work-0-name]")
    paste(page, text)
    assert rows(page) == ["หนึ่ง", "สาม"]
    assert page.input_value("[name=work-0-reason]") == "สอง\nบรรทัด"
    saved(page)
    paste(page, "\n".join(f"แถว {n}\tx" for n in range(9)))
    assert len(rows(page)) == 6
    expect(page.locator(".toast-note").last).to_contain_text("วางไม่ได้อีก 3 แถว")


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste',
          {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def test_arrows_and_enter_move_as_in_a_sheet(page: Page) -> None:
    opened(page)
    page.click("#add")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=work-0-name]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[name=work-1-name]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=work-0-reason]")).to_be_focused()
    assert script_urls.store["sent"] == 0


def test_kept_rows_come_back_too(page: Page) -> None:
    opened(page)
    page.context.set_offline(True)
    page.click("#add")
    page.keyboard.type("แถวที่สอง")
    expect(page.locator("[data-saved]")).to_contain_text("เก็บไว้ในเครื่องนี้")
    page.close()
    page.context.set_offline(False)
    again = opened(page.context.new_page())
    assert rows(again) == ["", "แถวที่สอง"]


# --- uploads


def test_a_refused_file_stays_listed_and_the_others_arrive(page: Page) -> None:
    opened(page)
    files = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": b"x" * size}
        for name, size in [("ก.pdf", 9), ("มาโคร.docm", 9), ("ใหญ่.pdf", 3000), ("ข.pdf", 9)]
    ]
    page.set_input_files("#file", files)
    expect(page.locator(".file-list li.sent")).to_have_count(2)
    expect(page.locator(".file-list li.failed")).to_have_count(2)
    expect(page.locator(".file-list")).to_contain_text("This file holds macros.")
    expect(page.locator(".file-list")).to_contain_text("รับได้ไม่เกิน")
    assert script_urls.store["files"] == ["ก.pdf", "ข.pdf"]
    page.get_by_role("button", name="ทำต่อกับไฟล์ที่ได้รับแล้ว").click()
    expect(page.locator(".file-list li")).to_have_count(0)


# --- small guards


def test_a_double_press_sends_once(page: Page) -> None:
    opened(page).fill("#name", "x")
    page.locator("#send").dblclick()
    page.wait_for_timeout(300)
    assert script_urls.store["sent"] == 1


def test_a_field_is_judged_only_after_leaving_it(page: Page) -> None:
    opened(page)
    page.focus("#name")
    expect(page.locator(".field-error")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.locator("#name-fault")).to_have_text("กรอกName")
    page.fill("#name", "x")
    expect(page.locator(".field-error")).to_have_count(0)


def test_shortcuts_leave_typing_alone_and_can_be_switched_off(page: Page) -> None:
    opened(page, "/styleguide/")
    page.focus("#id_name")
    page.keyboard.type("s?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("s")
    expect(page.locator("#sample-ask")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_role("button", name="ปิดปุ่มลัดในเครื่องนี้").click()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.locator("#sample-ask")).to_be_hidden()


def test_drawer_takes_and_returns_focus(page: Page) -> None:
    opened(page, "/styleguide/")
    page.click("[data-open=sample-drawer]")
    expect(page.locator("#sample-drawer [data-close]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-open=sample-drawer]")).to_be_focused()


# --- the look


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_component_is_accessible(page: Page, width: int, language: str) -> None:
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 800})
    # The style guide speaks the person's language; the switch is a form like any other.
    page.evaluate(
        """code => { const form = document.querySelector("form[action='/language/']");
        form.querySelector(`[value=${code}]`).click(); }""",
        language,
    )
    page.wait_for_selector(f"html[lang={language}]")
    for path in ("/styleguide/", "/", "/refuse/refused/"):
        opened(page, path)
        serious = [
            (found["id"], [node["target"] for node in found["nodes"]])
            for found in Axe().run(page).response["violations"]
            if found["impact"] in ("serious", "critical")
        ]
        assert serious == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [fault for fault in faults if "409" not in fault] == []


def test_without_scripts_pages_are_plain_forms(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    sign_in(page)
    page.goto("/styleguide/")
    expect(page.get_by_role("button", name="ส่งไฟล์")).to_be_visible()
    expect(page.get_by_role("button", name="เลือกไฟล์", exact=True)).to_be_hidden()
    page.get_by_role("button", name="EN: English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()
