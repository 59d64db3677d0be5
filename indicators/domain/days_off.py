"""The days off of a unit: those entered for it and for the units above it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from indicators.models import Holiday
from kpi_portal.accounts.models import Unit


def named(unit: Unit, *, first: date | None = None, last: date | None = None) -> Mapping[date, str]:
    """Day → its name, in order (one query); the unit's own name for a day goes before those of the
    units above."""
    above = [int(pk) for pk in unit.path.strip("/").split("/")]
    found = Holiday.objects.filter(owner_id__in=above)
    if first is not None:
        found = found.filter(day__gte=first)
    if last is not None:
        found = found.filter(day__lte=last)
    rows = sorted(found, key=lambda holiday: (holiday.day, above.index(holiday.owner_id)))
    return {holiday.day: holiday.name for holiday in rows}


def of(unit: Unit) -> frozenset[date]:
    """Every day off of the unit (one query)."""
    return frozenset(named(unit))
