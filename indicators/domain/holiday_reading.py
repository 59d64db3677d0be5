"""What the page of the days off reads: whose they are, and which days are proposed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.domain import thai_holidays
from indicators.domain.thai_holidays import Proposal
from indicators.models import Holiday
from kpi_portal.accounts import standing
from kpi_portal.accounts.domain import permission
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import NotFound
from kpi_portal.thai import from_buddhist_year, local_date


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal, and whether the day is a day off of the unit already."""

    proposal: Proposal
    there: bool


def units_of(user: User, *, at: datetime) -> list[Unit]:
    """The units whose days off `user` may read, in the order of the tree: the own ones with those
    above them, and those that a role reaches (three queries)."""
    day = local_date(at)
    own = standing.of(user, day)
    in_force = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    seen = Q(pk__in=[])
    for grant in own.grants:
        seen |= Q(path__startswith=grant.scope_path)
        seen |= Q(pk__in=[int(pk) for pk in grant.unit_path.strip("/").split("/")])
    return list(Unit.objects.filter(seen & in_force).order_by("path"))


def usual_unit(user: User, units: Collection[Unit], *, at: datetime) -> Unit | None:
    """The unit to begin with: what a role of the person reaches, the widest first; what they
    configure before everything else."""
    own = standing.of(user, local_date(at))
    order = sorted(own.grants, key=lambda g: (g.role != Role.CONFIGURER, len(g.scope_path)))
    by_path = {unit.path: unit for unit in units}
    return next((by_path[g.scope_path] for g in order if g.scope_path in by_path), None)


def choose_unit(user: User, wanted: str, *, at: datetime) -> tuple[Unit, list[Unit]]:
    """The unit asked for, or the usual one, and all to choose from; `NotFound` for one that is
    hidden or that does not exist, and for people without a unit."""
    units = units_of(user, at=at)
    if wanted:
        found = next((unit for unit in units if str(unit.pk) == wanted), None)
    else:
        found = usual_unit(user, units, at=at)
    if found is None:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    return found, units


def get_holiday(user: User, pk: int, *, at: datetime) -> Holiday:
    """A day off that `user` may read, with its owner; `NotFound` otherwise."""
    found = Holiday.objects.filter(pk=pk, owner__in=units_of(user, at=at))
    holiday = found.select_related("owner").first()
    if holiday is None:
        raise NotFound(_("There is no such day off."), code="not_found")
    return holiday


def keeps(user: User, unit: Unit, *, at: datetime) -> bool:
    """Whether `user` enters and removes the days off of this unit."""
    return permission.holds(user, Role.CONFIGURER, unit=unit, at=at)


def proposed(year: int, there: Collection[date]) -> list[Proposed]:
    """The proposals for a calendar year (พ.ศ.), those that are there already marked."""
    return [Proposed(entry, entry.day in there) for entry in thai_holidays.proposed(year)]


def span_of(year: int) -> tuple[date, date]:
    """First and last day of a calendar year (พ.ศ.)."""
    common = from_buddhist_year(year)
    return date(common, 1, 1), date(common, 12, 31)
