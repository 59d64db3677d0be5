"""A bureau whose indicator has three levels, and people of every role."""

from __future__ import annotations

import pytest

from indicators.domain.loading import load_definition
from kpi_portal.accounts.enums import Role
from scoring.parsing import load_document
from tests.indicators.conftest import at, bureau, people, sections
from tests.review.world import three_levels

__all__ = ["at", "bureau", "people", "sections"]


def three(**round_settings):
    body = three_levels(**({"opens": "2024-10-01"} | round_settings))
    return body | {"owner": "สบอ.", "unit": "ระดับ"}


@pytest.fixture
def keeper(people):
    return people[Role.CONFIGURER]


@pytest.fixture
def indicator(bureau, keeper, at):
    definition = load_document(three())
    return load_definition(definition, owner=bureau, actor=keeper, at=at).indicator
