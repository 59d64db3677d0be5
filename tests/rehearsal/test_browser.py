"""The panel in real Chromium: the result follows each tick, cases are kept and fail, pages are
sound at both widths in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from indicators.domain import drafts
from indicators.models import RehearsalCase
from tests.e2e.conftest import enter, world

pytestmark = pytest.mark.browser
__all__ = ["enter", "world"]


def shoot(page, name):
    """For looking at: pictures go where the environment says, else nowhere."""
    if folder := os.environ.get("SHOTS"):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def _opened(keeper, path):
    """The page anew, once nothing is under way: a request cut off would stand in the console."""
    keeper.page.wait_for_load_state("networkidle")
    return keeper.open(path)


def test_the_result_follows_the_boxes(enter, world):
    keeper = enter("configurer")
    indicator = world.report.round.indicator
    path = f"/indicators/{indicator.pk}/rehearsal/?round=m5"
    page = _opened(keeper, path)
    answer = page.locator("#rehearsal-answer")
    expect(answer.locator(".score-number")).to_contain_text("0.00")
    for box in page.locator("#rehearsal-boxes fieldset").first.locator("input").all():
        if box.get_attribute("type") == "checkbox":
            box.check()
        else:
            box.fill("100")
    expect(answer.locator(".score-number")).to_contain_text("50.00")
    shoot(page, "panel")

    page.fill("#rehearsal-name", "ระดับ 1 ครบ")
    page.click("#rehearsal-save button")
    expect(page.locator("#rehearsal .row-list")).to_contain_text("ระดับ 1 ครบ")
    assert RehearsalCase.objects.get().expected["final"] == "50.00"

    # the definition changes underneath: the boxes stay, the case fails
    draft = drafts.begin(indicator, actor=world.configurer, at=world.now)
    body = draft.document
    levels = [dict(level) for level in body["rounds"][0]["levels"]]
    levels[0]["points"], levels[1]["points"] = 40, 35
    rounds = [body["rounds"][0] | {"levels": levels}]
    drafts.change(
        draft,
        body | {"rounds": rounds},
        what="คะแนน",
        revision=1,
        actor=world.configurer,
        at=world.now,
    )
    page = _opened(keeper, path)
    expect(page.locator("#rehearsal-answer .score-number")).to_contain_text("40.00")
    expect(page.locator("#rehearsal .row-list .text-stop").last).to_contain_text("40.00")
    shoot(page, "fails")
    keeper.look()

    # deleting is taken back
    page.click("#rehearsal .row-list details.menu summary")
    page.click("#rehearsal .row-list .menu-panel button.item")
    page.click("#rehearsal form button:has(.bi-arrow-counterclockwise)")
    expect(page.locator("#rehearsal .row-list")).to_contain_text("ระดับ 1 ครบ")

    # a draft that breaks the format says where
    broken = body | {"rounds": [body["rounds"][0] | {"scale": "มาก"}]}
    drafts.change(
        drafts.get(indicator),
        broken,
        what="คะแนนเต็ม",
        revision=2,
        actor=world.configurer,
        at=world.now,
    )
    page = _opened(keeper, path)
    expect(page.locator("#rehearsal .note-stop")).to_contain_text("คะแนนเต็ม")
    shoot(page, "faults")
    keeper.look()
