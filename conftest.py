"""What every test may use.

The suite runs on SQLite and without servers; with `DATABASE_URL` and `REDIS_URL` in the
environment (make test-services) the same tests run on PostgreSQL and Redis, and those marked
`services` join in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# Chromium in a container: no sandbox of its own, and nothing fetched or reported behind our back.
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# How long (ms) a page may take to show what is expected: machines that run tests are busy.
PATIENCE = 15_000
# How long an example takes says something of the machine and nothing of the code.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")
SERVICES = bool(os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests marked `services` to the run that has the services."""
    if SERVICES:
        return
    left_out = [item for item in items if item.get_closest_marker("services")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a module; each opens contexts of its own in it."""
    # Playwright runs an event loop in this thread; Django would refuse its own queries beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=SERVICES)
def nobody_else_at_the_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """PostgreSQL drops no database that somebody is connected to, and the last threads of a live
    server, which a browser kept open, may still be leaving when the tests have ended."""
    yield
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def live_worker(transactional_db, tmp_path: Path) -> Iterator:
    """A real worker process on the test's database; tasks are sent to it, not run in place.

    Call `.start()` on it; it is killed after the test.
    """
    from celery import current_app

    from tests.jobs.live_worker import LiveWorker

    worker = LiveWorker(tmp_path)
    current_app.conf.task_always_eager = False
    yield worker
    current_app.conf.task_always_eager = True
    worker.kill()
