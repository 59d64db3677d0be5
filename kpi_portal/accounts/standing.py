"""What a person may act as on one day: the only place where roles are read.

A `Standing` is plain data; permission rules ask it and never query on their own. It costs two
queries and is kept on the user object for the rest of the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.models import ActingAppointment, Membership, User


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one unit, reaching a subtree, held outright or by standing in."""

    role: Role
    unit_id: int
    unit_name: str
    unit_path: str
    scope_path: str
    acting: ActingKind | None = None
    acting_line: str = ""
    order_number: str = ""
    until: date | None = None

    def reaches(self, path: str) -> bool:
        """Whether the unit at `path` lies in the subtree that the role reaches."""
        return path.startswith(self.scope_path)


@dataclass(frozen=True)
class Standing:
    """Everything one person may act as on one day."""

    user_id: int
    day: date
    grants: tuple[Grant, ...]
    auditor_periods: tuple[tuple[str, date | None, date | None], ...] = ()

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def grant_for(self, role: Role, path: str) -> Grant | None:
        """The grant by which the person acts as `role` for the unit at `path`; one held outright
        comes before one held by standing in."""
        fitting = [g for g in self.grants if g.role == role and g.reaches(path)]
        return min(fitting, key=lambda g: g.acting is not None) if fitting else None

    def may_act_as(self, role: Role, path: str) -> bool:
        return self.grant_for(role, path) is not None

    def scopes(self, *roles: Role) -> tuple[str, ...]:
        """The distinct subtree paths that any of `roles` reaches."""
        return tuple(sorted({g.scope_path for g in self.grants if g.role in roles}))

    def audited(self, when: str, *places: str) -> Q:
        """What the person audits: rows at or below a granted unit by one of the path fields
        `places`, whose day by the lookup `when` lies in the granted period."""
        seen = Q(pk__in=[])
        for path, first, last in self.auditor_periods:
            granted = Q(*(Q(**{f"{place}__startswith": path}) for place in places), _connector=Q.OR)
            if first:
                granted &= Q(**{f"{when}__gte": first})
            if last:
                granted &= Q(**{f"{when}__lte": last})
            seen |= granted
        return seen

    def sits_in_or_below(self, path: str) -> bool:
        """Whether the person belongs to the unit at `path` or to one below it."""
        return any(g.unit_path.startswith(path) for g in self.grants)


def of(user: User, day: date) -> Standing:
    """The standing of `user` on `day` (a Bangkok calendar date)."""
    kept: dict[date, Standing] = user.__dict__.setdefault("_standings", {})
    if day not in kept:
        kept[day] = _read(user, day)
    return kept[day]


def read_all(users: Iterable[User], day: date) -> None:
    """Read and keep the standing of many people at once: two queries."""
    people = {user.pk: user for user in users if day not in user.__dict__.get("_standings", {})}
    in_force = Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))
    held = Membership.objects.filter(in_force, user__in=people).select_related("unit", "scope")
    acting = ActingAppointment.objects.filter(in_force, user__in=people)
    memberships: dict[int, list[Membership]] = {}
    appointments: dict[int, list[ActingAppointment]] = {}
    for membership in held:
        memberships.setdefault(membership.user_id, []).append(membership)
    for appointment in acting.select_related("unit", "scope"):
        appointments.setdefault(appointment.user_id, []).append(appointment)
    for pk, user in people.items():
        kept: dict[date, Standing] = user.__dict__.setdefault("_standings", {})
        kept[day] = _made_of(user, day, memberships.get(pk, []), appointments.get(pk, []))


def forget(user: User) -> None:
    """Drop the kept standing after memberships changed within the same request."""
    user.__dict__.pop("_standings", None)


def _read(user: User, day: date) -> Standing:
    if not user.is_active:
        return Standing(user.pk, day, ())
    in_force = Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))
    memberships = list(
        Membership.objects.filter(in_force, user=user).select_related("unit", "scope")
    )
    acting = ActingAppointment.objects.filter(in_force, user=user).select_related("unit", "scope")
    return _made_of(user, day, memberships, acting)


def _made_of(
    user: User,
    day: date,
    memberships: list[Membership],
    acting: Iterable[ActingAppointment],
) -> Standing:
    if not user.is_active:
        return Standing(user.pk, day, ())
    grants = tuple(_held(m) for m in memberships) + tuple(_stood_in(a) for a in acting)
    periods = tuple(
        (m.scope.path, m.period_from, m.period_to) for m in memberships if m.role == Role.AUDITOR
    )
    return Standing(user.pk, day, grants, periods)


def _held(membership: Membership) -> Grant:
    return Grant(
        role=Role(membership.role),
        unit_id=membership.unit_id,
        unit_name=membership.unit.name,
        unit_path=membership.unit.path,
        scope_path=membership.scope.path,
        order_number=membership.order_number,
        until=membership.ends,
    )


def _stood_in(appointment: ActingAppointment) -> Grant:
    return Grant(
        role=Role(appointment.role),
        unit_id=appointment.unit_id,
        unit_name=appointment.unit.name,
        unit_path=appointment.unit.path,
        scope_path=appointment.scope.path,
        acting=ActingKind(appointment.kind),
        acting_line=appointment.signature_line,
        order_number=appointment.order_number,
        until=appointment.ends,
    )
