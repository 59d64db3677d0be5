"""The days off of a unit: those entered for it and for the units above it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from indicators.models import Holiday
from kpi_portal.accounts.models import Unit


@dataclass(frozen=True, slots=True)
class DayOff:
    """One day off of a unit. `holiday` names it; `own` says that it was entered for this very unit,
    `also` the units above for which the same day stands too."""

    holiday: Holiday
    own: bool
    also: tuple[Unit, ...] = ()

    @property
    def day(self) -> date:
        return self.holiday.day


def named(unit: Unit, *, first: date | None = None, last: date | None = None) -> Mapping[date, str]:
    """Day → its name, in order (one query); the unit's own name for a day goes before those of the
    units above."""
    found = Holiday.objects.filter(owner_id__in=_chain(unit.path))
    if first is not None:
        found = found.filter(day__gte=first)
    if last is not None:
        found = found.filter(day__lte=last)
    return _named(found, unit.path)


def of(unit: Unit) -> frozenset[date]:
    """Every day off of the unit (one query)."""
    return frozenset(named(unit))


def of_paths(
    paths: Iterable[str], *, without: tuple[int, Collection[date]] | None = None
) -> dict[str, Mapping[date, str]]:
    """The same as `named` for many units at once, by their paths (one query); `without` leaves out
    these days of one owner."""
    wanted = set(paths)
    owners = {pk for path in wanted for pk in _chain(path)}
    found = Holiday.objects.filter(owner_id__in=owners)
    if without is not None:
        found = found.exclude(owner_id=without[0], day__in=without[1])
    rows = list(found)
    return {path: _named(rows, path) for path in wanted}


def listed(unit: Unit, *, first: date, last: date) -> list[DayOff]:
    """The days off of a period, each once, with where it comes from (one query)."""
    above = _chain(unit.path)
    found = Holiday.objects.filter(owner_id__in=above, day__range=(first, last))
    by_day: dict[date, list[Holiday]] = {}
    for holiday in found.select_related("owner"):
        by_day.setdefault(holiday.day, []).append(holiday)
    days = []
    for _day, entered in sorted(by_day.items()):
        nearest, *others = sorted(entered, key=lambda h: -above.index(h.owner_id))
        own = nearest.owner_id == unit.pk
        days.append(DayOff(nearest, own, tuple(other.owner for other in others)))
    return days


def _chain(path: str) -> list[int]:
    """The unit at `path` and those above it, from the top."""
    return [int(pk) for pk in path.strip("/").split("/")]


def _named(found: Iterable[Holiday], path: str) -> dict[date, str]:
    above = _chain(path)
    here = [holiday for holiday in found if holiday.owner_id in above]
    rows = sorted(here, key=lambda holiday: (holiday.day, above.index(holiday.owner_id)))
    return {holiday.day: holiday.name for holiday in rows}
