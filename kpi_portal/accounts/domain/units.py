"""Units come into being and end; a reorganised unit names its successor and never moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import checks, permission, unit_people
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role, UnitGroup, UnitKind
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDetails:
    """What is entered for a new unit. `code` is unique in the whole portal."""

    code: str
    name: str
    kind: UnitKind
    valid_from: date
    parent: Unit | None = None
    name_en: str = ""
    abbreviation: str = ""
    group: UnitGroup = UnitGroup.CENTRAL
    phone: str = ""
    email: str = ""
    document_code: str = ""
    position_name: str = ""


def subject_of(unit: Unit) -> str:
    """The name under which the audit trail groups a unit's history."""
    return f"unit:{unit.pk}"


def create_unit(details: UnitDetails, *, actor: Actor, at: datetime) -> Unit:
    """Enter a unit below its parent.

    Side effects: the unit and an audit entry. Raises `InvalidInput` for a missing name, a code in
    use, or a parent that does not exist on the first day.
    """
    permission.require(actor, details.parent, Role.CONFIGURER, at=at)
    code = checks.required(details.code, _("Give the unit's code."), "code_required")
    name = checks.required(details.name, _("Give the unit's name."), "name_required")
    if Unit.objects.filter(code=code).exists():
        raise InvalidInput(_("Another unit already has this code."), code="code_taken")
    if details.parent is not None:
        _require_in_force(details.parent, details.valid_from)
    with audit.act(actor=actor, at=at) as log:
        unit = Unit(
            code=code,
            name=name,
            name_en=checks.text(details.name_en),
            abbreviation=checks.text(details.abbreviation),
            kind=details.kind,
            group=details.group,
            parent=details.parent,
            phone=details.phone.strip(),
            email=details.email.strip(),
            document_code=checks.text(details.document_code),
            position_name=checks.text(details.position_name),
            valid_from=details.valid_from,
        )
        unit.save()
        log.note_down(
            "unit.create",
            unit,
            subject=subject_of(unit),
            unit_path=unit.path,
            name=unit.name,
            code=unit.code,
            valid_from=unit.valid_from.isoformat(),
        )
    return unit


def end_unit(
    unit: Unit,
    *,
    actor: Actor,
    at: datetime,
    last_day: date,
    successor: Unit | None = None,
    reason: str,
) -> Unit:
    """Close a unit after `last_day`; `successor` is None only where nobody takes over its duties.

    Side effects: roles, acting appointments and standing orders of the unit end the same day, see
    `unit_people.end_with`; an audit entry names the successor. What was reported keeps the names
    of its day.
    """
    permission.require(actor, unit, Role.CONFIGURER, at=at)
    checks.required(reason, _("Say why the unit ends."), "reason_required")
    checks.in_order(unit.valid_from, last_day)
    if unit.valid_to is not None:
        raise GuardRefused(_("This unit has already ended."), code="already_ended")
    living = Unit.objects.filter(parent=unit).filter(Q(valid_to=None) | Q(valid_to__gt=last_day))
    if living.exists():
        raise GuardRefused(
            _("Units below this one go on. End them first."),
            code="units_below",
            units=list(living.values_list("name", flat=True)),
        )
    if successor is not None:
        if successor.pk == unit.pk:
            raise InvalidInput(_("A unit cannot succeed itself."), code="own_successor")
        _require_in_force(successor, last_day + timedelta(days=1))
    with audit.act(actor=actor, at=at) as log:
        unit.valid_to, unit.successor = last_day, successor
        unit.save(update_fields=["valid_to", "successor"])
        ended = unit_people.end_with(unit, log, last_day=last_day, actor=actor, at=at)
        log.note_down(
            "unit.end",
            unit,
            subject=subject_of(unit),
            unit_path=unit.path,
            note=reason.strip(),
            name=unit.name,
            last_day=last_day.isoformat(),
            successor=successor.name if successor else "",
            ended_roles=ended,
        )
    return unit


def _require_in_force(unit: Unit, day: date) -> None:
    if unit.valid_from > day or (unit.valid_to is not None and unit.valid_to < day):
        raise InvalidInput(
            _("The unit “%(unit)s” does not exist on that day.") % {"unit": unit.name},
            code="unit_not_in_force",
        )
