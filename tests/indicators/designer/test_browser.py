"""The designer in real Chromium: sound at both widths, saves by itself, loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from indicators.models import Draft
from tests.e2e.browser import grave_findings, ready
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
LEVEL = "rounds[0].levels[1]"


@pytest.fixture
def draft(transactional_db: None, begin) -> Draft:
    return begin("rid-digitalize-2568")


def go(page: Page, draft: Draft, place: str) -> Page:
    page.goto(f"/indicators/{draft.indicator_id}/designer/?place={place}")
    return ready(page)


def level(draft: Draft) -> dict:
    return Draft.objects.get(pk=draft.pk).document["rounds"][0]["levels"][1]


@pytest.fixture
def enter(chromium: Browser, live_server, draft: Draft, keeper) -> Iterator[Callable[..., Page]]:
    contexts = []

    def enter(place: str, language: str = "en", width: int = 1280) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale=language
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        keeper.language = language
        keeper.save()
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("#id_login", keeper.username)
        page.fill("#id_password", PASSWORD)
        page.click("main form button.btn-primary")
        page.wait_for_url("**/")
        return go(page, draft, place)

    yield enter
    for context in contexts:
        context.close()


PLACES = {
    "rid-digitalize-2568": [
        "", "card", "notes", "rounds[0]", LEVEL, f"{LEVEL}.criteria[0]",
        f"{LEVEL}.criteria[0].evidence[0]",
    ],
    "org-status-2564": ["rounds[0]", "rounds[0].points"],
    "pmqa40-2565": ["rounds[0].parts[6].parts[0]", "rounds[0].parts[6].parts[0].bands"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("width", [1280, 360])
def test_sound_in_both_languages_and_widths(enter, draft, begin, language, width):
    page = enter("", language, width)
    for name, places in PLACES.items():
        own = draft if name.startswith("rid") else begin(name)
        for place in places:
            go(page, own, place)
            assert grave_findings(page) == [], (name, place)
            reach = page.evaluate("document.documentElement.scrollWidth")
            assert reach <= width, (name, place)
            if os.environ.get("SHOTS"):
                shot = f"{name[:4]}-{place or 'root'}-{language}-{width}.png"
                page.screenshot(path=f"{os.environ['SHOTS']}/{shot}", full_page=width < 500)


def test_a_field_saves_itself_when_it_is_left(enter, draft):
    page = enter(LEVEL)
    page.get_by_label("Points", exact=True).fill("abc")
    page.keyboard.press("Tab")
    expect(page.locator("#designer-sum")).to_contain_text("?/100")
    expect(page.locator("#designer-fault-count")).to_contain_text("1 thing to put right")
    expect(page.get_by_label("Points", exact=True)).to_have_value("abc")
    expect(page.get_by_label("Points", exact=True)).to_have_attribute("aria-invalid", "true")
    assert level(draft)["points"] == "abc"

    page.get_by_label("Points", exact=True).fill("20")
    page.keyboard.press("Tab")
    expect(page.locator("#designer-sum")).to_contain_text("95/100")
    expect(page.locator("#designer-undo")).to_contain_text("Level 2: Points")

    page.locator("#designer-undo button").click()
    expect(page.get_by_label("Points", exact=True)).to_have_value("abc")


def test_following_a_link_saves_first(enter, draft):
    page = enter(LEVEL)
    page.get_by_label("Title", exact=False).first.fill("typed and left at once")
    page.locator("#designer-tree a", has_text="Level 1").first.click()
    expect(page.locator("#part-title")).to_contain_text("Level 1")
    assert level(draft)["title"] == "typed and left at once"


def test_typing_and_pressing_an_act_at_once_loses_nothing(enter, draft):
    page = enter(LEVEL)
    page.get_by_label("Title", exact=False).first.fill("typed, then added")
    page.get_by_role("button", name="Add a level after this one").click()
    expect(page.locator("#part-title")).to_contain_text("Level 3")
    assert level(draft)["title"] == "typed, then added"
    assert page.locator(".toast-note").count() == 0, "nothing is left to bring back"


def test_the_rehearsal_follows_what_is_saved(enter, draft):
    page = enter(LEVEL)
    asked = page.locator(".desk-judge #rehearsal")
    expect(asked).to_be_visible()
    expect(asked).to_contain_text("change 1")
    page.get_by_label("Title", exact=False).first.fill("another title")
    page.keyboard.press("Tab")
    expect(page.locator(".desk-judge #rehearsal")).to_contain_text("change 2")


def test_two_people_in_one_field_keep_both_texts(enter, draft):
    mine, theirs = enter(LEVEL), enter(LEVEL)
    theirs.get_by_label("Title", exact=False).first.fill("theirs")
    theirs.keyboard.press("Tab")
    expect(theirs.locator("#designer-undo")).to_contain_text("Title")
    mine.get_by_label("Title", exact=False).first.fill("mine")
    mine.keyboard.press("Tab")
    expect(mine.locator(".clash")).to_contain_text("theirs")
    mine.get_by_role("button", name="Keep mine").click()
    expect(mine.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    assert level(draft)["title"] == "mine"
