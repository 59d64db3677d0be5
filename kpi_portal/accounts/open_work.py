"""What a person's role leaves open in this app; see `kpi_portal.accounts.domain.handover`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import holders
from kpi_portal.accounts.domain.handover import OpenWork, finds_at_the_end, warns
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ActingAppointment, Membership, StandingDeputy
from kpi_portal.errors import _StrOrPromise
from kpi_portal.thai import local_date

# Roles without which the owner of indicators comes to a stop.
_NEEDED = (Role.CONFIGURER, Role.HEAD, Role.EXECUTIVE)


@finds_at_the_end
def of_those_who_stand_in(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Offices for which the person stands in, or is to, among the units of this role."""
    day = local_date(at)
    near = Q(unit__path__startswith=membership.unit.path) | Q(
        unit_id__in=_above(membership.unit.path)
    )
    for appointment in (
        membership.user.acting_appointments.filter(near, ends__gte=day)
        .select_related("unit", "covers")
        .order_by("starts", "pk")
    ):
        yield OpenWork(
            what=f"{appointment.signature_line} · {appointment.unit.name}",
            to_do=_("end the standing in, or appoint somebody else"),
            url=reverse("people:end_acting", args=[appointment.pk]),
        )
    orders = StandingDeputy.objects.filter(
        Q(ends=None) | Q(ends__gte=day), deputy=membership.user, holder__unit=membership.unit
    )
    for order in orders.select_related("holder__user", "holder__unit").order_by("pk"):
        yield OpenWork(
            what=f"{order.holder.user.display_name} · {order.holder.unit.name}",
            to_do=_("name another deputy"),
            url=reverse("people:deputies", args=[order.holder_id]),
        )


@warns
def of_offices_without_anybody(
    membership: Membership, ending: Collection[int], day: date
) -> Iterator[_StrOrPromise]:
    """The last configurer, head or executive of a unit and all below it."""
    if membership.role not in _NEEDED:
        return
    if not others(membership, ending, day):
        yield _("After this nobody is %(role)s of %(unit)s. Give somebody the role first.") % {
            "role": membership.get_role_display(),
            "unit": membership.scope.name,
        }


def others(membership: Membership, ending: Collection[int], day: date) -> bool:
    """Whether somebody holds the same role for the same reach on `day`, leaving out the roles that
    end, or stands in for it."""
    reached = holders.in_force(day) & Q(
        role=membership.role,
        scope_id__in=_above(membership.scope.path),
        user__is_active=True,
    )
    held = Membership.objects.filter(reached).exclude(pk__in=ending)
    stood_in = ActingAppointment.objects.filter(reached).exclude(user=membership.user)
    return held.exists() or stood_in.exists()


def _above(path: str) -> list[int]:
    return [int(pk) for pk in path.strip("/").split("/")]
