"""Who may look at units and people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ActingAppointment, Membership, User
from kpi_portal.errors import NotFound

OVERSEERS = (Role.CONFIGURER, Role.HEAD, Role.EXECUTIVE)
# Directors see the people of their own unit, whose absences they note.
SEEING_PEOPLE = (*OVERSEERS, Role.DIRECTOR)


def overseen_by(user: User, *, day: date) -> tuple[str, ...]:
    """The subtrees whose units and people `user` may look at; raises `NotFound` for none."""
    paths = standing.of(user, day).scopes(*OVERSEERS)
    if not paths:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    # a scope inside another would show its units twice
    return tuple(p for p in paths if not any(p != o and p.startswith(o) for o in paths))


def oversees(user: User, *, day: date) -> bool:
    """Whether the page of units is open to `user`."""
    return bool(standing.of(user, day).scopes(*OVERSEERS))


def keeps_units(user: User, *, day: date) -> bool:
    """Whether `user` may change units and people, and so opens the administration."""
    return user.is_superuser or Role.CONFIGURER in standing.of(user, day).roles


def below(paths: Iterable[str] | None, field: str = "path") -> Q:
    """The rows whose `field` lies in one of the subtrees; None for every row."""
    if paths is None:
        return Q()
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(**{f"{field}__startswith": path})
    return wanted


def kept_paths(user: User, *, day: date) -> tuple[str, ...] | None:
    """The subtrees that `user` keeps as a configurer; None, all of them, for the operator."""
    return None if user.is_superuser else standing.of(user, day).scopes(Role.CONFIGURER)


def seen_paths(user: User, *, day: date) -> tuple[str, ...] | None:
    """The subtrees whose people `user` sees; None, all of them, for the operator. Raises `NotFound`
    for people who oversee nothing."""
    if user.is_superuser:
        return None
    paths = standing.of(user, day).scopes(*SEEING_PEOPLE)
    if not paths:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    return paths


def people_seen_by(user: User, *, day: date) -> QuerySet[User]:
    """The people who sit, sat or will sit in a unit that `user` oversees or directs.

    Whoever keeps units also sees people without any role yet. Raises `NotFound` for people who
    oversee nothing.
    """
    paths = seen_paths(user, day=day)
    if paths is None:
        return User.objects.all()
    own = Membership.objects.filter(user=OuterRef("pk"))
    acting = ActingAppointment.objects.filter(below(paths, "unit__path"), user=OuterRef("pk"))
    seen = Q(Exists(own.filter(below(paths, "unit__path")))) | Q(Exists(acting))
    if Role.CONFIGURER in standing.of(user, day).roles:
        seen |= Q(~Exists(own))
    return User.objects.filter(seen, is_superuser=False)


def get_person(user: User, pk: int, *, day: date) -> User:
    """One of the people whom `user` sees; raises `NotFound` for any other."""
    found = people_seen_by(user, day=day).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    return found
