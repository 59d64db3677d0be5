"""The small bureau behind a live server, and Chromium in the hands of its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests.e2e import world as worlds
from tests.e2e.browser import Visitor
from tests.e2e.world import World

Enter = Callable[[str], Visitor]
FAILED = pytest.StashKey[bool]()


@pytest.fixture
def world(transactional_db: None) -> World:
    return worlds.build(timezone.now())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def enter(
    request: pytest.FixtureRequest, chromium: Browser, live_server, world: World, tmp_path: Path
) -> Iterator[Enter]:
    """Signs the person of that name in, once; later calls give the same browser back."""
    visitors: dict[str, Visitor] = {}

    def enter(name: str) -> Visitor:
        if name not in visitors:
            visitors[name] = Visitor(chromium, live_server.url, world.people[name])
        return visitors[name]

    yield enter
    for name, visitor in visitors.items():
        if request.node.stash.get(FAILED, False):
            shot = tmp_path / f"{name}.png"
            visitor.page.screenshot(path=shot, full_page=True)
            print(f"{name} was at {visitor.page.url}, see {shot}")  # noqa: T201
        visitor.leave()
