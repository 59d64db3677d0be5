"""What a unit is called: renamed by order, corrected where something was mistyped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import checks, permission
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.domain.units import subject_of
from kpi_portal.accounts.enums import Role, UnitGroup
from kpi_portal.accounts.models import FormerName, Unit
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.thai import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names that an order gives a unit."""

    name: str
    name_en: str = ""
    abbreviation: str = ""
    position_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What may be corrected without an order: it was wrong, or changed by itself."""

    name_en: str = ""
    group: UnitGroup = UnitGroup.CENTRAL
    phone: str = ""
    email: str = ""
    document_code: str = ""
    position_name: str = ""


def rename_unit(
    unit: Unit, names: Names, *, actor: Actor, at: datetime, effective: date, order_number: str
) -> FormerName:
    """Give a unit new names from `effective` on; the former ones are kept up to the day before.

    Reports and documents keep the names of their day. Side effects: the former name, the unit, an
    audit entry. Raises `GuardRefused` for a day ahead, before the unit or before its last renaming,
    and where nothing changes; `InvalidInput` for a missing name or order number.
    """
    permission.require(actor, unit, Role.CONFIGURER, at=at)
    kept = {
        "name": checks.required(names.name, _("Give the unit's name."), "name_required"),
        "name_en": checks.text(names.name_en),
        "abbreviation": checks.text(names.abbreviation),
        "position_name": checks.text(names.position_name),
    }
    order = checks.required(
        order_number, _("Give the number of the order."), "order_number_required"
    )
    require_in_force(unit, at=at)
    require_arrived(effective, at=at)
    _require_after_former(unit, effective)
    changed = _changed(unit, kept)
    if not changed:
        raise GuardRefused(_("These are the names that the unit has."), code="nothing_changed")
    with audit.act(actor=actor, at=at) as log:
        former = FormerName.objects.create(
            unit=unit,
            last_day=effective - timedelta(days=1),
            order_number=order,
            **{name: getattr(unit, name) for name in kept},
        )
        _write(unit, kept)
        log.note_down(
            "unit.rename",
            unit,
            subject=subject_of(unit),
            unit_path=unit.path,
            changed=changed,
            former=former.name,
            name=unit.name,
            effective=effective.isoformat(),
            order_number=order,
        )
    return former


def correct_unit(unit: Unit, details: Details, *, actor: Actor, at: datetime) -> Unit:
    """Correct a unit's details. Side effects: the unit and an audit entry, none where nothing
    changed."""
    permission.require(actor, unit, Role.CONFIGURER, at=at)
    kept = {
        "name_en": checks.text(details.name_en),
        "group": str(details.group),
        "phone": details.phone.strip(),
        "email": details.email.strip(),
        "document_code": checks.text(details.document_code),
        "position_name": checks.text(details.position_name),
    }
    changed = _changed(unit, kept)
    if not changed:
        return unit
    with audit.act(actor=actor, at=at) as log:
        _write(unit, kept)
        log.note_down(
            "unit.correct",
            unit,
            subject=subject_of(unit),
            unit_path=unit.path,
            changed=changed,
            name=unit.name,
        )
    return unit


def require_arrived(effective: date, *, at: datetime) -> None:
    """Refuse a day that lies ahead: until then the unit works as it is."""
    if effective > local_date(at):
        raise InvalidInput(
            _("Enter the order on the day it takes effect; until then nothing changes."),
            code="day_ahead",
        )


def require_in_force(unit: Unit, *, at: datetime) -> None:
    """Refuse a unit that has ended."""
    if unit.valid_to is not None and unit.valid_to < local_date(at):
        raise GuardRefused(_("This unit has already ended."), code="already_ended")


def _require_after_former(unit: Unit, effective: date) -> None:
    last = unit.former_names.order_by("-last_day").values_list("last_day", flat=True).first()
    if effective <= unit.valid_from or (last is not None and effective <= last + timedelta(days=1)):
        raise GuardRefused(
            _("The day lies before the unit began or was last renamed."), code="day_too_early"
        )


def _changed(unit: Unit, kept: dict[str, str]) -> dict[str, list[str]]:
    return {
        name: [getattr(unit, name), new] for name, new in kept.items() if getattr(unit, name) != new
    }


def _write(unit: Unit, kept: dict[str, str]) -> None:
    for name, new in kept.items():
        setattr(unit, name, new)
    unit.save(update_fields=list(kept))
