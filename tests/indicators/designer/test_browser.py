"""The designer in real Chromium: sound at both widths, saves by itself, loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from indicators.models import Draft
from tests.e2e.browser import grave_findings, ready
from tests.e2e.conftest import ARGUMENTS
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
LEVEL = "rounds[0].levels[1]"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread; Django would refuse its own queries beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def draft(transactional_db: None, begin) -> Draft:
    return begin("rid-digitalize-2568")


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
        page.goto(f"/indicators/{draft.indicator_id}/designer/?place={place}")
        return ready(page)

    yield enter
    for context in contexts:
        context.close()


SHOTS = os.environ.get("SHOTS")


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("width", [1280, 360])
def test_sound_in_both_languages_and_widths(enter, draft, language, width):
    page = enter("", language, width)
    places = ["", "card", "rounds[0]", LEVEL, f"{LEVEL}.criteria[0]"]
    for place in [*places, f"{LEVEL}.criteria[0].evidence[0]"]:
        page.goto(f"/indicators/{draft.indicator_id}/designer/?place={place}")
        ready(page)
        assert grave_findings(page) == [], place
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        if SHOTS:
            name = place.replace("[", "-").replace("]", "").replace(".", "_") or "root"
            page.screenshot(path=f"{SHOTS}/{name}-{language}-{width}.png", full_page=width < 500)
