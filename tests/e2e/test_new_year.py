"""A fiscal year without a developer: copied, changed, mended, rehearsed, published, opened and, in
mid-round, corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from indicators.domain.loading import load_definition
from indicators.models import Draft, Indicator, IndicatorVersion, RehearsalCase
from kpi_portal.audit import recorder as audit
from kpi_portal.thai import local_date, thai_date
from scoring.parsing import parse_definition
from submissions import access
from submissions.domain import scores
from submissions.models import Submission
from tests.e2e.browser import Visitor, ready
from tests.e2e.conftest import Enter
from tests.e2e.world import World
from tests.review.world import supply

pytestmark = pytest.mark.browser
SOURCE = settings.BASE_DIR / "fixtures" / "indicators" / "rid-digitalize-2568.yaml"
LEVEL_1 = ("1.1-a", "1.2-a", "1.2-b")


def test_2568_becomes_2569_and_is_corrected_in_mid_round(world: World, enter: Enter) -> None:
    keeper = enter("configurer")
    definition = parse_definition(SOURCE.read_bytes())
    loaded = load_definition(
        definition, owner=world.units["bureau"], actor=world.configurer, at=world.now
    )
    copy = _copied(keeper, loaded.indicator)
    _changed(keeper, copy, world)
    _fault_mended(keeper, copy)
    _rehearsed(keeper, copy)
    _published(keeper, copy, reason="")
    round_ = copy.rounds.get(key="m5")
    assert local_date(round_.due_at) == local_date(world.now) + timedelta(days=30)
    _opened(keeper, round_.pk, world)
    report = Submission.objects.get(round=round_, unit=world.units["hydro"])
    _level_1_supplied(report, world)
    _corrected(keeper, copy)
    _moved(enter("head"), round_.pk, report)


def _place(indicator: Indicator, place: str = "") -> str:
    return f"/indicators/{indicator.pk}/designer/?place={place}"


def _copied(keeper: Visitor, origin: Indicator) -> Indicator:
    """The copy page shows every moved date and year before anything is made."""
    page = keeper.look(f"/indicators/{origin.pk}/copy/?to=2569")
    expect(page.locator("main")).to_contain_text("2569")
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/designer/**")
    copy = Indicator.objects.get(code=origin.code, fiscal_year=2569)
    assert copy.copied_from == origin
    assert not copy.versions.exists(), "a copy is a draft, never published by itself"
    return copy


def _save(keeper: Visitor, copy: Indicator, place: str, fields: dict[str, str]) -> None:
    """Open a part, type, save."""
    keeper.page.wait_for_load_state("networkidle")
    page = keeper.open(_place(copy, place))
    for name, value in fields.items():
        page.fill(f".part-form [name='{place}.{name}']", value)
    with page.expect_navigation():
        page.locator(".part-form .form-end button").click()
    ready(page)
    expect(page.locator(".error-summary")).to_have_count(0)


def _changed(keeper: Visitor, copy: Indicator, world: World) -> None:
    """A deadline, a point value and an evidence requirement."""
    due = local_date(world.now) + timedelta(days=30)
    dates = {"opens": local_date(world.now) - timedelta(days=1), "due": due}
    dates["closes"] = due + timedelta(days=30)
    _save(
        keeper,
        copy,
        "rounds[0]",
        {name: thai_date(day, "short") for name, day in dates.items()},
    )
    keeper.look(_place(copy, "rounds[0]"))
    _save(keeper, copy, "rounds[0].levels[0]", {"points": "40"})
    requirement = "rounds[0].levels[2].criteria[2].evidence[0]"
    _save(keeper, copy, requirement, {"minimum": "2"})
    keeper.look(_place(copy, requirement))
    draft = Draft.objects.get(indicator=copy)
    level = draft.document["rounds"][0]["levels"]
    assert level[0]["points"] == 40
    assert level[2]["criteria"][2]["evidence"][0]["minimum"] == 2


def _fault_mended(keeper: Visitor, copy: Indicator) -> None:
    """Points no longer make up the scale: publishing says so and leads to the field."""
    page = keeper.look(f"/indicators/{copy.pk}/publish/")
    expect(page.locator("main form button.btn-primary")).to_have_count(0)
    expect(page.locator("main .row-list")).to_contain_text("90")
    page.locator("main .row-list a").first.click()
    page.wait_for_url("**/designer/?place=rounds*")
    _save(keeper, copy, "rounds[0].levels[1]", {"points": "35"})
    page = keeper.open(f"/indicators/{copy.pk}/publish/")
    expect(page.locator("main form button.btn-primary")).to_have_count(1)


def _rehearsed(keeper: Visitor, copy: Indicator) -> None:
    """Level 1 complete is worth 40 and is kept as a case; a wrong expectation bars publishing."""
    keeper.page.wait_for_load_state("networkidle")
    page = keeper.open(f"/indicators/{copy.pk}/rehearsal/?round=m5")
    for box in page.locator("#rehearsal-boxes fieldset").first.locator("input").all():
        if box.get_attribute("type") == "checkbox":
            box.check()
        else:
            box.fill("1")
    expect(page.locator("#rehearsal-answer .score-number")).to_contain_text("40.00")
    page.fill("#rehearsal-name", "ระดับ 1 ครบ")
    page.click("#rehearsal-save button")
    expect(page.locator("#rehearsal .row-list")).to_contain_text("ระดับ 1 ครบ")
    case = RehearsalCase.objects.get(indicator=copy)
    right = case.expected
    RehearsalCase.objects.filter(pk=case.pk).update(expected=right | {"final": "50.00"})
    page = keeper.look(f"/indicators/{copy.pk}/publish/")
    expect(page.locator("main form button.btn-primary")).to_have_count(0)
    RehearsalCase.objects.filter(pk=case.pk).update(expected=right)


def _published(keeper: Visitor, copy: Indicator, *, reason: str) -> IndicatorVersion:
    page = keeper.open(f"/indicators/{copy.pk}/publish/")
    if reason:
        page.fill("main [name=reason]", reason)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**/indicators/{copy.pk}/")
    return copy.versions.order_by("-number")[0]


def _opened(keeper: Visitor, round_: int, world: World) -> None:
    page = keeper.look(f"/rounds/{round_}/units/add/")
    page.check(f"[name=units][value='{world.units['hydro'].pk}']")
    page.fill("[name=text]", world.units["dam"].code)
    page.click("button[name=act][value=show]")
    page.click("button[name=act][value=add]")
    page.wait_for_url("**/units/")
    page = keeper.look(f"/rounds/{round_}/setup/")
    page.click("[data-open='open-round']")
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator("main, #notices").first).to_be_visible()
    page.wait_for_url("**/setup/")
    assert Submission.objects.filter(round=round_).count() == 2


def _level_1_supplied(report: Submission, world: World) -> None:
    now = timezone.now()
    for key in LEVEL_1:
        supply(report, key, world.drafter, at=now)
    with audit.act(actor=world.drafter, at=now):
        scores.recompute(access.lock(report.pk), at=now, reason="evidence")
    report.refresh_from_db()
    assert report.projected_final == 40


def _corrected(keeper: Visitor, copy: Indicator) -> None:
    """A published text and its points are corrected: a new version with reason and author."""
    keeper.page.wait_for_load_state("networkidle")
    page = keeper.open(f"/indicators/{copy.pk}/")
    page.locator("form[action$='/designer/begin/'] button").first.click()
    page.wait_for_url("**/designer/**")
    _save(keeper, copy, "rounds[0].levels[0]", {"title": "ทบทวนกระบวนงาน", "points": "45"})
    _save(keeper, copy, "rounds[0].levels[1]", {"points": "30"})
    keeper.page.wait_for_load_state("networkidle")
    page = keeper.open(f"/indicators/{copy.pk}/publish/")
    expect(page.locator("main")).to_contain_text("45")
    # the case says what the rules were meant to give: it is settled anew with them
    RehearsalCase.objects.filter(indicator=copy).delete()
    version = _published(keeper, copy, reason="แก้ชื่อระดับ 1 และคะแนนตามมติที่ประชุม")
    assert (version.number, version.reason) == (2, "แก้ชื่อระดับ 1 และคะแนนตามมติที่ประชุม")
    assert version.author is not None


def _moved(head: Visitor, round_: int, report: Submission) -> None:
    """Reports stay on their version until the head has seen what moves, and moves them."""
    report.refresh_from_db()
    assert report.definition_version.number == 1
    page = head.look(f"/rounds/{round_}/versions/")
    page.locator("form:has(input[name=version][value='2']) button").click()
    page.wait_for_url("**/what-if/*/")
    head.page.wait_for_load_state("networkidle")
    page = head.look()
    expect(page.locator("main")).to_contain_text("40.00")
    expect(page.locator("main")).to_contain_text("45.00")
    page.fill("main [name=reason]", "ทุกหน่วยใช้เกณฑ์เดียวกัน")
    page.locator("main [name=which][value=all]").check()
    page.locator("section[aria-labelledby=move-title] button[type=submit]").click()
    page.wait_for_url("**/rounds/**")
    report.refresh_from_db()
    assert report.definition_version.number == 2
    assert report.projected_final == 45
    head.look(f"/rounds/{round_}/versions/")
