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


def in_force(day: date) -> Q:
    """Memberships and acting appointments that hold on `day`."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))
