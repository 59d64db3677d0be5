"""The desk in real Chromium: the keyboard, and that panes are swapped without losing words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from submissions.domain.return_reasons import add_reason
from submissions.domain.review import give_verdict
from submissions.enums import Decision
from submissions.models import Verdict
from tests.e2e.browser import LANGUAGES, WIDTHS, grave_findings, ready
from tests.evidence.world import pdf_bytes
from tests.factories import PASSWORD
from tests.review.world import LATER, Review, make_review

pytestmark = pytest.mark.browser


@pytest.fixture
def review(transactional_db: None) -> Review:
    review = make_review()
    review.in_review("1.1-a", "2.1-a", "3.1-a")
    return review


@pytest.fixture
def at_the_desk(chromium: Browser, live_server, review: Review) -> Iterator[Callable[[], Page]]:
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="en"
    )
    context.set_default_timeout(15_000)
    # The pieces of these reports are rows without bytes; what the viewer shows is tested elsewhere.
    # It is a sound PDF all the same: of a broken one the viewer tells in a dialog of its own, which
    # takes the keys away at some moment.
    body = pdf_bytes()
    context.route(
        "**/evidence/*/view/",
        lambda route: route.fulfill(body=body, content_type="application/pdf"),
    )

    def enter() -> Page:
        review.reviewer.language = "en"
        review.reviewer.save()
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("#id_login", review.reviewer.username)
        page.fill("#id_password", PASSWORD)
        page.click("main form button.btn-primary")
        page.wait_for_url("**/")
        page.goto(f"/review/{review.submission.pk}/1.1-a/")
        return ready(page)

    yield enter
    context.close()


def stay(page: Page) -> None:
    """Switch off that the desk goes on by itself after a verdict."""
    page.locator("[data-go-on-choice]").uncheck()


def test_by_the_keyboard_alone(at_the_desk, review: Review):
    page = at_the_desk()
    stay(page)
    frame = page.locator("iframe.viewer").element_handle()

    page.keyboard.press("r")
    expect(page.locator("#verdict-fault")).to_contain_text("Say what is to be corrected")
    expect(page.locator("#verdict-comment")).to_be_focused()

    page.keyboard.type("add a signature, a and r included")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("button[value=returned][aria-pressed=true]")).to_be_visible()
    expect(page.locator("#desk-bar")).to_contain_text("1 of 3")
    expect(page.locator("#desk-bar")).to_contain_text("Return 1 item")
    assert frame is not None
    assert frame.evaluate("frame => frame.isConnected"), "the preview was not loaded anew"

    page.keyboard.press("j")
    page.wait_for_url("**/2.1-a/**")
    ready(page)
    page.keyboard.press("a")
    expect(page.locator("button[value=accepted][aria-pressed=true]")).to_be_visible()
    page.keyboard.press("k")
    page.wait_for_url("**/1.1-a/**")
    ready(page)
    page.keyboard.press("n")
    page.wait_for_url("**/2.1-a/**")
    ready(page)
    page.keyboard.press("?")
    expect(page.locator("#shortcut-list")).to_contain_text("Return with a comment")
    assert [v.decision for v in Verdict.objects.order_by("pk")] == ["returned", "accepted"]


def test_what_was_typed_into_the_drawer_is_there_again(at_the_desk, review: Review):
    page = at_the_desk()
    stay(page)
    page.fill("#verdict-comment", "no signature")
    page.click("button[value=returned]")
    page.get_by_role("link", name="Return 1 item").click()
    page.fill("#act-note", "please sign the minutes")
    page.keyboard.press("Escape")
    expect(page.locator("#act")).to_be_hidden()

    page.get_by_role("link", name="Return 1 item").click()
    expect(page.locator("#act-note")).to_have_value("please sign the minutes")


def test_the_list_of_keys_opens_at_its_beginning(at_the_desk, review: Review):
    for number in range(9):
        add_reason(review.bureau, actor=review.head, at=LATER, text=f"reason {number} " + "x " * 60)
    page = at_the_desk()
    page.set_viewport_size({"width": 1280, "height": 500})
    page.keyboard.press("?")
    expect(page.locator("#shortcut-title")).to_be_in_viewport()
    expect(page.locator("#shortcut-list .dialog-foot button").last).to_be_in_viewport()


def test_a_report_is_judged_key_by_key_on_a_thai_keyboard(at_the_desk, review: Review):
    add_reason(review.bureau, actor=review.head, at=LATER, text="no signature")
    page = at_the_desk()
    page.keyboard.press("c")
    expect(page.locator("#verdict-comment")).to_be_focused()
    page.keyboard.press("Escape")

    thai(page, "KeyA", "ฟ")
    page.wait_for_url("**/2.1-a/**")
    ready(page)
    expect(page.locator("#toasts")).to_contain_text("Accepted.")
    thai(page, "Digit1", "ๅ")
    expect(page.locator("#verdict-comment")).to_have_value("no signature")
    thai(page, "KeyR", "พ")
    page.wait_for_url("**/3.1-a/**")
    ready(page)
    thai(page, "Slash", "ฦ", shift=True)
    expect(page.locator("#shortcut-list")).to_contain_text("Reason: no signature")
    said = Verdict.objects.order_by("pk").values_list("decision", "comment")
    assert list(said) == [("accepted", ""), ("returned", "no signature")]


def thai(page: Page, code: str, key: str, *, shift: bool = False) -> None:
    """A key as a keyboard with a Thai layout sends it."""
    page.evaluate(
        """([code, key, shiftKey]) => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {code, key, shiftKey, bubbles: true, cancelable: true}))""",
        [code, key, shift],
    )


def test_a_comment_outlives_a_lost_connection_and_a_renewed_page(at_the_desk, review: Review):
    page = at_the_desk()
    page.fill("#verdict-comment", "the date is missing")
    page.route("**/do/verdict/**", lambda route: route.abort())
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#toasts")).to_contain_text("The verdict was not saved")
    page.unroute("**/do/verdict/**")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    ready(page)
    expect(page.locator("#verdict-comment")).to_have_value("the date is missing")
    expect(page.locator("[data-draft-restored]")).to_contain_text("was not saved yet")
    page.locator("h2").first.click()
    page.keyboard.press("r")
    page.wait_for_url("**/2.1-a/**")
    page.goto(f"/review/{review.submission.pk}/1.1-a/")
    ready(page)
    expect(page.locator("[data-draft-restored]")).to_have_count(0)


def test_a_session_that_ended_loses_nothing(at_the_desk, review: Review):
    page = at_the_desk()
    page.fill("#verdict-comment", "the date is missing")
    page.context.clear_cookies(name="sessionid")
    page.locator("button[value=returned]").click()
    page.fill("#id_login", review.reviewer.username)
    page.fill("#id_password", PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/1.1-a/**")
    ready(page)
    expect(page.locator("#verdict-comment")).to_have_value("the date is missing")
    expect(page.locator("[data-draft-restored]")).to_contain_text("was not saved yet")


def test_what_another_reviewer_does_shows_by_itself(at_the_desk, review: Review):
    page = at_the_desk()
    page.fill("#verdict-comment", "being typed")
    use = review.submission.uses.get(requirement="2.1-a")
    give_verdict(
        use, actor=review.second_reviewer, at=LATER, decision=Decision.ACCEPTED, comment=""
    )
    # the page asks when it is looked at again, and now and then
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#desk-news")).to_contain_text("accepted “หลักฐาน 2”")
    expect(page.locator("#verdict-comment")).to_have_value("being typed")
    # what is typed is kept, so nothing asks before the page is renewed
    page.locator("[data-show]").click()
    ready(page)
    expect(page.locator("#desk-bar")).to_contain_text("1 of 3")
    expect(page.locator("#verdict-comment")).to_have_value("being typed")


def test_somebody_is_faster_while_one_types(at_the_desk, review: Review):
    page = at_the_desk()
    stay(page)
    page.fill("#verdict-comment", "the date is missing")
    use = review.submission.uses.get(requirement="1.1-a")
    give_verdict(
        use, actor=review.second_reviewer, at=LATER, decision=Decision.ACCEPTED, comment=""
    )

    page.locator("button[value=returned]").click()

    expect(page.locator("#verdict-fault")).to_contain_text("judged this piece meanwhile")
    expect(page.locator("#verdict-comment")).to_have_value("the date is missing")
    expect(page.locator(".timeline")).to_contain_text("Accepted")
    page.locator("button[value=returned]").click()
    expect(page.locator("button[value=returned][aria-pressed=true]")).to_be_visible()
    use.refresh_from_db()
    assert use.decision == Decision.RETURNED


def test_a_usual_comment_joins_what_was_typed(at_the_desk, review: Review):
    use = review.submission.uses.get(requirement="1.1-a")
    for decision, comment in ((Decision.RETURNED, "no signature"), (Decision.PENDING, "")):
        give_verdict(use, actor=review.reviewer, at=LATER, decision=decision, comment=comment)
    page = at_the_desk()
    page.fill("#verdict-comment", "page 3:")
    page.get_by_text("Usual comments").click()
    page.get_by_role("button", name="no signature").click()
    expect(page.locator("#verdict-comment")).to_have_value("page 3:\nno signature")


def test_ten_pieces_by_the_keyboard_alone(at_the_desk, review: Review):
    add_reason(review.bureau, actor=review.head, at=LATER, text="no signature")
    for _piece in range(7):
        review.supply("1.1-a")
    page = at_the_desk()
    for number in range(1, 11):
        page.evaluate("document.documentElement.dataset.left = 'true'")
        if number == 3:
            page.keyboard.press("1")
            expect(page.locator("#verdict-comment")).to_have_value("no signature")
        page.keyboard.press("r" if number == 3 else "a")
        if number < 10:
            page.wait_for_selector("html[data-ready]:not([data-left])", state="attached")
        expect(page.locator("#desk-bar")).to_contain_text(f"{number} of 10")
    said = Verdict.objects.order_by("pk").values_list("decision", "comment")
    assert list(said) == [
        ("returned", "no signature") if number == 3 else ("accepted", "") for number in range(1, 11)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_is_accessible(at_the_desk, review: Review, language: str):
    add_reason(review.bureau, actor=review.head, at=LATER, text="no signature")
    page = at_the_desk()
    review.reviewer.language = language
    review.reviewer.save()
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    page.context.request.post(
        "/language/",
        form={"language": language, "next": "/health/", "csrfmiddlewaretoken": token},
    )
    for path in (f"/review/{review.submission.pk}/1.1-a/", "/review/reasons/"):
        page.goto(path)
        ready(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert grave_findings(page) == [], (path, width)
            reach = page.evaluate("document.documentElement.scrollWidth")
            assert reach <= width, (path, width)
