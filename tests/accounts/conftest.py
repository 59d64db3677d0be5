"""A department with a bureau and two sections, and the person who keeps them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

# Its finders are declared before a test puts others in their place, or they would be lost.
import forms_templates.open_work  # noqa: F401
import indicators.open_work  # noqa: F401
import kpi_portal.accounts.open_work  # noqa: F401
import submissions.documents.open_work
import submissions.open_work  # noqa: F401
from kpi_portal.accounts.enums import Role
from tests import factories


@pytest.fixture
def at() -> datetime:
    return datetime(2025, 2, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def today() -> date:
    return date(2025, 2, 10)


@pytest.fixture
def bureau(db):
    return factories.BureauFactory(name="สำนักบริหารจัดการน้ำและอุทกวิทยา", abbreviation="สบอ.")


@pytest.fixture
def section(bureau):
    return factories.UnitFactory(
        parent=bureau, name="ส่วนอุทกวิทยา", position_name="ผู้อำนวยการส่วนอุทกวิทยา"
    )


@pytest.fixture
def keeper(bureau):
    """The configurer of the bureau."""
    return factories.MembershipFactory(
        unit=bureau, role=Role.CONFIGURER, user__username="keeper"
    ).user


@pytest.fixture
def outsider(db):
    """A configurer of another bureau."""
    return factories.MembershipFactory(
        unit=factories.BureauFactory(), role=Role.CONFIGURER, user__username="outsider"
    ).user
