"""Two sections contribute to the bureau's own report: asked, supplied, handed in, submitted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from kpi_portal.accounts.models import User
from submissions.enums import State
from tests.contributing.conftest import make_world
from tests.e2e.browser import Visitor
from tests.evidence.world import pdf_bytes
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Visitor]


@pytest.fixture
def office(transactional_db, settings, tmp_path):
    """The bureau at work today: its report is due in five days."""
    settings.MEDIA_ROOT = tmp_path / "media"
    world = make_world()
    due = timezone.now() + timedelta(days=5)
    world.round.due_at, world.round.closes_at = due, due + timedelta(days=30)
    world.round.save()
    for person in User.objects.all():
        person.set_password(PASSWORD)
        person.save()
    return world


@pytest.fixture
def enter(chromium: Browser, live_server, office) -> Iterator[Enter]:
    visitors: dict[str, Visitor] = {}

    def enter(name: str) -> Visitor:
        if name not in visitors:
            visitors[name] = Visitor(chromium, live_server.url, office.people[name])
        return visitors[name]

    yield enter
    for visitor in visitors.values():
        visitor.leave()


def test_two_sections_contribute_one_hands_in_and_the_bureau_submits(office, enter: Enter):
    report = office.submission.pk
    task_list = reverse("submissions:task_list", args=[report])

    # the configurer asks two sections
    keeper = enter("configurer")
    asking = reverse("submissions:contributors", args=[office.round.pk, office.assignment.pk])
    for unit, part in ((office.first, "criterion-1.2"), (office.second, "level-3")):
        page = keeper.open(asking)
        page.check(f"input[name=units][value='{unit.pk}']")
        page.check(f"input[name=parts][value='{part}']")
        page.click("main form button.btn-primary")
        expect(page.locator("main")).to_contain_text(unit.name)
    keeper.look(asking)

    # a drafter finds it, opens only the own part, attaches a file; the director hands in
    drafter = enter("first_drafter")
    page = drafter.look(reverse("submissions:mine"))
    page.click(f"a[href='{task_list}']")
    drafter.look()
    assert page.locator(f"a[href*='/submissions/{report}/requirements/']").count() == 1
    page = drafter.look(reverse("submissions:requirement", args=[report, "1.2-a"]))
    page.set_input_files(
        "input[type=file][name=uploads]",
        {"name": "ประกาศ.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()},
    )
    expect(page.locator("#pieces")).to_contain_text(re.compile("ประกาศ"))
    director = enter("first_director")
    page = director.open(task_list)
    page.fill("textarea[name=note]", "ครบแล้ว")
    page.click("form[action$='/hand-in/'] button")
    page.wait_for_url(f"**{task_list}")
    director.look(task_list)

    # the bureau sees who is ready, and submits with the warning acknowledged
    executive = enter("executive")
    page = executive.look(task_list)
    page = executive.look(reverse("submissions:contributions", args=[report]))
    expect(page.locator("main")).to_contain_text("ครบแล้ว")
    office.put(State.DRAFT, claimed_level=1)
    page = executive.look(reverse("submissions:check", args=[report]))
    expect(page.locator("main")).to_contain_text(office.second.name)
    page.check("input[name=statement]")
    page.click("button[name=act][value=submit]")
    expect(page.locator(".error-summary").first).to_be_visible()
    page.check("input[name=gaps_acknowledged]")
    page.check("input[name=statement]")
    page.click("button[name=act][value=submit]")
    page.wait_for_url("**/receipt/1/")
    assert office.fresh().state == State.SUBMITTED
    executive.look(reverse("submissions:contributions", args=[report]))
