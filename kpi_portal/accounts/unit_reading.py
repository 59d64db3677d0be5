"""What the pages of units show, and which units a person may see or change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import access, overview, standing
from kpi_portal.accounts.domain import duties
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import FormerName, Unit, User
from kpi_portal.errors import NotFound
from kpi_portal.thai import local_date


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit: `line` is how it is staffed on the day (None once it has ended), `below` the units
    under it, `duties` what waits for somebody, `stayed` what one that has ended still keeps."""

    unit: Unit
    line: overview.UnitLine | None
    below: tuple[overview.UnitLine, ...]
    former: tuple[FormerName, ...]
    predecessors: tuple[Unit, ...]
    stayed: tuple[duties.Kept, ...]
    duties: tuple[duties.Duty, ...]
    ended: bool
    keeps: bool


def unit_page(user: User, pk: int, *, at: datetime) -> UnitPage:
    """The page as `user` sees it; raises `NotFound` for a unit that the person does not oversee."""
    day = local_date(at)
    unit = _seen(user, pk, day)
    lines = overview.tree([unit.path], day=day, today=True)
    own = next((line for line in lines if line.unit.pk == unit.pk), None)
    ended = own is None and unit.valid_to is not None and unit.valid_to < day
    return UnitPage(
        unit=unit,
        line=own,
        below=tuple(line for line in lines if line.unit.parent_id == unit.pk),
        former=tuple(unit.former_names.all()),
        predecessors=tuple(unit.predecessors.order_by("valid_to", "path")),
        duties=duties.of(unit, at=at),
        stayed=duties.belongings(unit, at=at) if ended else (),
        ended=ended,
        keeps=_keeps(user, unit, day),
    )


def kept_unit(user: User, pk: int, *, at: datetime) -> Unit:
    """A unit that `user` may change; raises `NotFound` for any other."""
    day = local_date(at)
    unit = Unit.objects.select_related("parent", "successor").filter(pk=pk).first()
    if unit is None or not _keeps(user, unit, day):
        raise _missing()
    return unit


def kept_units(user: User, *, at: datetime) -> list[Unit]:
    """The units in force that `user` may change, in the order of the tree; raises `NotFound` for
    somebody who keeps none."""
    day = local_date(at)
    wanted = Q()
    if not user.is_superuser:
        paths = standing.of(user, day).scopes(Role.CONFIGURER)
        if not paths:
            raise _missing()
        wanted = Q(pk__in=[])
        for path in paths:
            wanted |= Q(path__startswith=path)
    living = Q(valid_to=None) | Q(valid_to__gte=day)
    return list(Unit.objects.filter(wanted, living).select_related("parent").order_by("path"))


def _seen(user: User, pk: int, day: date) -> Unit:
    unit = Unit.objects.select_related("parent", "successor").filter(pk=pk).first()
    if unit is None:
        raise _missing()
    if user.is_superuser:
        return unit
    paths = access.overseen_by(user, day=day)
    if not any(unit.path.startswith(path) for path in paths):
        raise _missing()
    return unit


def _keeps(user: User, unit: Unit, day: date) -> bool:
    return user.is_superuser or standing.of(user, day).may_act_as(Role.CONFIGURER, unit.path)


def _missing() -> NotFound:
    return NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
