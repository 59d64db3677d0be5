"""The demo, made once for all tests here and rolled back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import override_settings

from kpi_portal.demo import build

NOW = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """The whole demo as of one morning in November 2026."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        made = build.build(NOW)
        yield SimpleNamespace(now=NOW, made=made)
        transaction.set_rollback(True)
