"""A bureau with two sections and the people who set up, lead and report."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kpi_portal.accounts.enums import Role, UnitGroup
from scoring.parsing import load_document
from tests import factories


@pytest.fixture
def at() -> datetime:
    return datetime(2024, 10, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def bureau(db):
    return factories.BureauFactory(code="สบอ.", name="สำนักบริหารจัดการน้ำและอุทกวิทยา")


@pytest.fixture
def sections(bureau):
    return [
        factories.UnitFactory(parent=bureau, name="ส่วนอุทกวิทยา", abbreviation="อท."),
        factories.UnitFactory(
            parent=bureau, name="ศูนย์อุทกวิทยาชลประทานภาคใต้", group=UnitGroup.REGIONAL
        ),
    ]


@pytest.fixture
def people(bureau, sections):
    """By role: those of the bureau, and the first section's drafter and director."""
    unit_of = {Role.DRAFTER: sections[0], Role.DIRECTOR: sections[0]}
    return {
        role: factories.MembershipFactory(unit=unit_of.get(role, bureau), role=role).user
        for role in Role
    }


def document(**changes):
    """A publishable definition as data."""
    body = factories.definition(opens="2024-10-01")
    return body | {"owner": "สบอ.", "unit": "ระดับ"} | changes


@pytest.fixture
def definition():
    return load_document(document())
