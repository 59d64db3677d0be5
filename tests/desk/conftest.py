"""A bureau with the printed indicator, and people of every role."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from indicators.domain.loading import load_definition
from kpi_portal.accounts.enums import Role
from scoring.parsing import load_document, parse_definition
from tests.indicators.conftest import at, bureau, definition, document, people, sections

__all__ = ["at", "bureau", "definition", "people", "sections"]

PRINTED = Path(settings.BASE_DIR) / "fixtures" / "indicators"


def printed(name: str):
    return parse_definition((PRINTED / f"{name}.yaml").read_bytes())


@pytest.fixture
def keeper(people):
    return people[Role.CONFIGURER]


@pytest.fixture
def indicator(bureau, keeper, at):
    """สบอ-7 of 2568, published, its rounds planned."""
    return load_definition(
        printed("rid-digitalize-2568"), owner=bureau, actor=keeper, at=at
    ).indicator


def many(bureau, keeper, at, count: int):
    """That many published indicators of 2568."""
    return [
        load_definition(
            load_document(document(code=f"ม-{n}")), owner=bureau, actor=keeper, at=at
        ).indicator
        for n in range(count)
    ]
