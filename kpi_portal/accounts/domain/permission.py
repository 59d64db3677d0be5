"""Who may change units, people and roles."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import NotAllowed
from kpi_portal.thai import local_date

Actor = User | SystemActor


def require(actor: Actor, unit: Unit | None, *roles: Role, at: datetime) -> None:
    """Raise `NotAllowed` unless `actor` holds one of `roles` over `unit`.

    The operator's account (superuser) and the portal itself may always: somebody has to enter the
    first configurer. `unit` None asks for the role anywhere: a person belongs to no unit yet.
    """
    if not holds(actor, *roles, unit=unit, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def holds(actor: Actor, *roles: Role, unit: Unit | None = None, at: datetime) -> bool:
    """Whether `require` would let `actor` pass: what a page asks before it offers an act."""
    if isinstance(actor, SystemActor) or actor.is_superuser:
        return True
    held = standing.of(actor, local_date(at))
    if unit is None:
        return any(role in held.roles for role in roles)
    return any(held.may_act_as(role, unit.path) for role in roles)


def require_over_person(actor: Actor, person: User, *, at: datetime) -> None:
    """Raise `NotAllowed` unless `actor` keeps people and every unit that `person`'s roles reach.

    Whoever may set a password can act as its holder: a configurer of one bureau must not come by
    the roles of another, nor by an operator's account.
    """
    require(actor, None, Role.CONFIGURER, at=at)
    if not keeps_person(actor, person, at=at):
        raise NotAllowed(
            _("This person holds roles beyond the units that you keep."), code="not_allowed"
        )


def keeps_person(actor: Actor, person: User, *, at: datetime) -> bool:
    """Whether every unit that `person`'s roles reach is kept by `actor`."""
    if isinstance(actor, SystemActor) or actor.is_superuser:
        return True
    held = standing.of(actor, local_date(at))
    if Role.CONFIGURER not in held.roles or person.is_superuser:
        return False
    reached = {grant.scope_path for grant in standing.of(person, local_date(at)).grants}
    return all(held.may_act_as(Role.CONFIGURER, path) for path in reached)
