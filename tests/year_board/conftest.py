from __future__ import annotations

from tests.review.conftest import own_media, review

__all__ = ["own_media", "review"]
