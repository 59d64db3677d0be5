from __future__ import annotations

import pytest

from tests.reconsider.world import Asked, published
from tests.review.world import Review, make_review


@pytest.fixture
def review(db) -> Review:
    return make_review()


@pytest.fixture
def asked(db) -> Asked:
    """Published, and nobody has asked yet."""
    return published()


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
