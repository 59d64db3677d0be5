"""A person, and the moments at which things happen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model

from tests.jobs import workshop  # noqa: F401  registers the kinds of work


@pytest.fixture
def noon() -> datetime:
    return datetime(2025, 2, 20, 5, 0, tzinfo=UTC)


@pytest.fixture
def person(db):
    return get_user_model().objects.create_user("somying", first_name="สมหญิง", password="x")


@pytest.fixture
def stranger(db):
    return get_user_model().objects.create_user("other", first_name="คนอื่น", password="x")
