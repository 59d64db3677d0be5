"""Who may look at units and people."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound

OVERSEERS = (Role.CONFIGURER, Role.HEAD, Role.EXECUTIVE)


def overseen_by(user: User, *, day: date) -> tuple[str, ...]:
    """The subtrees whose units and people `user` may look at; raises `NotFound` for none."""
    paths = standing.of(user, day).scopes(*OVERSEERS)
    if not paths:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    # a scope inside another would show its units twice
    return tuple(p for p in paths if not any(p != o and p.startswith(o) for o in paths))


def keeps_units(user: User, *, day: date) -> bool:
    """Whether `user` may change units and people, and so opens the administration."""
    return user.is_superuser or Role.CONFIGURER in standing.of(user, day).roles
