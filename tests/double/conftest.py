from __future__ import annotations

import pytest

from tests.double.world import make_double
from tests.review.world import Review


@pytest.fixture
def review(db) -> Review:
    return make_double()


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
