"""The desk in real Chromium: last year is copied, looked at and published; every page is sound at
both widths in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from indicators.domain import drafts
from indicators.enums import VersionState
from indicators.models import Draft, Indicator, IndicatorVersion
from tests.e2e.conftest import enter, world

pytestmark = pytest.mark.browser
__all__ = ["enter", "world"]


def test_an_indicator_is_copied_mended_and_published(enter, world):
    keeper = enter("configurer")
    origin = world.report.round.indicator
    year = origin.fiscal_year + 1
    page = keeper.look(f"/indicators/copy/?from={origin.fiscal_year}")
    keeper.look(f"/indicators/{origin.pk}/copy/")
    page.fill(f"#baseline-{origin.pk}", "ระดับ 1 - 4")
    page.click("main form.stack button.btn-primary")
    page.wait_for_url("**/designer/")
    draft = Draft.objects.get(indicator__fiscal_year=year)
    assert draft.document["baseline"][-1]["value"] == "ระดับ 1 - 4"

    faulty = draft.document | {"weight": None}
    by = {"actor": world.configurer, "at": world.now}
    draft = drafts.change(draft, faulty, what="น้ำหนัก", revision=draft.revision, **by)
    page = keeper.look(f"/indicators/{draft.indicator_id}/publish/")
    expect(page.locator("main form button.btn-primary")).to_have_count(0)
    page.locator("main .row-list a").first.click()
    page.wait_for_url("**/designer/?place=weight*")

    sound = draft.document | {"weight": 5}
    drafts.change(draft, sound, what="น้ำหนัก", revision=draft.revision, **by)
    page = keeper.look(f"/indicators/?year={year}")
    page.click(f"main td a[href='/indicators/{draft.indicator_id}/publish/']")
    page.click("main form button.btn-primary")
    page.wait_for_url(f"**/indicators/{draft.indicator_id}/")
    version = IndicatorVersion.objects.get(indicator=draft.indicator_id)
    assert version.state == VersionState.PUBLISHED


def test_the_other_pages_of_the_desk_are_sound(enter, world):
    keeper = enter("configurer")
    origin = world.report.round.indicator
    draft = drafts.begin(origin, actor=world.configurer, at=world.now)
    changed = draft.document | {"unit": "ขั้นตอน"}
    drafts.change(draft, changed, what="หน่วยวัด", revision=1, actor=world.configurer, at=world.now)
    year = origin.fiscal_year
    for path in (
        "/indicators/",
        f"/indicators/?year={year + 3}",
        f"/indicators/{origin.pk}/publish/",
        f"/indicators/publish/?year={year}",
        f"/indicators/{origin.pk}/retire/",
    ):
        keeper.look(path)

    page = keeper.look("/indicators/new/")
    page.fill("#id_code", "สบอ-9")
    page.fill("#id_name", "ตัวชี้วัดใหม่")
    page.check("input[value=growth]")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/designer/")
    assert Indicator.objects.filter(code="สบอ-9").exists()

    page = keeper.open("/rounds/")
    page.locator("details.year-menu > summary").click()
    page.click(f"details.year-menu button[value='{year - 2}']")
    expect(page.locator("h2")).to_contain_text(str(year - 2))
