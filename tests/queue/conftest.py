"""A report under review with people of every role."""

from __future__ import annotations

import pytest

from tests.review.world import Review, make_review


@pytest.fixture
def review(db) -> Review:
    return make_review()


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
