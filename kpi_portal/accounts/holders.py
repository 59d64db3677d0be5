"""Who holds a role for a unit on a day, by membership or by standing in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ActingAppointment, Membership, Unit, User


def holding(roles: Iterable[Role], unit: Unit, *, day: date) -> QuerySet[User]:
    """The active people whose role, held outright or by standing in, reaches `unit` on `day`."""
    above = [int(pk) for pk in unit.path.strip("/").split("/")]
    wanted = Q(role__in=list(roles), scope_id__in=above) & in_force(day)
    members = Membership.objects.filter(wanted).values("user_id")
    acting = ActingAppointment.objects.filter(wanted).values("user_id")
    return User.objects.filter(Q(pk__in=members) | Q(pk__in=acting), is_active=True)


def holding_in(roles: Iterable[Role], units: Iterable[Unit], *, day: date) -> dict[int, list[User]]:
    """`holding` for many units at once: key of the unit → the people; three queries."""
    paths = {unit.pk: [int(pk) for pk in unit.path.strip("/").split("/")] for unit in units}
    scopes = {pk for path in paths.values() for pk in path}
    wanted = Q(role__in=list(roles), scope_id__in=scopes) & in_force(day)
    by_scope: dict[int, set[int]] = {}
    for model in (Membership, ActingAppointment):
        for scope, person in model.objects.filter(wanted).values_list("scope_id", "user_id"):
            by_scope.setdefault(scope, set()).add(person)
    known = User.objects.filter(
        pk__in={pk for people in by_scope.values() for pk in people}, is_active=True
    ).in_bulk()
    found: dict[int, list[User]] = {}
    for unit_pk, path in paths.items():
        people = {pk for scope in path for pk in by_scope.get(scope, ())}
        found[unit_pk] = [known[pk] for pk in sorted(people) if pk in known]
    return found


def in_force(day: date) -> Q:
    """Memberships and acting appointments that hold on `day`."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))
