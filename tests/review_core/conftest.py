"""A report whose lateness costs, and the office that writes memos about it."""

from __future__ import annotations

import pytest

from tests.documents.conftest import office  # noqa: F401  # a fixture
from tests.review.world import Review, make_review

LATE = {"deduct": "1.00", "per": "day", "count": "calendar", "basis": "first"}


@pytest.fixture
def late_review(db: None) -> Review:
    """Three levels; each day after the due date takes one point."""
    return make_review(late=LATE)
