"""The list of people: searched by name, unit, role and state; the same queries for any number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat

from kpi_portal.accounts import access
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.holders import in_force
from kpi_portal.accounts.models import Absence, ActingAppointment, Membership, Unit, User

PER_PAGE = 25
STATES = ("", "none", "closed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty parts are not asked."""

    text: str = ""
    unit: str = ""
    role: str = ""
    state: str = ""


def page_of(user: User, wanted: Wanted, number: str, *, day: date) -> Page[User]:
    """One page of the people whom `user` sees, with what they hold on `day`."""
    people = _matching(access.people_seen_by(user, day=day), wanted, day)
    current = Membership.objects.filter(in_force(day)).select_related("unit").order_by("role")
    acting = ActingAppointment.objects.filter(in_force(day)).select_related("unit")
    away = Absence.objects.filter(cancelled_at=None, starts__lte=day, ends__gte=day)
    people = people.order_by("first_name", "last_name", "pk").prefetch_related(
        Prefetch("memberships", current, to_attr="current"),
        Prefetch("acting_appointments", acting, to_attr="acting"),
        Prefetch("absences", away, to_attr="away"),
    )
    pages: Paginator[User] = Paginator(people, PER_PAGE)
    return pages.get_page(number)


def units_of(user: User, *, day: date) -> list[Unit]:
    """The units to choose from, in the order of the tree."""
    held = access.seen_paths(user, day=day)
    return list(Unit.objects.filter(access.below(held)).order_by("path"))


def _matching(people: QuerySet[User], wanted: Wanted, day: date) -> QuerySet[User]:
    if wanted.text:
        people = people.annotate(
            whole=Concat("title", "first_name", Value(" "), "last_name")
        ).filter(
            Q(whole__icontains=wanted.text)
            | Q(username__icontains=wanted.text)
            | Q(position__icontains=wanted.text)
        )
    own = Membership.objects.filter(in_force(day), user=OuterRef("pk"))
    if wanted.unit.isdigit():
        chosen = Unit.objects.filter(pk=int(wanted.unit)).values_list("path", flat=True).first()
        people = people.filter(Exists(own.filter(unit__path__startswith=chosen or "-")))
    if wanted.role in Role.values:
        acting = ActingAppointment.objects.filter(in_force(day), user=OuterRef("pk"))
        people = people.filter(
            Q(Exists(own.filter(role=wanted.role))) | Q(Exists(acting.filter(role=wanted.role)))
        )
    if wanted.state == "closed":
        return people.filter(is_active=False)
    if wanted.state == "none":
        return people.filter(~Exists(own), is_active=True)
    return people.filter(is_active=True)
