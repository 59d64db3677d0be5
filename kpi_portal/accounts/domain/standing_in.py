"""Absences and the standing order of deputies, turned into acting appointments.

Days that are gone stay as they were: whatever a deputy signed then, was signed in office.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from kpi_portal.accounts import holders
from kpi_portal.accounts.deputising import Deputy, Stretch, stretches
from kpi_portal.accounts.domain import acting
from kpi_portal.accounts.domain.acting import OFFICES
from kpi_portal.accounts.domain.messages import tell
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.models import (
    Absence,
    ActingAppointment,
    Membership,
    StandingDeputy,
    User,
)
from kpi_portal.audit import recorder as audit
from kpi_portal.thai import local_date

ONE_DAY = timedelta(days=1)
PEOPLE_URL = "/people/{}/"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which an office has its holder away and nobody standing in."""

    membership: Membership
    starts: date
    ends: date


def settle_person(person: User, *, actor: Actor, at: datetime) -> None:
    """Bring the appointments in line with `person`'s absences, and with those of everybody for
    whom `person` is a deputy.

    Side effects: appointments from today on are made, moved or taken back, each with its audit
    entry; deputies are told, and configurers of days that nobody covers.
    """
    day = local_date(at)
    covered = StandingDeputy.objects.filter(deputy=person).values("holder__user_id")
    concerned = Absence.objects.filter(
        Q(user=person) | Q(user_id__in=covered), cancelled_at=None, ends__gte=day
    )
    for absence in concerned.select_related("user").order_by("starts", "pk"):
        settle(absence, actor=actor, at=at)


def settle(absence: Absence, *, actor: Actor, at: datetime) -> None:
    """Bring the appointments of one absence in line; side effects as of `settle_person`."""
    day = local_date(at)
    first = max(absence.starts, day)
    with audit.act(actor=actor, at=at) as log:
        for membership in _offices(absence):
            before = _appointed(absence, membership)
            wanted = _wanted(absence, membership, first) if absence.cancelled_at is None else []
            _carry_out(absence, membership, before, wanted, first, log, at)
        left = [
            a
            for a in absence.appointments.select_related("user", "unit", "covers")
            if a.ends >= first
        ]
        held = {(m.role, m.unit_id) for m in _offices(absence)}
        for orphan in left:
            if (orphan.role, orphan.unit_id) not in held:
                _take_back(orphan, day, log, at)


def gaps(absence: Absence, *, day: date) -> list[Gap]:
    """Offices of the absent person that nobody covers on some day from `day` on."""
    found = []
    for membership in _offices(absence):
        stood_in = ActingAppointment.objects.filter(
            unit=membership.unit, role=membership.role, ends__gte=day, user__is_active=True
        )
        first, last = _span(absence, membership, max(absence.starts, day))
        for starts, ends in _uncovered(first, last, stood_in):
            found.append(Gap(membership, starts, ends))
    return found


def _offices(absence: Absence) -> list[Membership]:
    """The offices that the absent person holds on some day of the absence."""
    held = Membership.objects.filter(
        Q(ends=None) | Q(ends__gte=absence.starts),
        user=absence.user,
        role__in=OFFICES,
        starts__lte=absence.ends,
    )
    return list(held.select_related("unit", "scope").order_by("pk"))


def _appointed(absence: Absence, membership: Membership) -> list[ActingAppointment]:
    made = absence.appointments.filter(role=membership.role, unit=membership.unit)
    return list(made.select_related("user", "unit", "scope", "covers").order_by("starts"))


def _span(absence: Absence, membership: Membership, first: date) -> tuple[date, date]:
    last = absence.ends if membership.ends is None else min(absence.ends, membership.ends)
    return max(first, membership.starts), last


def _wanted(
    absence: Absence, membership: Membership, first: date
) -> list[tuple[Stretch, StandingDeputy | None]]:
    orders = {
        order.pk: order
        for order in StandingDeputy.objects.filter(
            holder=membership, deputy__is_active=True
        ).select_related("deputy")
    }
    away: dict[int, list[tuple[date, date]]] = {}
    for other in Absence.objects.filter(
        user__in=[order.deputy_id for order in orders.values()],
        cancelled_at=None,
        starts__lte=absence.ends,
        ends__gte=first,
    ):
        away.setdefault(other.user_id, []).append((other.starts, other.ends))
    deputies = [
        Deputy(o.pk, o.rank, o.starts, o.ends, tuple(away.get(o.deputy_id, ())))
        for o in orders.values()
    ]
    found = stretches(*_span(absence, membership, first), deputies)
    return [(s, orders[s.deputy.key] if s.deputy else None) for s in found]


def _carry_out(
    absence: Absence,
    membership: Membership,
    before: Sequence[ActingAppointment],
    wanted: Sequence[tuple[Stretch, StandingDeputy | None]],
    first: date,
    log: audit.Act,
    at: datetime,
) -> None:
    day = local_date(at)
    current = [appointment for appointment in before if appointment.ends >= first]
    covered = {d for a in current for d in _days(max(a.starts, first), a.ends)}
    open_ = [(stretch, order) for stretch, order in wanted if order is not None]
    for appointment in current:
        fitting = next((pair for pair in open_ if _continues(appointment, pair, first)), None)
        if fitting is None:
            _take_back(appointment, day, log, at)
            continue
        open_.remove(fitting)
        if appointment.ends != fitting[0].ends:
            acting.move_end(appointment, log, last_day=fitting[0].ends)
            _tell_deputy(appointment, "acting.moved", at)
    for stretch, order in open_:
        if order is not None:
            _appoint(absence, membership, stretch, order, log, at)
    uncovered = {d for s, order in wanted if order is None for d in _days(s.starts, s.ends)}
    if uncovered and (not before or uncovered & covered):
        _tell_keepers(absence, membership, uncovered, at)


def _continues(
    appointment: ActingAppointment, pair: tuple[Stretch, StandingDeputy | None], first: date
) -> bool:
    """Whether an appointment is the wanted one, perhaps with another last day."""
    stretch, order = pair
    begun = appointment.starts < first and stretch.starts == first
    return (
        order is not None
        and appointment.user_id == order.deputy_id
        and appointment.order_number == order.order_number
        and (appointment.starts == stretch.starts or begun)
    )


def _take_back(appointment: ActingAppointment, day: date, log: audit.Act, at: datetime) -> None:
    _tell_deputy(appointment, "acting.taken_back", at)
    if appointment.starts < day:
        acting.move_end(appointment, log, last_day=day - ONE_DAY)
    else:
        acting.remove(appointment, log)


def _appoint(
    absence: Absence,
    membership: Membership,
    stretch: Stretch,
    order: StandingDeputy,
    log: audit.Act,
    at: datetime,
) -> None:
    unit, holder = membership.unit, absence.user
    appointment = ActingAppointment(
        user=order.deputy,
        kind=ActingKind.DEPUTISING,
        role=membership.role,
        unit=unit,
        scope=membership.scope,
        covers=holder,
        position=unit.position_name or holder.position or f"ผู้อำนวยการ{unit.name}",
        order_number=order.order_number,
        starts=stretch.starts,
        ends=stretch.ends,
        absence=absence,
    )
    acting.enter(appointment, log)
    _tell_deputy(appointment, "acting.begins", at)


def _tell_deputy(appointment: ActingAppointment, kind: str, at: datetime) -> None:
    facts = {
        "who": appointment.covers.display_name if appointment.covers else "",
        "acting": appointment.signature_line,
        "starts": appointment.starts.isoformat(),
        "ends": appointment.ends.isoformat(),
    }
    tell([appointment.user], kind=kind, facts=facts, url="/people/me/", at=at)


def _tell_keepers(
    absence: Absence, membership: Membership, uncovered: Iterable[date], at: datetime
) -> None:
    days = sorted(uncovered)
    keepers = holders.holding((Role.CONFIGURER,), membership.unit, day=local_date(at))
    facts = {
        "who": absence.user.display_name,
        "unit": membership.unit.name,
        "starts": days[0].isoformat(),
        "ends": days[-1].isoformat(),
    }
    url = PEOPLE_URL.format(absence.user_id)
    tell(keepers, kind="absence.uncovered", facts=facts, url=url, at=at)


def _days(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def _uncovered(
    first: date, last: date, stood_in: Iterable[ActingAppointment]
) -> list[tuple[date, date]]:
    covering = [
        Deputy(number, 1, appointment.starts, appointment.ends)
        for number, appointment in enumerate(stood_in)
    ]
    return [(s.starts, s.ends) for s in stretches(first, last, covering) if s.deputy is None]
