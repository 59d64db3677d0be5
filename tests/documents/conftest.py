"""A bureau with its strategy section, one reporting unit, and memo wordings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from forms_templates.domain.memos import load_wording
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.recorder import SystemActor
from submissions.enums import State
from submissions.models import Submission
from tests import factories as f

NOW = datetime(2025, 2, 6, 3, 0, tzinfo=UTC)
MEMOS = Path(__file__).resolve().parents[2] / "fixtures" / "memos"


@dataclass
class Office:
    """People and units that memos need."""

    bureau: Unit
    strategy: Unit
    unit: Unit
    head: User
    reviewer: User
    director: User
    drafter: User
    stranger: User
    submission: Submission


@pytest.fixture
def office(db: None) -> Office:
    bureau = f.BureauFactory(name="สำนักบริหารจัดการน้ำและอุทกวิทยา")
    strategy = f.UnitFactory(name="ส่วนยุทธศาสตร์", parent=bureau, phone="2347", document_code="สบอ 9")
    unit = f.UnitFactory(name="ส่วนอุทกวิทยา", parent=bureau, document_code="สบอ 3")
    submission = f.SubmissionFactory(round__indicator__owner=bureau, unit=unit)
    Submission.objects.filter(pk=submission.pk).update(state=State.CONFIRMED)
    submission.refresh_from_db()

    def person(role: Role, seat: Unit, scope: Unit) -> User:
        return f.MembershipFactory(role=role, unit=seat, scope=scope).user

    for path in sorted(MEMOS.glob("*.yaml")):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        load_wording(body, body["kind"], owner=bureau, actor=SystemActor("test"), at=NOW)
    call_command("load_forms", owner=bureau.code, verbosity=0)
    return Office(
        bureau=bureau,
        strategy=strategy,
        unit=unit,
        head=person(Role.HEAD, strategy, bureau),
        reviewer=person(Role.REVIEWER, strategy, bureau),
        director=person(Role.DIRECTOR, unit, unit),
        drafter=person(Role.DRAFTER, unit, unit),
        stranger=person(Role.DIRECTOR, f.UnitFactory(), f.UnitFactory()),
        submission=submission,
    )
