"""The office at work, made anew for each test."""

import pytest

from tests.forms.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()
