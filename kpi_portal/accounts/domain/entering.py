"""A person and the first role, entered together: nobody is left without a place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kpi_portal.accounts.domain.memberships import grant_membership
from kpi_portal.accounts.domain.people import PersonDetails, create_person
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit


def enter_person(
    details: PersonDetails, role: dict[str, Any], *, actor: Actor, at: datetime
) -> User:
    """Enter a person with a role; `role` are the arguments of `grant_membership`.

    Side effects and refusals: those of `create_person` and `grant_membership`, all or nothing.
    """
    with audit.act(actor=actor, at=at):
        person = create_person(details, actor=actor, at=at)
        grant_membership(person, actor=actor, at=at, **role)
    return person
