"""Editing a form in real Chromium: sound in both languages and at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from forms_templates.domain import drafts
from forms_templates.models import FormTemplate
from kpi_portal.accounts.enums import Role
from tests import factories
from tests.e2e.browser import Visitor
from tests.forms.world import World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(transactional_db: None) -> World:
    return build()


@pytest.fixture
def keeper(chromium: Browser, live_server: Any, office: World) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live_server.url, office.configurer)
    yield visitor
    visitor.leave()


def test_the_pages_of_forms_are_sound(keeper: Visitor, office: World) -> None:
    template = FormTemplate.objects.get(code="form-1")
    keeper.look("/forms/")
    keeper.look(f"/forms/{FormTemplate.objects.get(code='form-3').pk}/")
    draft = drafts.begin(template, actor=office.configurer, at=timezone.now())
    keeper.look(f"/forms/drafts/{draft.pk}/?part=columns.3")
    keeper.look(f"/forms/drafts/{draft.pk}/?part=header.0&view=paper")


def test_a_choice_is_added_at_the_page_and_saved(keeper: Visitor, office: World) -> None:
    template = FormTemplate.objects.get(code="form-1")
    draft = drafts.begin(template, actor=office.configurer, at=timezone.now())
    page = keeper.open(f"/forms/drafts/{draft.pk}/?part=columns.3")
    page.click("[data-row-add]")
    page.fill("#id_choices-3-label", "ทั้งสองอย่าง")
    page.click("#part .btn-primary")
    page.wait_for_load_state()
    draft.refresh_from_db()
    labels = [choice["label"] for choice in draft.document["columns"][3]["choices"]]
    assert labels == ["บริการ", "สนับสนุนการปฏิบัติงาน", "ทั้งสองอย่าง"]
    assert "ทั้งสองอย่าง" in page.inner_text(".form-preview")


def test_two_people_at_one_part_lose_nothing(
    keeper: Visitor, chromium: Browser, live_server: Any, office: World
) -> None:
    template = FormTemplate.objects.get(code="form-1")
    draft = drafts.begin(template, actor=office.configurer, at=timezone.now())
    mine = keeper.open(f"/forms/drafts/{draft.pk}/?part=columns.2")
    other = factories.MembershipFactory(unit=office.bureau, role=Role.CONFIGURER).user
    visitor = Visitor(chromium, live_server.url, other)
    theirs = visitor.open(f"/forms/drafts/{draft.pk}/?part=columns.2")

    theirs.fill("#id_label", "theirs")
    theirs.click("#part .btn-primary")
    theirs.wait_for_load_state()
    mine.fill("#id_label", "mine")
    mine.click("#part .btn-primary")
    mine.wait_for_load_state()

    assert mine.input_value("#id_label") == "mine"
    assert "theirs" in mine.inner_text(".outline")
    assert other.first_name in mine.inner_text("[role=alert]")
    mine.click("#part .btn-primary")
    mine.wait_for_load_state()
    draft.refresh_from_db()
    assert draft.document["columns"][2]["label"] == "mine"
    visitor.leave()
