"""The small bureau behind a live server, and Chromium in the hands of its people."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from tests.e2e import world as worlds
from tests.e2e.browser import Visitor
from tests.e2e.world import World

Enter = Callable[[str], Visitor]
FAILED = pytest.StashKey[bool]()

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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
