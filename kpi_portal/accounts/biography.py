"""One person at a glance: roles now, before and to come, standing in, absences, deputies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from kpi_portal.accounts.domain import handover, standing_in
from kpi_portal.accounts.domain.acting import OFFICES
from kpi_portal.accounts.domain.handover import OpenWork
from kpi_portal.accounts.domain.standing_in import Gap
from kpi_portal.accounts.models import (
    Absence,
    ActingAppointment,
    Membership,
    StandingDeputy,
    User,
)
from kpi_portal.thai import local_date


@dataclass
class HeldRole:
    """A role of the present or to come, with its deputies and the work that waits for it."""

    membership: Membership
    deputies: list[StandingDeputy] = field(default_factory=list)
    work: tuple[OpenWork, ...] = ()

    @property
    def is_office(self) -> bool:
        """Whether somebody must stand in when the holder is away."""
        return self.membership.role in OFFICES


@dataclass
class NotedAbsence:
    """An absence that runs or is to come: who stands in on which days, and which nobody covers."""

    absence: Absence
    appointments: list[ActingAppointment]
    gaps: list[Gap]
    begun: bool


@dataclass
class Biography:
    """Everything a person's page shows."""

    now: list[HeldRole] = field(default_factory=list)
    later: list[HeldRole] = field(default_factory=list)
    before: list[Membership] = field(default_factory=list)
    acting: list[ActingAppointment] = field(default_factory=list)
    acted: list[ActingAppointment] = field(default_factory=list)
    absences: list[NotedAbsence] = field(default_factory=list)
    past_absences: list[Absence] = field(default_factory=list)
    deputy_for: list[StandingDeputy] = field(default_factory=list)


def of(person: User, *, at: datetime, work: bool = True, leaving: bool = False) -> Biography:
    """The page of one person. Queries grow with the roles held now, not with the past. `leaving`
    also finds what is of interest only when roles end."""
    day = local_date(at)
    found = Biography()
    finder = handover.open_work if leaving else handover.waiting
    held = Membership.objects.filter(user=person).select_related("unit", "scope", "user")
    for membership in held.order_by("-starts", "pk"):
        if membership.ends is not None and membership.ends < day:
            found.before.append(membership)
        elif membership.starts > day:
            found.later.append(HeldRole(membership))
        else:
            found.now.append(HeldRole(membership, work=finder(membership, at=at) if work else ()))
    _add_deputies(found, day)
    appointments = person.acting_appointments.select_related("unit", "covers", "absence")
    for appointment in appointments.order_by("-starts", "pk"):
        (found.acting if appointment.ends >= day else found.acted).append(appointment)
    _add_absences(found, person, day)
    orders = StandingDeputy.objects.filter(Q(ends=None) | Q(ends__gte=day), deputy=person)
    found.deputy_for = list(orders.select_related("holder__user", "holder__unit"))
    return found


def _add_deputies(found: Biography, day: date) -> None:
    roles = {role.membership.pk: role for role in [*found.now, *found.later]}
    orders = StandingDeputy.objects.filter(Q(ends=None) | Q(ends__gte=day), holder__in=roles)
    for order in orders.select_related("deputy").order_by("rank", "starts"):
        roles[order.holder_id].deputies.append(order)


def _add_absences(found: Biography, person: User, day: date) -> None:
    noted = person.absences.filter(cancelled_at=None).select_related("declared_by", "user")
    for absence in noted.prefetch_related("appointments__user").order_by("starts"):
        if absence.ends < day:
            found.past_absences.append(absence)
            continue
        made = sorted(absence.appointments.all(), key=lambda a: (a.starts, a.pk))
        gaps = standing_in.gaps(absence, day=day)
        found.absences.append(NotedAbsence(absence, made, gaps, absence.starts <= day))
