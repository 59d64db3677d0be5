"""A bureau with two sections, an auditor with a granted period, and some acts in its trail."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kpi_portal.accounts.enums import Role
from kpi_portal.audit import recorder
from tests import factories


@pytest.fixture
def bureau(db):
    return factories.BureauFactory(name="สำนักบริหารจัดการน้ำและอุทกวิทยา")


@pytest.fixture
def section(bureau):
    return factories.UnitFactory(parent=bureau, name="ส่วนอุทกวิทยา")


@pytest.fixture
def elsewhere(db):
    return factories.UnitFactory(parent=factories.BureauFactory(), name="ส่วนอื่น")


@pytest.fixture
def actor(section):
    return factories.MembershipFactory(
        unit=section, role=Role.DIRECTOR, user__first_name="มานี", user__position="ผู้อำนวยการส่วน"
    ).user


@pytest.fixture
def auditor(bureau):
    return factories.MembershipFactory(
        unit=factories.UnitFactory(parent=factories.BureauFactory()),
        scope=bureau,
        role=Role.AUDITOR,
        period_from=date(2024, 10, 1),
        period_to=date(2025, 9, 30),
    ).user


@pytest.fixture
def write(actor, section):
    """Write one entry: an act upon a unit at a day."""

    def _write(
        action="submission.submit", *, unit=section, day=date(2025, 2, 20), by=actor, **facts
    ):
        at = datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)
        with recorder.act(actor=by, at=at) as log:
            log.note_down(action, unit, subject="submission:1", unit_path=unit.path, **facts)

    return _write
