"""The pages of a round's units at the browser: both languages, both widths, pasting, searching."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from indicators.models import Assignment, Round
from submissions.domain.assigning import add_units
from submissions.domain.opening import open_round
from tests import factories
from tests.assigning.conftest import assignment, last_year
from tests.e2e.browser import Visitor
from tests.figures.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def keeper(chromium: Browser, live_server, world) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live_server.url, world.configurer)
    yield visitor
    visitor.leave()


def url(name: str, round_: Round, *more: int) -> str:
    return reverse(f"submissions:{name}", args=[round_.pk, *more])


def test_units_are_found_settled_and_taken_off(keeper, world, target, regional):
    last_year(world, target.indicator, (world.section, "412.03"))
    page = keeper.look(url("round_choose", target))
    page.fill("#narrow", "ภาคใต้")
    expect(page.locator("#unit-list > :visible")).to_have_count(1)
    page.check("[data-select-all]")
    page.fill("#narrow", "ไม่มีชื่อนี้")
    expect(page.locator("#unit-list-none")).to_be_visible()
    page.fill("[name=text]", "อท.\nไม่มี")
    page.click("button[name=act][value=show]")
    expect(page.locator("input[name=add]")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("“ไม่มี”")
    page.click("button[name=act][value=add]")
    page.wait_for_url("**/units/")

    first, second = assignment(target, world.section), assignment(target, regional)
    page = keeper.look(url("round_units", target))
    page.evaluate(PASTE, [f"#id_a{first.pk}-target_group", "3\t400\n3\t1,000"])
    expect(page.locator(f"#id_a{second.pk}-previous")).to_have_value("1,000")
    with page.expect_navigation():
        page.click("main form .btn-primary")
    expect(page.locator("main .text-back")).to_have_count(0)
    assert Assignment.objects.get(pk=first.pk).target_group == "3"
    assert Assignment.objects.get(pk=second.pk).previous == 1000

    page.locator(f"button[formaction$='/{second.pk}/off/']").click()
    page.wait_for_url("**off=**")
    page.locator("main form button[name=act]").click()
    expect(page.locator("main .text-back").first).to_be_visible()
    assert Assignment.objects.get(unit=regional).target_group == ""


def test_every_state_of_the_pages_is_sound(keeper, world, measured, regional):
    round_ = measured.round
    add_units(round_, [regional], actor=world.head, at=NOON)
    for _ in range(3):
        factories.UnitFactory(parent=world.bureau)
    keeper.look(url("round_units", round_))
    keeper.look(url("round_setup", round_))
    entry = assignment(round_, regional)
    Assignment.objects.filter(pk=entry.pk).update(target_group="3", previous=Decimal(400))
    report = open_round(round_, actor=world.head, at=NOON)[0]
    keeper.look(url("round_take_off", round_, entry.pk))
    keeper.look(url("round_take_off", round_, assignment(round_, world.section).pk))
    type(report).objects.filter(pk=report.pk).update(state="confirmed")
    keeper.look(url("round_units", round_))
