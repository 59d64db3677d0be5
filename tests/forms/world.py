"""A small office at work on สบอ-7: units, a person per role, the open 5-month round, the forms."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings

from forms_templates.domain.loading import load_forms
from forms_templates.schema import FormSet
from forms_templates.schema_loading import load_forms as read_forms
from kpi_portal.accounts.enums import Role, UnitKind
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.thai import BANGKOK
from scoring.parsing import dump_definition, parse_definition
from submissions.models import Process, Submission
from tests.factories import (
    BureauFactory,
    IndicatorFactory,
    MembershipFactory,
    RoundFactory,
    SubmissionFactory,
    UnitFactory,
    UserFactory,
)

NOON = datetime(2025, 2, 10, 12, 0, tzinfo=BANGKOK)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=BANGKOK)


@cache
def the_forms() -> FormSet:
    """Forms 1–5 as shipped."""
    path = settings.BASE_DIR / "fixtures" / "forms" / "forms-2568.yaml"
    return read_forms(path.read_text(encoding="utf-8"))


@cache
def _definition() -> dict[str, Any]:
    path = settings.BASE_DIR / "fixtures" / "indicators" / "rid-digitalize-2568.yaml"
    return dump_definition(parse_definition(path.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class World:
    """Everything most tests of the forms need."""

    bureau: Unit
    unit: Unit
    submission: Submission
    drafter: User
    second_drafter: User
    director: User
    reviewer: User
    executive: User
    configurer: User
    stranger: User

    def process(self, name: str = "การขอใช้น้ำ", position: int = 1) -> Process:
        return Process.objects.create(submission=self.submission, name=name, position=position)


def build() -> World:
    """The office with an empty draft; views read the real clock, so the round stays open."""
    bureau = BureauFactory(
        name="สำนักบริหารจัดการน้ำและอุทกวิทยา", kind=UnitKind.BUREAU, abbreviation="สบอ."
    )
    strategy = UnitFactory(name="ส่วนยุทธศาสตร์", parent=bureau)
    unit = UnitFactory(name="ส่วนอุทกวิทยา", parent=bureau)
    other = UnitFactory(name="ส่วนจัดสรรน้ำ", parent=bureau)
    load_forms(the_forms(), owner=bureau, actor=SystemActor("test"), at=NOON)
    indicator = IndicatorFactory(owner=bureau, code="สบอ-7")
    opened = RoundFactory(
        indicator=indicator, body=deepcopy(_definition()), due_at=FAR_AHEAD, closes_at=FAR_AHEAD
    )
    return World(
        bureau=bureau,
        unit=unit,
        submission=SubmissionFactory(round=opened, unit=unit),
        drafter=_person(Role.DRAFTER, unit, first_name="วารี"),
        second_drafter=_person(Role.DRAFTER, unit, first_name="ธารา"),
        director=_person(Role.DIRECTOR, unit, position="ผู้อำนวยการส่วนอุทกวิทยา"),
        reviewer=_person(Role.REVIEWER, strategy, scope=bureau),
        executive=_person(Role.EXECUTIVE, bureau, position="ผู้อำนวยการสำนักบริหารจัดการน้ำและอุทกวิทยา"),
        configurer=_person(Role.CONFIGURER, strategy, scope=bureau),
        stranger=_person(Role.DRAFTER, other),
    )


def _person(role: Role, unit: Unit, *, scope: Unit | None = None, **fields: Any) -> User:
    user = UserFactory(**fields)
    MembershipFactory(user=user, unit=unit, scope=scope or unit, role=role)
    return user


def review_row(name: str = "การขอใช้น้ำ", **values: Any) -> dict[str, Any]:
    """A complete row of form 1."""
    return {
        "process_name": name,
        "responsible": "ฝ่ายสารสนเทศ",
        "process_type": ["type_service"],
        "clients": ["client_external"],
        "problem_need": "ใช้เวลานาน",
        "can_digitalize": "digital_yes",
        "budget": "budget_none",
    } | values


def form_1(*rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "header": {"office_name": "สำนักบริหารจัดการน้ำและอุทกวิทยา"},
        "rows": list(rows) or [review_row()],
    }


def activity(name: str = "สำรวจความต้องการ", **values: Any) -> dict[str, Any]:
    """A complete row of form 3: planned half in November, half in December."""
    return {
        "activity": name,
        "steps": "ประชุมและสัมภาษณ์",
        "responsible": "นางสาววารี",
        "schedule": {
            "m11": {"planned": "50", "done": ""},
            "m12": {"planned": "50", "done": ""},
        },
    } | values


def form_3(*rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "header": {
            "office_name": "สำนักบริหารจัดการน้ำและอุทกวิทยา",
            "objective": "ลดเวลาการให้บริการ",
        },
        "rows": list(rows) or [activity()],
    }
