"""An Excel workbook of units and people: read and checked first, applied whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal import jobs
from kpi_portal.accounts.domain import import_plan, memberships, people, permission, units
from kpi_portal.accounts.domain.import_people import PersonStep, RoleStep
from kpi_portal.accounts.domain.import_plan import Plan
from kpi_portal.accounts.domain.import_steps import Action
from kpi_portal.accounts.domain.import_units import CORRECTABLE, UnitStep
from kpi_portal.accounts.domain.unit_names import Details, correct_unit
from kpi_portal.accounts.enums import Role, UnitGroup, UnitKind
from kpi_portal.accounts.models import ImportSheet, Unit, User
from kpi_portal.accounts.sheets import reading
from kpi_portal.accounts.sheets.faults import Fault, from_json
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotFound
from kpi_portal.files.file_names import display_name
from kpi_portal.jobs.models import Job

JOB = "accounts.import"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Upload:
    """A workbook as it came."""

    file: BinaryIO
    name: str
    size: int


def read_workbook(upload: Upload, *, actor: User, at: datetime) -> ImportSheet:
    """Read and check a workbook; nothing of it is applied.

    Side effects: the rows and faults are kept; the actor's earlier workbooks that were never
    applied are dropped, for they hold names; an audit entry. Raises `NotAllowed`, and `FileRefused`
    for what is no sound xlsx.
    """
    permission.require(actor, None, Role.CONFIGURER, at=at)
    found = reading.read(upload.file, upload.name, upload.size)
    plan = import_plan.make(found.rows, found.faults, actor=actor, at=at)
    kept = import_plan.rows_as_json(found.rows)
    with audit.act(actor=actor, at=at) as log:
        ImportSheet.objects.filter(uploaded_by=actor, applied_at=None).delete()
        sheet = ImportSheet.objects.create(
            file_name=display_name(upload.name),
            sha256=found.sha256,
            rows=kept | {"unread": [fault.as_json() for fault in found.faults]},
            faults=[fault.as_json() for fault in plan.faults],
            uploaded_by=actor,
            uploaded_at=at,
            summary=plan.counts(),
        )
        log.note_down(
            "import.read",
            sheet,
            file=sheet.file_name,
            sha256=sheet.sha256,
            faults=len(plan.faults),
        )
    return sheet


def get_for(user: User, pk: int, *, at: datetime) -> ImportSheet:
    """An import of this person, as long as units are kept; raises `NotFound` for any other."""
    found = ImportSheet.objects.filter(pk=pk, uploaded_by=user).first()
    if found is None or not permission.holds(user, Role.CONFIGURER, at=at):
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    return found


def plan_of(sheet: ImportSheet, *, actor: User, at: datetime) -> Plan:
    """What applying would do now; the portal may have changed since the upload."""
    unread = [from_json(fault) for fault in sheet.rows.get("unread", [])]
    rows = import_plan.rows_from_json(sheet.rows)
    return import_plan.make(rows, unread, actor=actor, at=at)


def faults_of(sheet: ImportSheet) -> list[Fault]:
    """The faults as they were found at the upload."""
    return [from_json(fault) for fault in sheet.faults]


def ask_to_apply(sheet: ImportSheet, *, actor: User, at: datetime) -> Job:
    """Have the workbook applied in the background. Side effect: the job.

    Raises `GuardRefused` when it was applied already or has faults.
    """
    permission.require(actor, None, Role.CONFIGURER, at=at)
    _require_open(sheet)
    _require_sound(plan_of(sheet, actor=actor, at=at))
    with transaction.atomic():
        return jobs.enqueue(
            JOB,
            payload={"sheet": sheet.pk, "actor": actor.pk},
            requested_by=actor,
            at=at,
            key=f"{JOB}:{sheet.pk}",
        )


def apply_workbook(
    sheet: ImportSheet, *, actor: User, at: datetime, report: Progress
) -> ImportSheet:
    """Apply the whole workbook in one transaction, or nothing of it.

    Side effects: units, people and roles by their own verbs, each with its audit entry, and one for
    the import; new people get no password. Raises `GuardRefused` when it was applied already or
    when the portal changed so that it has faults now.
    """
    permission.require(actor, None, Role.CONFIGURER, at=at)
    report(0, 2, str(_("Checking the rows once more")))
    _require_sound(plan_of(sheet, actor=actor, at=at))
    report(1, 2, str(_("Entering units and people")))
    with audit.act(actor=actor, at=at) as log:
        locked = ImportSheet.objects.select_for_update().get(pk=sheet.pk)
        _require_open(locked)
        plan = plan_of(locked, actor=actor, at=at)  # read within the transaction
        _require_sound(plan)
        made = _carry_out(plan, actor=actor, at=at)
        locked.applied_at, locked.faults = at, []
        locked.summary = plan.counts() | {"made": made}
        locked.save(update_fields=["applied_at", "faults", "summary"])
        log.note_down(
            "import.apply",
            locked,
            file=locked.file_name,
            sha256=locked.sha256,
            units=plan.counts()["units"].get(Action.CREATED, 0),
            people=plan.counts()["people"].get(Action.CREATED, 0),
            roles=plan.counts()["roles"].get(Action.CREATED, 0),
        )
    report(2, 2, "")
    return locked


def _require_open(sheet: ImportSheet) -> None:
    if sheet.applied_at is not None:
        raise GuardRefused(_("This workbook has been applied already."), code="already_applied")


def _require_sound(plan: Plan) -> None:
    if plan.faults:
        raise GuardRefused(
            _("The workbook has faults. Mend them and upload it again."), code="import_faults"
        )


def _carry_out(plan: Plan, *, actor: User, at: datetime) -> list[int]:
    """Do every step; returns the keys of the new people."""
    by_code = {step.unit.code: step.unit for step in plan.units if step.unit is not None}
    wanted = _codes(plan) - set(by_code)
    by_code |= {unit.code: unit for unit in Unit.objects.filter(code__in=wanted)}
    for step in plan.units:
        _enter_unit(step, by_code, actor, at)
    made = []
    for person_step in plan.people:
        person = _enter_person(person_step, actor, at)
        if person_step.action is Action.CREATED:
            made.append(person.pk)
        for role in person_step.roles:
            _enter_role(role, person, by_code, actor, at)
    return made


def _codes(plan: Plan) -> set[str]:
    parents = {step.row.values.get("parent", "") for step in plan.units}
    roles = [role.row.values for step in plan.people for role in step.roles]
    return parents | {values.get(key, "") for values in roles for key in ("unit", "scope")}


def _enter_unit(step: UnitStep, by_code: dict[str, Unit], actor: User, at: datetime) -> None:
    values = step.row.values
    if step.unit is None:
        by_code[values["code"]] = units.create_unit(
            _unit_details(values, by_code), actor=actor, at=at
        )
    elif step.action is Action.CHANGED:
        typed = {key: values.get(key, getattr(step.unit, key)) for key in CORRECTABLE}
        group = UnitGroup(values.get("group", step.unit.group))
        correct_unit(step.unit, Details(group=group, **typed), actor=actor, at=at)


def _unit_details(values: dict[str, str], by_code: dict[str, Unit]) -> units.UnitDetails:
    texts = ("name_en", "abbreviation", "phone", "email", "document_code", "position_name")
    return units.UnitDetails(
        code=values["code"],
        name=values["name"],
        kind=UnitKind(values["kind"]),
        group=UnitGroup(values.get("group") or UnitGroup.CENTRAL),
        parent=by_code[values["parent"]] if values.get("parent") else None,
        valid_from=date.fromisoformat(values["valid_from"]),
        **{key: values.get(key, "") for key in texts},
    )


def _enter_person(step: PersonStep, actor: User, at: datetime) -> User:
    if step.person is None:
        return people.create_person(step.details, actor=actor, at=at)
    if step.action is Action.CHANGED:
        people.update_person(step.person, step.details, actor=actor, at=at)
    return step.person


def _enter_role(
    step: RoleStep, person: User, by_code: dict[str, Unit], actor: User, at: datetime
) -> None:
    values = step.row.values
    if step.membership is not None:
        if step.action is Action.CHANGED:
            last = date.fromisoformat(values["ends"])
            memberships.end_membership(step.membership, actor=actor, at=at, last_day=last)
        return
    memberships.grant_membership(
        person,
        actor=actor,
        at=at,
        unit=by_code[values["unit"]],
        scope=by_code[values.get("scope") or values["unit"]],
        role=Role(values["role"]),
        starts=date.fromisoformat(values["starts"]),
        ends=_day(values, "ends"),
        order_number=values.get("order_number", ""),
        period_from=_day(values, "period_from"),
        period_to=_day(values, "period_to"),
    )


def _day(values: dict[str, str], key: str) -> date | None:
    return date.fromisoformat(values[key]) if values.get(key) else None
