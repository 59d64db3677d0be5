"""The real definitions as documents, and a draft in the hands of a configurer."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from indicators.domain import drafts
from indicators.domain.loading import load_definition
from indicators.models import Draft
from kpi_portal.accounts.enums import Role
from scoring.parsing import dump_definition, parse_definition

PRINTED = Path(settings.BASE_DIR) / "fixtures" / "indicators"
NAMES = sorted(path.stem for path in PRINTED.glob("*.yaml"))


@cache
def _document(name: str) -> dict[str, Any]:
    return dump_definition(parse_definition((PRINTED / f"{name}.yaml").read_bytes()))


def document(name: str) -> dict[str, Any]:
    """One of the real definitions, for the test to change as it likes."""
    return copy.deepcopy(_document(name))


@pytest.fixture
def digitalize() -> dict[str, Any]:
    return document("rid-digitalize-2568")


@pytest.fixture
def keeper(people):
    return people[Role.CONFIGURER]


@pytest.fixture
def begin(bureau, keeper, at):
    """Begins a draft of the real definition of that name."""

    def begin(name: str = "rid-digitalize-2568") -> Draft:
        definition = parse_definition((PRINTED / f"{name}.yaml").read_bytes())
        bureau.code = definition.owner or bureau.code
        bureau.save()
        loaded = load_definition(definition, owner=bureau, actor=keeper, at=at)
        return drafts.begin(loaded.indicator, actor=keeper, at=at)

    return begin
