from __future__ import annotations

from tests.review.conftest import own_media, review  # noqa: F401  # fixtures
