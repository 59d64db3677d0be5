"""The unit tree of one day with who heads each unit, who stands in, and which have nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from kpi_portal.accounts.enums import Role, UnitKind
from kpi_portal.accounts.holders import in_force
from kpi_portal.accounts.models import Absence, ActingAppointment, FormerName, Membership, Unit

# Who must stand at the top of a unit, by its kind; a department's head is not kept here.
OFFICE = {
    UnitKind.BUREAU: Role.EXECUTIVE,
    UnitKind.SECTION: Role.DIRECTOR,
    UnitKind.CENTRE: Role.DIRECTOR,
}


@dataclass(slots=True)
class UnitLine:
    """One unit of the tree: `depth` 0 is the topmost shown; the names are those of the day."""

    unit: Unit
    depth: int
    holders: list[Membership] = field(default_factory=list)
    acting: list[ActingAppointment] = field(default_factory=list)
    people: list[Membership] = field(default_factory=list)
    former: FormerName | None = None

    @property
    def name(self) -> str:
        return (self.former or self.unit).name

    @property
    def abbreviation(self) -> str:
        return (self.former or self.unit).abbreviation

    @property
    def office(self) -> Role | None:
        return OFFICE.get(UnitKind(self.unit.kind))

    @property
    def indent(self) -> int:
        """The step of the space scale by which the line stands in, 2 to 5."""
        return min(2 + self.depth, 5)

    @property
    def vacant(self) -> bool:
        """Nobody can sign for the unit: no holder of its office and nobody standing in."""
        return self.office is not None and not self.holders and not self.acting


def tree(paths: Iterable[str], *, day: date, today: bool = False) -> list[UnitLine]:
    """The units in these subtrees that exist on `day`, in the order of the tree (four queries; one
    less where the day is today, whose names the units bear)."""
    units = list(Unit.objects.filter(_below(paths), _exists(day)).order_by("path"))
    top = min((unit.path.count("/") for unit in units), default=0)
    lines = {unit.pk: UnitLine(unit, unit.path.count("/") - top) for unit in units}
    if not today:
        past = FormerName.objects.filter(unit__in=units, last_day__gte=day)
        for former in past.order_by("-last_day"):
            lines[former.unit_id].former = former  # the earliest that still held comes last
    for membership in (
        Membership.objects.filter(in_force(day), unit__in=units, user__is_active=True)
        .select_related("user")
        .order_by("role", "user__first_name")
    ):
        line = lines[membership.unit_id]
        line.people.append(membership)
        if membership.role == line.office:
            line.holders.append(membership)
    for appointment in (
        ActingAppointment.objects.filter(in_force(day), unit__in=units, user__is_active=True)
        .select_related("user", "covers")
        .order_by("starts")
    ):
        line = lines[appointment.unit_id]
        if appointment.role == line.office:
            line.acting.append(appointment)
    return list(lines.values())


def ended(paths: Iterable[str], *, day: date) -> list[Unit]:
    """The units in these subtrees that ended before `day`, with their successors."""
    past = Unit.objects.filter(_below(paths), valid_to__lt=day)
    return list(past.select_related("successor").order_by("-valid_to", "path"))


def without_director(units: Sequence[Unit], *, day: date) -> list[Unit]:
    """Those of `units` for which nobody can sign on `day` (two queries)."""
    offices = Q(role__in=set(OFFICE.values())) & in_force(day) & Q(unit__in=units)
    held = Membership.objects.filter(offices, user__is_active=True)
    stood_in = ActingAppointment.objects.filter(offices, user__is_active=True)
    manned = {*held.values_list("unit_id", "role"), *stood_in.values_list("unit_id", "role")}
    needed = [(unit, OFFICE.get(UnitKind(unit.kind))) for unit in units]
    return [unit for unit, role in needed if role is not None and (unit.pk, role) not in manned]


def nobody_until(days: Mapping[Unit, date], *, first: date) -> list[Unit]:
    """Those units for which nobody in office is there on any day from `first` to the unit's own
    last day (three queries). Whoever is away does not count, whoever stands in does."""
    last = max(days.values(), default=first)
    offices = Q(
        role__in=set(OFFICE.values()), unit__in=days, user__is_active=True, starts__lte=last
    )
    spans: list[Membership | ActingAppointment] = [
        *Membership.objects.filter(offices & (Q(ends=None) | Q(ends__gte=first))),
        *ActingAppointment.objects.filter(offices & Q(ends__gte=first)),
    ]
    away: dict[int, list[tuple[date, date]]] = {}
    for absence in Absence.objects.filter(
        user__in={span.user_id for span in spans},
        cancelled_at=None,
        starts__lte=last,
        ends__gte=first,
    ):
        away.setdefault(absence.user_id, []).append((absence.starts, absence.ends))
    there: dict[tuple[int, str], list[Membership | ActingAppointment]] = {}
    for span in spans:
        there.setdefault((span.unit_id, span.role), []).append(span)
    lacking = []
    for unit, until in days.items():
        role = OFFICE.get(UnitKind(unit.kind))
        held = there.get((unit.pk, str(role)), [])
        if role is not None and not any(_is_there(span, away, first, until) for span in held):
            lacking.append(unit)
    return lacking


def _is_there(
    span: Membership | ActingAppointment,
    away: Mapping[int, list[tuple[date, date]]],
    first: date,
    until: date,
) -> bool:
    """Whether the holder is present on some day of the time."""
    day = max(first, span.starts)
    end = until if span.ends is None else min(until, span.ends)
    while day <= end:
        absent = [ends for starts, ends in away.get(span.user_id, ()) if starts <= day <= ends]
        if not absent:
            return True
        day = max(absent) + timedelta(days=1)
    return False


def _below(paths: Iterable[str]) -> Q:
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(path__startswith=path)
    return wanted


def _exists(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
