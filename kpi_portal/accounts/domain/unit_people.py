"""What people hold in a unit, and how it ends with the unit: roles, standing in, deputies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from kpi_portal.accounts import standing
from kpi_portal.accounts.domain import acting, standing_in
from kpi_portal.accounts.domain.messages import tell
from kpi_portal.accounts.domain.people import subject_of
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import ActingAppointment, Membership, StandingDeputy, Unit, User
from kpi_portal.audit import recorder as audit

MY_PAGE = "/people/me/"


def roles(units: Sequence[Unit], *, day: date) -> list[Membership]:
    """The roles held in these units on `day` or later, and those of people elsewhere that reach
    one of them (one query)."""
    running = Membership.objects.filter(_running(day), _here(units))
    return list(
        running.select_related("user", "unit", "scope").order_by("unit__path", "role", "pk")
    )


def appointments(units: Sequence[Unit], *, day: date) -> list[ActingAppointment]:
    """Who stands in for an office of these units on `day` or later (one query)."""
    found = ActingAppointment.objects.filter(_here(units), ends__gte=day)
    return list(found.select_related("user", "unit", "covers").order_by("unit__path", "starts"))


def deputies(units: Sequence[Unit], *, day: date) -> list[StandingDeputy]:
    """Who is named as deputy of an office of these units on `day` or later (one query)."""
    found = StandingDeputy.objects.filter(
        Q(holder__unit__in=units) | Q(holder__scope__in=units), _running(day)
    )
    ordered = found.select_related("deputy", "holder__user", "holder__unit")
    return list(ordered.order_by("holder__unit__path", "holder_id", "rank"))


def end_with(
    unit: Unit, log: audit.Act, *, last_day: date, actor: Actor, at: datetime
) -> list[str]:
    """End everything that people hold in a unit, inside the act that ends it; returns the names of
    those concerned.

    Side effects: last days of roles, appointments and standing orders (an appointment that has not
    begun goes), audit entries; those who stood in or were named as deputies are told; absences are
    settled anew, for offices that go on elsewhere.
    """
    first_day_without = last_day + standing_in.ONE_DAY
    held = [role for role in roles([unit], day=first_day_without) if role.starts <= last_day]
    stood_in = appointments([unit], day=first_day_without)
    named = deputies([unit], day=first_day_without)
    Membership.objects.filter(pk__in=[role.pk for role in held]).update(ends=last_day)
    for order in named:
        _end_order(order, unit, log, last_day=last_day, at=at)
    for appointment in stood_in:
        _end_appointment(appointment, unit, log, last_day=last_day, at=at)
    people = {role.user_id: role.user for role in held}
    for person in people.values():
        standing.forget(person)
        standing_in.settle_person(person, actor=actor, at=at)
    names = {user.display_name for user in people.values()}
    names |= {appointment.user.display_name for appointment in stood_in}
    return sorted(names | {order.deputy.display_name for order in named})


def _end_order(
    order: StandingDeputy, unit: Unit, log: audit.Act, *, last_day: date, at: datetime
) -> None:
    before = order.ends.isoformat() if order.ends else ""
    order.ends = max(last_day, order.starts)
    order.save(update_fields=["ends"])
    holder = order.holder.user
    log.note_down(
        "deputy.end",
        order,
        subject=subject_of(holder),
        unit_path=order.holder.unit.path,
        changed={"ends": [before, order.ends.isoformat()]},
        person=order.deputy.audit_name,
        holder=holder.audit_name,
    )
    facts = {"who": holder.display_name, "unit": unit.name, "ends": last_day.isoformat()}
    _tell(order.deputy, "deputy.unit_ended", facts, at)


def _end_appointment(
    appointment: ActingAppointment, unit: Unit, log: audit.Act, *, last_day: date, at: datetime
) -> None:
    facts = {
        "acting": appointment.signature_line,
        "unit": unit.name,
        "ends": last_day.isoformat(),
    }
    _tell(appointment.user, "acting.unit_ended", facts, at)
    if appointment.starts > last_day:
        acting.remove(appointment, log)
    else:
        acting.move_end(appointment, log, last_day=last_day)


def _tell(person: User, kind: str, facts: dict[str, str], at: datetime) -> None:
    tell([person], kind=kind, facts=facts, url=MY_PAGE, at=at)


def _here(units: Sequence[Unit]) -> Q:
    return Q(unit__in=units) | Q(scope__in=units)


def _running(day: date) -> Q:
    return Q(ends=None) | Q(ends__gte=day)
