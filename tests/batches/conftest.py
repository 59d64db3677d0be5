from __future__ import annotations

import pytest

from submissions.documents.domain import renditions
from submissions.documents.enums import Format
from tests.batches.world import Office, make_office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def real_files() -> None:
    """For a test that wants the files themselves; others get a few bytes in their place."""


@pytest.fixture(autouse=True)
def _quick_files(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_files" in request.fixturenames:
        return
    for one in Format:
        words = f"{one} of ".encode()
        monkeypatch.setitem(
            renditions._RENDER, one, lambda memo, words=words: words + repr(memo).encode()[:4000]
        )
