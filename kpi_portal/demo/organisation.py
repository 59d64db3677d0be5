"""Units, people, roles and standing in, entered as a configurer would have done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from kpi_portal.accounts import standing
from kpi_portal.accounts.demo_people import PASSWORD, ROSTER, DemoPerson
from kpi_portal.accounts.domain.acting import appoint_acting
from kpi_portal.accounts.domain.memberships import end_membership, grant_membership
from kpi_portal.accounts.domain.people import PersonDetails, create_person
from kpi_portal.accounts.domain.units import UnitDetails, create_unit, end_unit
from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.models import Membership, Unit, User
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.demo import moments, tree
from kpi_portal.thai import fiscal_year_span, local_date

DEMO = SystemActor("demo")
# Roles that reach the whole bureau though their holders sit in the strategy section.
_BUREAU_WIDE = (Role.REVIEWER, Role.HEAD, Role.CONFIGURER)
_LEFT = date(2026, 6, 30)
_VACANT_UNTIL = date(2032, 9, 30)


@dataclass(frozen=True)
class Organisation:
    """The demo's units by code and people by user name."""

    units: dict[str, Unit]
    people: dict[str, User]

    @property
    def bureau(self) -> Unit:
        return self.units[tree.BUREAU]

    def reporting(self) -> list[Unit]:
        """The units that report, in the order of the tree."""
        return [self.units[code] for code in tree.REPORTING]

    def drafter(self, code: str) -> User:
        return self._holder(code, Role.DRAFTER)

    def director(self, code: str) -> User:
        """Whoever signs for the unit: its director or the person standing in."""
        return self._holder(code, Role.DIRECTOR)

    def forget(self) -> None:
        """Roles changed: read them anew."""
        for person in self.people.values():
            standing.forget(person)

    def _holder(self, code: str, role: Role) -> User:
        if code == "ปว." and role is Role.DIRECTOR:
            return self.people["analysis.acting"]
        found = [p for p in ROSTER if p.unit == code and role in p.roles]
        return self.people[found[-1].username]


def found() -> Organisation:
    """Enter everything as of the founding and return it; side effects are those of the verbs."""
    at = moments.founding()
    units = _units(at)
    people = {person.username: _person(person, units, at) for person in ROSTER}
    User.objects.update(password=make_password(PASSWORD))  # one hash: forty would take seconds
    organisation = Organisation(units, people)
    appoint_acting(
        people["analysis.acting"],
        actor=DEMO,
        at=at,
        kind=ActingKind.IN_POSITION,
        role=Role.DIRECTOR,
        unit=units["ปว."],
        order_number="คส.ชป. 215/2566",
        starts=moments.FOUNDED,
        ends=_VACANT_UNTIL,
    )
    organisation.forget()
    return organisation


def reorganise(organisation: Organisation) -> None:
    """Units that ended, each with its successor."""
    for entry in tree.UNITS:
        if entry.ended is not None:
            end_unit(
                organisation.units[entry.code],
                actor=DEMO,
                at=moments.at(entry.ended),
                last_day=entry.ended,
                successor=organisation.units[entry.successor],
                reason="ปรับโครงสร้างภายในสำนัก",
            )


def retire(organisation: Organisation, now: datetime) -> None:
    """The western centre loses its director: a unit that nobody can sign for."""
    membership = Membership.objects.get(user=organisation.people["west.former"])
    day = min(_LEFT, moments.back(now, 60).date())
    end_membership(
        membership, actor=DEMO, at=moments.at(day), last_day=day, reason="เกษียณอายุราชการ"
    )
    organisation.forget()


def stand_in(organisation: Organisation, now: datetime) -> None:
    """The dam section's director is away this fortnight, and somebody stands in."""
    today = local_date(now)
    appoint_acting(
        organisation.people["dam.drafter"],
        actor=DEMO,
        at=moments.back(now, 7, 8),
        kind=ActingKind.DEPUTISING,
        role=Role.DIRECTOR,
        unit=organisation.units["ปข."],
        covers=organisation.people["dam.director"],
        order_number="คส.สบอ. 48/2570",
        starts=today - timedelta(days=4),
        ends=today + timedelta(days=10),
    )
    organisation.forget()


def _units(at: datetime) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for entry in tree.UNITS:
        details = UnitDetails(
            code=entry.code,
            name=entry.name,
            name_en=entry.name_en,
            abbreviation=entry.code,
            kind=entry.kind,
            group=entry.group,
            parent=units[entry.parent] if entry.parent else None,
            document_code=entry.document_code,
            position_name=entry.head,
            email=f"office{len(units)}@example.go.th",
            valid_from=moments.FOUNDED,
        )
        units[entry.code] = create_unit(details, actor=DEMO, at=at)
    return units


def _person(entry: DemoPerson, units: dict[str, Unit], at: datetime) -> User:
    user = create_person(
        PersonDetails(
            username=entry.username,
            title=entry.title,
            first_name=entry.first_name,
            last_name=entry.last_name,
            position=entry.position,
            level=entry.level,
            email=entry.email,
        ),
        actor=DEMO,
        at=at,
    )
    unit = units[entry.unit]
    for role in entry.roles:
        period = fiscal_year_span(2566) if role is Role.AUDITOR else (None, None)
        grant_membership(
            user,
            actor=DEMO,
            at=at,
            unit=unit,
            role=role,
            scope=_scope(role, unit, units),
            starts=moments.FOUNDED,
            order_number="คส.สบอ. 1/2566" if role in _BUREAU_WIDE else "",
            period_from=period[0],
        )
    return user


def _scope(role: Role, unit: Unit, units: dict[str, Unit]) -> Unit:
    if role in _BUREAU_WIDE or role is Role.AUDITOR:
        return units[tree.BUREAU]
    return unit
