"""Who stands in a unit's place on a day: itself, or the unit that took over from it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kpi_portal.accounts.models import Unit

# As far back as reorganisations are likely to reach; also ends a ring of wrong entries.
FURTHEST = 5


def exists_on(unit: Unit, day: date) -> bool:
    """Whether the unit is in force on `day`."""
    return unit.valid_from <= day and (unit.valid_to is None or unit.valid_to >= day)


def standing_for(units: Collection[Unit], *, day: date) -> dict[int, Unit | None]:
    """By primary key: the unit itself where it exists on `day`, else the first of its successors
    that does, None where nobody took over. A query for each step of a reorganisation."""
    found: dict[int, Unit | None] = {}
    current = {unit.pk: unit for unit in units}
    for _step in range(FURTHEST):
        ended = {}
        for origin, unit in current.items():
            if exists_on(unit, day):
                found[origin] = unit
            elif unit.successor_id is not None:
                ended[origin] = unit.successor_id
        if not ended:
            break
        successors = Unit.objects.in_bulk(set(ended.values()))
        current = {origin: successors[pk] for origin, pk in ended.items()}
    return {unit.pk: found.get(unit.pk) for unit in units}
