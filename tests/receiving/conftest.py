from __future__ import annotations

import pytest

from tests.review.world import Review, make_review


@pytest.fixture
def review(db) -> Review:
    return make_review()


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Each test sees only its own stored files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return settings.MEDIA_ROOT
