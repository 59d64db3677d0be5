"""The sheet of units against the units of the portal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpi_portal.accounts.domain.import_known import Keeper, Known
from kpi_portal.accounts.domain.import_steps import Action, Complain, Faults, Faulty, complainer
from kpi_portal.accounts.enums import UnitKind
from kpi_portal.accounts.models import Unit
from kpi_portal.accounts.sheets.columns import UNITS
from kpi_portal.accounts.sheets.reading import Row
from kpi_portal.audit.wording_values import shown

CORRECTABLE = ("name_en", "phone", "email", "document_code", "position_name")
# Changed by an order, on the unit's own page.
_BY_ORDER = ("name", "abbreviation", "kind", "valid_from")


@dataclass(frozen=True, slots=True)
class UnitStep:
    """One row: the unit that is there, or None for a new one."""

    row: Row
    action: Action
    unit: Unit | None


def unit_steps(
    rows: Sequence[Row], known: Known, keeper: Keeper, faulty: Faulty, faults: Faults
) -> list[UnitStep]:
    """A step for each row, parents first; what stands against it goes to `faults`."""
    by_code = {row.values["code"]: row for row in rows if row.values.get("code")}
    return [_step(row, by_code, known, keeper, faulty, faults) for row in rows]


def _step(
    row: Row,
    by_code: dict[str, Row],
    known: Known,
    keeper: Keeper,
    faulty: Faulty,
    faults: Faults,
) -> UnitStep:
    complain = complainer(UNITS, row.number, faulty, faults)
    unit = known.units.get(row.values.get("code", ""))
    if unit is None:
        _check_new(row, by_code, known, keeper, complain)
        return UnitStep(row, Action.CREATED, None)
    if not keeper.keeps(unit.path):
        complain("code", "not_kept")
    _check_same(row, unit, complain)
    differs = any(
        row.values.get(key) not in (None, getattr(unit, key)) for key in (*CORRECTABLE, "group")
    )
    return UnitStep(row, Action.CHANGED if differs else Action.UNCHANGED, unit)


def _check_same(row: Row, unit: Unit, complain: Complain) -> None:
    there = {key: str(getattr(unit, key)) for key in _BY_ORDER}
    there["parent"] = unit.parent.code if unit.parent else ""
    for key, value in there.items():
        if row.values.get(key) not in (None, value):
            label = UnitKind(value).label if key == "kind" else shown(value)
            complain(key, "unit_differs", value=str(label))


def _check_new(
    row: Row, by_code: dict[str, Row], known: Known, keeper: Keeper, complain: Complain
) -> None:
    code = row.values.get("parent", "")
    if not code:
        if keeper.paths is not None:
            complain("parent", "required")
        return
    parent = known.units.get(code)
    if parent is not None and code not in by_code and not keeper.keeps(parent.path):
        complain("parent", "not_kept")
    if parent is None and code not in by_code:
        complain("parent", "unknown_unit", code=code)
    first = row.values.get("valid_from", "")
    check_in_force(code, first, "parent", by_code, known, complain)


def check_in_force(
    code: str,
    first: str,
    column: str,
    by_code: dict[str, Row],
    known: Known,
    complain: Complain,
) -> None:
    """Whether the unit exists on the day `first` (ISO; a day that was not readable is skipped)."""
    day = _day(first)
    unit = known.units.get(code)
    begins = (
        unit.valid_from
        if unit
        else _day(by_code[code].values.get("valid_from", ""))
        if code in by_code
        else None
    )
    if day is None or begins is None:
        return
    if day < begins:
        complain(column, "before_unit", day=shown(begins.isoformat()))
    elif unit is not None and unit.valid_to is not None and unit.valid_to < day:
        complain(column, "unit_ended", unit=unit.name)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
