"""What the acts upon a whole round share: who may, and what the audit calls it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import NotAllowed
from submissions import access

Actor = User | SystemActor


def require_role(actor: Actor, round: Round, *roles: Role, at: datetime) -> None:
    """Raise `NotAllowed` unless `actor` holds one of `roles` over the indicator's owner."""
    if isinstance(actor, SystemActor):
        return
    held = standing.of(actor, access.day_of(at))
    if not any(held.may_act_as(role, round.indicator.owner.path) for role in roles):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def subject_of(round: Round) -> str:
    """The name under which the audit trail groups a round's history."""
    return f"round:{round.pk}"
