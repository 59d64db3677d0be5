"""Somebody moves to another unit: one role ends and the next begins the day after, in one act."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kpi_portal.accounts.domain import checks
from kpi_portal.accounts.domain.handover import OpenWork
from kpi_portal.accounts.domain.memberships import end_membership, grant_membership
from kpi_portal.accounts.domain.people import subject_of
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership, Unit, User
from kpi_portal.audit import recorder as audit


def move_person(
    membership: Membership,
    *,
    actor: Actor,
    at: datetime,
    unit: Unit,
    role: Role,
    first_day: date,
    scope: Unit | None = None,
    order_number: str = "",
    hand_over_to: User | None = None,
) -> tuple[Membership, tuple[OpenWork, ...]]:
    """End a role on the eve of `first_day` and grant `role` in `unit` from then on.

    Side effects: those of `end_membership` and `grant_membership`, and an entry for the move.
    Returns the new role and the work left open. Raises what either raises; then nothing changed.
    """
    last_day = first_day - timedelta(days=1)
    checks.in_order(membership.starts, last_day)
    with audit.act(actor=actor, at=at) as log:
        left = end_membership(
            membership,
            actor=actor,
            at=at,
            last_day=last_day,
            reason=order_number,
            hand_over_to=hand_over_to,
        )
        granted = grant_membership(
            membership.user,
            actor=actor,
            at=at,
            unit=unit,
            role=role,
            scope=scope,
            starts=first_day,
            order_number=order_number,
        )
        log.note_down(
            "person.move",
            granted,
            subject=subject_of(membership.user),
            unit_path=unit.path,
            person=membership.user.audit_name,
            unit=unit.name,
            starts=first_day.isoformat(),
            before=membership.unit.name,
        )
    return granted, left
