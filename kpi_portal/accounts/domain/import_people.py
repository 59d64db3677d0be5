"""The sheet of people against the people and roles of the portal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kpi_portal.accounts.domain.import_known import Keeper, Known
from kpi_portal.accounts.domain.import_steps import Action, Complain, Faults, Faulty, complainer
from kpi_portal.accounts.domain.import_units import check_in_force
from kpi_portal.accounts.domain.people import PersonDetails
from kpi_portal.accounts.models import Membership, User
from kpi_portal.accounts.sheets.columns import PEOPLE, PERSON_KEYS
from kpi_portal.accounts.sheets.reading import Row
from kpi_portal.audit.wording_values import shown


@dataclass(frozen=True, slots=True)
class RoleStep:
    """One row: a role to grant, one to end (`membership`, changed), or one that is there."""

    row: Row
    action: Action
    membership: Membership | None = None


@dataclass(slots=True)
class PersonStep:
    """One person, told in one or more rows."""

    username: str
    person: User | None
    details: PersonDetails
    action: Action
    roles: list[RoleStep] = field(default_factory=list)

    def by_row(self) -> dict[int, Action]:
        """What happens by each row: the person on the first, the role on all."""
        rows = {role.row.number: role.action for role in self.roles}
        first = self.roles[0].row.number
        if rows[first] is Action.UNCHANGED or self.action is Action.CREATED:
            rows[first] = self.action
        return rows


def people_steps(
    people: Sequence[Row],
    units: Sequence[Row],
    known: Known,
    keeper: Keeper,
    faulty: Faulty,
    faults: Faults,
) -> list[PersonStep]:
    """A step for each person; what stands against it goes to `faults`."""
    new_units = {row.values["code"]: row for row in units if row.values.get("code")}
    by_name: dict[str, list[Row]] = {}
    for row in people:
        by_name.setdefault(row.values.get("username", "").lower(), []).append(row)
    steps = []
    for name, rows in by_name.items():
        person = known.people.get(name)
        step = _person(rows, person)
        first = complainer(PEOPLE, rows[0].number, faulty, faults)
        if person is not None:
            _check_person(rows[0], person, known, keeper, first)
        for row in rows:
            complain = complainer(PEOPLE, row.number, faulty, faults)
            _check_unit(row, "unit", new_units, known, keeper, complain)
            _check_unit(row, "scope", new_units, known, keeper, complain)
            step.roles.append(_role(row, person, known, complain))
        steps.append(step)
    return steps


def _person(rows: Sequence[Row], person: User | None) -> PersonStep:
    told: dict[str, str] = {}
    for row in rows:
        told |= {key: row.values[key] for key in PERSON_KEYS if key in row.values}
    if person is None:
        username = rows[0].values.get("username", "")
        details = PersonDetails(username=username, **({"first_name": ""} | told))
        return PersonStep(username, None, details, Action.CREATED)
    there = {key: getattr(person, key) for key in PERSON_KEYS}
    details = PersonDetails(username=person.username, language=person.language, **(there | told))
    changed = any(there[key] != value for key, value in told.items())
    action = Action.CHANGED if changed else Action.UNCHANGED
    return PersonStep(person.username, person, details, action)


def _check_person(row: Row, person: User, known: Known, keeper: Keeper, complain: Complain) -> None:
    name = row.values.get("first_name")
    if name and name != person.first_name:
        complain("username", "username_taken", who=person.display_name)
    elif not person.is_active:
        complain("username", "closed_account", who=person.display_name)
    elif keeper.paths is not None and (
        person.is_superuser or not all(map(keeper.keeps, known.reached[person.pk]))
    ):
        complain("username", "person_not_kept", who=person.display_name)


def _check_unit(
    row: Row,
    column: str,
    new_units: dict[str, Row],
    known: Known,
    keeper: Keeper,
    complain: Complain,
) -> None:
    code = row.values.get(column, "")
    if not code:
        return
    unit = known.units.get(code)
    if unit is None and code not in new_units:
        complain(column, "unknown_unit", code=code)
        return
    if unit is not None and not keeper.keeps(unit.path):
        complain(column, "not_kept")
        return
    check_in_force(code, row.values.get("starts", ""), column, new_units, known, complain)


def _role(row: Row, person: User | None, known: Known, complain: Complain) -> RoleStep:
    held = _held(row, person, known)
    if held is None:
        return RoleStep(row, Action.CREATED)
    if held.starts.isoformat() != row.values.get("starts"):
        complain("starts", "held_otherwise", first=shown(held.starts.isoformat()))
        return RoleStep(row, Action.UNCHANGED, held)
    ends = row.values.get("ends", "")
    there = held.ends.isoformat() if held.ends else ""
    if not ends or ends == there:
        return RoleStep(row, Action.UNCHANGED, held)
    if there and there < ends:
        complain("ends", "already_ended", day=shown(there))
    return RoleStep(row, Action.CHANGED, held)


def _held(row: Row, person: User | None, known: Known) -> Membership | None:
    """The same role of the same person in some part of the same time."""
    values = row.values
    first, last = values.get("starts", ""), values.get("ends") or "9999-12-31"
    wanted = (values.get("unit"), values.get("scope") or values.get("unit"), values.get("role"))
    for held in known.memberships.get(person.pk, []) if person else []:
        until = held.ends.isoformat() if held.ends else "9999-12-31"
        same = (held.unit.code, held.scope.code, held.role) == wanted
        if same and held.starts.isoformat() <= last and first <= until:
            return held
    return None
