"""Words that the steps of an import share."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from kpi_portal.accounts.sheets.faults import Fault

# (sheet, row, column) of cells that could not be read; nothing further is said about them
Faulty = set[tuple[str, int, str]]
Faults = list[Fault]
Complain = Callable[..., None]


class Action(StrEnum):
    """What applying does to a unit, a person or a role."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def complainer(sheet: str, row: int, faulty: Faulty, faults: Faults) -> Complain:
    """Note a fault down, unless its cell was not readable in the first place."""

    def complain(column: str, code: str, /, **facts: object) -> None:
        if (sheet, row, column) not in faulty:
            faults.append(Fault(sheet, row, column, code, facts))

    return complain
