"""Figures at the browser: they save themselves and are explained live; the pages are sound."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from scoring.parsing import load_document
from submissions.domain import figures, supply
from submissions.domain.figures import Measure
from submissions.enums import State
from submissions.models import EvidenceUse, Submission
from tests.e2e.browser import Visitor
from tests.figures.world import World, growth, make_world, settled_pmqa, shipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEASURE = "7:7.1:measure-1"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def drafter(chromium: Browser, live_server, world: World) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live_server.url, world.drafter)
    yield visitor
    visitor.leave()


@pytest.fixture
def reviewer(chromium: Browser, live_server, world: World) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live_server.url, world.reviewer)
    yield visitor
    visitor.leave()


def address(name: str, report: Submission, *more: str) -> str:
    return reverse(f"submissions:{name}", args=[report.pk, *more])


def test_a_measure_saves_itself_and_says_what_it_is_worth(world: World, drafter: Visitor) -> None:
    report = world.opened(load_document(growth()))
    page = drafter.open(address("requirement", report, "measure-1"))
    page.fill("#measure-name", "รายได้จากการท่องเที่ยว")
    page.fill("#measure-history_0", "๓๐๐")
    page.fill("#measure-history_1", "450")
    page.fill("#measure-target", "375")
    page.fill("#measure-result", "๔๐๐")
    expect(page.locator("#worth")).to_contain_text("400")
    expect(page.locator("#worth .tag-done")).to_be_visible()
    use = EvidenceUse.objects.get()
    assert use.supplied
    assert use.figures["history"] == ["300", "450"]
    page.fill("#measure-target", "๓๐๐")
    expect(page.locator("#worth .tag-stop")).to_be_visible()
    assert EvidenceUse.objects.count() == 1  # nobody saw it yet, so it is changed where it stands
    drafter.look()


def test_pages_of_a_target_are_sound(world: World, drafter: Visitor, reviewer: Visitor) -> None:
    report = world.opened(shipped("org-status-2564"), target_group="3", previous=Decimal("412.03"))
    supply.set_number(report, "value", actor=world.drafter, at=timezone.now(), typed="400")
    drafter.look(address("task_list", report))
    drafter.look(address("requirement", report, "value"))
    Submission.objects.filter(pk=report.pk).update(state=State.IN_REVIEW)
    reviewer.look(address("desk", report, "value"))


def test_pages_of_a_composite_are_sound(world: World, drafter: Visitor, reviewer: Visitor) -> None:
    report = world.opened(settled_pmqa())
    figures.set_measure(
        report,
        MEASURE,
        actor=world.drafter,
        at=timezone.now(),
        revision=0,
        typed=Measure(
            name="รายได้จากการท่องเที่ยว",
            group="ตัววัดตามแผนยุทธศาสตร์",
            history=("300", "450"),
            target="375",
            result="400",
        ),
    )
    drafter.look(address("task_list", report))
    drafter.look(address("requirement", report, MEASURE))
    drafter.look(address("check", report))
    Submission.objects.filter(pk=report.pk).update(state=State.IN_REVIEW)
    reviewer.look(address("desk", report, MEASURE))
    reviewer.look(reverse("submissions:round", args=[report.round_id]))


def test_entered_parts_are_sound(world: World, drafter: Visitor) -> None:
    report = world.opened(shipped("org-frame-2564"))
    drafter.look(address("task_list", report))
    drafter.look(address("requirement", report, "1:1.1:score"))
    drafter.look(address("score", report))
