"""Next year's indicator begins as a copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indicators.domain.cloning import clone_indicator, copied
from indicators.domain.loading import load_definition
from indicators.enums import VersionState
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import GuardRefused, InvalidInput


@pytest.fixture
def indicator(bureau, people, definition, at):
    return load_definition(definition, owner=bureau, actor=people[Role.CONFIGURER], at=at).indicator


def test_every_date_moves_by_as_many_years(definition):
    leap = replace(definition.rounds[0], due=date(2028, 2, 29), closes=date(2028, 3, 31))
    moved = copied(replace(definition, fiscal_year=2571, rounds=(leap,)), fiscal_year=2572)

    assert moved.fiscal_year == 2572
    assert (moved.rounds[0].due, moved.rounds[0].closes) == (date(2029, 2, 28), date(2029, 3, 31))
    assert moved.rounds[0].levels == definition.rounds[0].levels


def test_the_copy_is_published_and_knows_its_origin(indicator, people, at):
    loaded = clone_indicator(indicator, fiscal_year=2569, actor=people[Role.CONFIGURER], at=at)

    assert loaded.indicator.copied_from == indicator
    assert loaded.indicator.fiscal_year == 2569
    assert loaded.version.state == VersionState.PUBLISHED
    assert loaded.indicator.rounds.get().due_at.year == 2026


def test_what_cannot_be_copied(indicator, people, definition, at):
    keeper = people[Role.CONFIGURER]
    with pytest.raises(GuardRefused) as there:
        clone_indicator(indicator, fiscal_year=2568, actor=keeper, at=at)
    assert there.value.code == "already_there"

    with pytest.raises(InvalidInput) as other:
        clone_indicator(indicator, fiscal_year=2569, actor=keeper, at=at, changed=definition)
    assert other.value.code == "other_year"

    indicator.versions.update(state=VersionState.DRAFT)
    with pytest.raises(GuardRefused) as draft:
        clone_indicator(indicator, fiscal_year=2569, actor=keeper, at=at)
    assert draft.value.code == "not_published"
