"""What the strategy section and the executive do in the browser, from the queue to publishing."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.browser import Visitor, ready


def start(who: Visitor, desk: str) -> None:
    """From the queue to the desk, where the review begins."""
    page = who.look("/review/")
    page.locator(f"main a[href^='{desk}']").first.click()
    page.wait_for_url(f"**{desk}**")
    ready(page)
    page.locator("#desk-bar form button.btn-primary").click()
    expect(page.locator("#desk-judge .verdicts")).to_be_visible()


def staying(who: Visitor, item: str) -> Page:
    """The desk at an item, where it does not go on to the next piece by itself."""
    page = who.open(item)
    tick = page.locator("[data-go-on-choice]")
    if tick.is_visible() and tick.is_checked():
        tick.uncheck()
        tick.blur()
    return page


def accept(who: Visitor, desk: str, key: str) -> None:
    """Read one piece and accept it by the keyboard."""
    page = staying(who, f"{desk}{key}/")
    page.keyboard.press("a")
    expect(page.locator("button[value=accepted][aria-pressed=true]")).to_be_visible()


def send_back(who: Visitor, desk: str, key: str, comment: str) -> None:
    """Return one piece with its comment, then the report with a note."""
    page = staying(who, f"{desk}{key}/")
    page.fill("#verdict-comment", comment)
    page.locator("button[name=decision][value=returned]").click()
    expect(page.locator("button[value=returned][aria-pressed=true]")).to_be_visible()
    who.look()
    who.look(f"{desk}do/return/")
    _act(who, desk, "return", note="โปรดแก้ไขตามความเห็น")


def accept_the_rest(who: Visitor, desk: str) -> None:
    page = who.look(f"{desk}do/accept/")
    page.locator("main button.btn-done").click()
    page.wait_for_url(f"**{desk}**")


def propose(who: Visitor, desk: str) -> None:
    """The result is proposed as the engine computed it; what contradicts itself may stand."""
    page = who.look(f"{desk}do/contradictions/")
    stand = page.locator("main button[value=stand]")
    while stand.count():
        page.locator("main textarea[name=reason]").first.fill("สอบถามหน่วยงานแล้ว")
        with page.expect_navigation():
            stand.first.click()
        ready(page)
    who.look(desk)
    _act(who, desk, "assess")


def confirm(who: Visitor, desk: str) -> None:
    who.look(f"{desk}do/confirm/")
    _act(who, desk, "confirm")


def endorse(who: Visitor, desk: str) -> None:
    who.look(f"{desk}do/endorse/")
    _act(who, desk, "endorse", reference="ประชุมสำนัก ครั้งที่ 3/2570")


def publish(who: Visitor, desk: str) -> None:
    _act(who, desk, "publish")


def _act(who: Visitor, desk: str, action: str, **fields: str) -> None:
    """One act from the bar of the desk, in its drawer."""
    page = who.open(desk)
    page.locator(f"#desk-bar a[href$='/do/{action}/']").first.click()
    form = page.locator(f"dialog[open] form[action$='/do/{action}/']")
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    _send(page, form)


def _send(page: Page, form: object) -> None:
    with page.expect_navigation():
        page.locator("dialog[open] form .form-end button[type=submit]").click()
    ready(page)
    expect(page.locator(".error-summary")).to_have_count(0)
