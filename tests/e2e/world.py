"""A small bureau at work, entered as its people would: by verbs and loaders, at moments of the
past. Two rounds are open: สบอ-7 due in five days, process improvement due two days ago."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command

from forms_templates.domain.loading import load_forms
from forms_templates.schema_loading import load_forms as read_forms
from indicators.domain.cloning import copied
from indicators.domain.loading import load_definition
from indicators.models import Round
from kpi_portal.accounts.domain.memberships import grant_membership
from kpi_portal.accounts.domain.people import PersonDetails, create_person
from kpi_portal.accounts.domain.units import UnitDetails, create_unit
from kpi_portal.accounts.enums import Role, UnitKind
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.thai import BANGKOK, fiscal_year_of, local_date
from scoring.definition import Indicator as Definition
from scoring.parsing import parse_definition
from submissions.domain.assigning import assign_units
from submissions.domain.opening import open_round
from submissions.models import Submission
from tests.factories import PASSWORD

OFFICE = SystemActor("test")
FOUNDED = date(2020, 10, 1)
BUREAU_NAME = "สำนักบริหารจัดการน้ำและอุทกวิทยา"
FIXTURES = settings.BASE_DIR / "fixtures"

# name: (unit, reach, role, title, first name, last name, position)
PEOPLE: dict[str, tuple[str, str, Role, str, str, str, str]] = {
    "drafter": ("hydro", "hydro", Role.DRAFTER, "นาย", "ภาคิน", "สายธารา", "นักอุทกวิทยา"),
    "director": (
        *("hydro", "hydro", Role.DIRECTOR, "นาง", "สุภาวดี", "ชลาลัย"),
        "ผู้อำนวยการส่วนอุทกวิทยา",
    ),
    "neighbour": (
        *("dam", "dam", Role.DIRECTOR, "นาย", "ไพโรจน์", "ผาสุกวงษ์"),
        "ผู้อำนวยการส่วนความปลอดภัยเขื่อน",
    ),
    "reviewer": (
        *("strategy", "bureau", Role.REVIEWER, "นางสาว", "ปรียานุช", "ใจมั่น"),
        "นักวิเคราะห์นโยบายและแผน",
    ),
    "head": (
        *("strategy", "bureau", Role.HEAD, "นาย", "ธนกร", "ศรีชลธาร"),
        "ผู้อำนวยการส่วนยุทธศาสตร์",
    ),
    "executive": (
        *("bureau", "bureau", Role.EXECUTIVE, "นาย", "กิตติภพ", "วารีวงศ์"),
        f"ผู้อำนวยการ{BUREAU_NAME}",
    ),
    "configurer": (
        *("strategy", "bureau", Role.CONFIGURER, "นาง", "ศิริพร", "ตั้งจิตดี"),
        "นักวิเคราะห์นโยบายและแผน",
    ),
    "auditor": (
        *("audit", "bureau", Role.AUDITOR, "นาย", "วรพจน์", "เที่ยงธรรมดี"),
        "นักวิชาการตรวจสอบภายใน",
    ),
    "far_reviewer": (
        *("research", "research", Role.REVIEWER, "นาย", "ณัฐวุฒิ", "แสงทองดี"),
        "นักวิเคราะห์นโยบายและแผน",
    ),
}


@dataclass
class World:
    """Units and people by short names, two reports of the hydrology section, one of a neighbour."""

    now: datetime
    units: dict[str, Unit]
    people: dict[str, User]
    forms: int
    report: Submission  # สบอ-7, five months, hydrology section
    late: Submission  # process improvement, second round, hydrology section
    neighbours: Submission  # สบอ-7 of the dam safety section
    made: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)


def build(now: datetime) -> World:
    """Everything up to two open rounds with empty drafts."""
    units = _units()
    people = _people(units, now)
    bureau, keeper = units["bureau"], people["configurer"]
    call_command("load_memos", owner=bureau.code, verbosity=0)
    opened = now - timedelta(days=40)
    year = fiscal_year_of(local_date(now) + timedelta(days=5))
    source = (FIXTURES / "forms" / "forms-2568.yaml").read_text(encoding="utf-8")
    load_forms(read_forms(source), owner=bureau, actor=keeper, at=opened, fiscal_year=year)
    digital = _round("rid-digitalize-2568", "m5", days=5, world_of=(bureau, keeper, now))
    improving = _round("process-improvement-2566", "r2", days=-2, world_of=(bureau, keeper, now))
    reports = _open(digital, [units["hydro"], units["dam"]], keeper, opened)
    (late,) = _open(improving, [units["hydro"]], keeper, opened)
    of = {report.unit_id: report for report in reports}
    return World(
        now=now,
        units=units,
        people=people,
        forms=year,
        report=of[units["hydro"].pk],
        late=late,
        neighbours=of[units["dam"].pk],
    )


def _units() -> dict[str, Unit]:
    at = datetime(2020, 10, 1, 9, 0, tzinfo=BANGKOK)

    def unit(code: str, name: str, kind: UnitKind, parent: Unit | None, **more: str) -> Unit:
        details = UnitDetails(
            code=code, name=name, kind=kind, valid_from=FOUNDED, parent=parent, **more
        )
        return create_unit(details, actor=OFFICE, at=at)

    department = unit("RID", "กรมชลประทาน", UnitKind.DEPARTMENT, None)
    bureau = unit(
        *("สบอ.", BUREAU_NAME, UnitKind.BUREAU, department),
        abbreviation="สบอ.",
        document_code="สบอ",
        position_name=f"ผู้อำนวยการ{BUREAU_NAME}",
    )
    research = unit("RES", "สำนักวิจัยและพัฒนา", UnitKind.BUREAU, department)
    audit = unit("AUD", "กลุ่มตรวจสอบภายใน", UnitKind.SECTION, department)
    units = {"department": department, "bureau": bureau, "research": research, "audit": audit}
    sections = [
        ("strategy", "STR", "ส่วนยุทธศาสตร์", "ยศ.", "สบอ 07"),
        ("hydro", "HYD", "ส่วนอุทกวิทยา", "อท.", "สบอ 03"),
        ("dam", "DAM", "ส่วนความปลอดภัยเขื่อน", "ปข.", "สบอ 06"),
    ]
    for key, code, name, short, document_code in sections:
        units[key] = unit(
            *(code, name, UnitKind.SECTION, bureau),
            abbreviation=short,
            document_code=document_code,
            position_name=f"ผู้อำนวยการ{name}",
        )
    return units


def _people(units: dict[str, Unit], now: datetime) -> dict[str, User]:
    at = now - timedelta(days=400)
    people: dict[str, User] = {}
    for name, (unit, reach, role, title, first, last, position) in PEOPLE.items():
        person = people[name] = _person(name, title, first, last, position, at)
        period = FOUNDED if role is Role.AUDITOR else None
        grant_membership(
            person,
            actor=OFFICE,
            at=at,
            unit=units[unit],
            scope=units[reach],
            role=role,
            starts=FOUNDED,
            period_from=period,
        )
    people["stranger"] = _person("stranger", "นาย", "ไม่มี", "บทบาท", "", at)
    return people


def _person(name: str, title: str, first: str, last: str, position: str, at: datetime) -> User:
    details = PersonDetails(
        username=name, title=title, first_name=first, last_name=last, position=position
    )
    return create_person(details, actor=OFFICE, at=at, password=PASSWORD)


def _round(name: str, key: str, *, days: int, world_of: tuple[Unit, User, datetime]) -> Round:
    """The indicator of the fixture, loaded for the current year with one round due in `days`."""
    bureau, keeper, now = world_of
    source = parse_definition((FIXTURES / "indicators" / f"{name}.yaml").read_bytes())
    due = local_date(now) + timedelta(days=days)
    definition = _due_on(copied(source, fiscal_year=fiscal_year_of(due)), key, due)
    at = now - timedelta(days=60)
    loaded = load_definition(definition, owner=bureau, actor=keeper, at=at, reason=name)
    if loaded.faults:
        raise AssertionError([fault.located("en") for fault in loaded.faults])
    return loaded.indicator.rounds.get(key=key)


def _due_on(definition: Definition, key: str, due: date) -> Definition:
    moved = replace(
        definition.round(key),
        opens=due - timedelta(days=45),
        due=due,
        closes=due + timedelta(days=30),
    )
    return replace(definition, rounds=(moved,))


def _open(round_: Round, units: list[Unit], keeper: User, at: datetime) -> list[Submission]:
    assign_units(round_, units, actor=keeper, at=at)
    return open_round(round_, actor=keeper, at=at)
