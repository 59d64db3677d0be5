"""What applying a workbook would do, row by row, and what stands against it. Changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kpi_portal.accounts.domain import import_known
from kpi_portal.accounts.domain.import_people import PersonStep, people_steps
from kpi_portal.accounts.domain.import_units import UnitStep, unit_steps
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.sheets import consistency
from kpi_portal.accounts.sheets.columns import PEOPLE, UNITS
from kpi_portal.accounts.sheets.faults import Fault
from kpi_portal.accounts.sheets.reading import Row
from kpi_portal.thai import local_date

KINDS = ("units", "people", "roles")


@dataclass
class Plan:
    """The steps in the order in which they are to be done."""

    units: list[UnitStep] = field(default_factory=list)
    people: list[PersonStep] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many units, people and roles are created, changed or unchanged."""
        actions = {
            "units": [step.action for step in self.units],
            "people": [step.action for step in self.people],
            "roles": [role.action for step in self.people for role in step.roles],
        }
        return {kind: dict(Counter(map(str, actions[kind]))) for kind in KINDS}

    def by_row(self) -> dict[tuple[str, int], str]:
        """What happens to each row of the workbook, for the page that shows it."""
        shown = {(UNITS, step.row.number): str(step.action) for step in self.units}
        for person in self.people:
            for number, action in person.by_row().items():
                shown[PEOPLE, number] = str(action)
        return shown


def make(
    rows: Mapping[str, Sequence[Row]], unread: Sequence[Fault], *, actor: Actor, at: datetime
) -> Plan:
    """Compare the rows with each other and with the portal. `unread` are the faults of cells."""
    day = local_date(at)
    units, people = rows[UNITS], rows[PEOPLE]
    known = import_known.look_up(units, people, day=day)
    keeper = import_known.keeper(actor, day=day)
    plan = Plan(faults=[*unread, *consistency.check(units, people)])
    faulty = {(fault.sheet, fault.row, fault.column) for fault in plan.faults}
    plan.units = unit_steps(consistency.parents_first(units), known, keeper, faulty, plan.faults)
    plan.people = people_steps(people, units, known, keeper, faulty, plan.faults)
    plan.faults.sort(key=lambda fault: (fault.sheet != UNITS, fault.row))
    return plan


def rows_as_json(rows: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """The rows as they are kept with the import."""
    return {
        sheet: [{"row": row.number, "values": row.values} for row in lines]
        for sheet, lines in rows.items()
    }


def rows_from_json(kept: Mapping[str, Any]) -> dict[str, list[Row]]:
    return {
        sheet: [Row(row["row"], row["values"]) for row in kept.get(sheet, [])]
        for sheet in (UNITS, PEOPLE)
    }
