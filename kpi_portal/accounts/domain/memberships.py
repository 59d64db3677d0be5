"""Dated roles: granting one, and ending one with a list of the work left open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.domain import checks, handover, permission, standing_in
from kpi_portal.accounts.domain.handover import OpenWork
from kpi_portal.accounts.domain.people import subject_of
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership, Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused


def grant_membership(
    person: User,
    *,
    actor: Actor,
    at: datetime,
    unit: Unit,
    role: Role,
    starts: date,
    scope: Unit | None = None,
    ends: date | None = None,
    order_number: str = "",
    period_from: date | None = None,
    period_to: date | None = None,
) -> Membership:
    """Give a person a role in `unit` that reaches the subtree of `scope` (the unit itself if None).

    `period_from` and `period_to` bound what an auditor may read. Side effects: the membership, an
    audit entry; a configurer may open the administration. Raises `GuardRefused` when the person
    already holds it in that time.
    """
    scope = scope or unit
    permission.require(actor, scope, Role.CONFIGURER, at=at)
    checks.in_order(starts, ends)
    if period_from is not None:
        checks.in_order(period_from, period_to)
    _refuse_double(person, unit, scope, role, starts, ends)
    with audit.act(actor=actor, at=at) as log:
        membership = Membership.objects.create(
            user=person,
            unit=unit,
            scope=scope,
            role=role,
            starts=starts,
            ends=ends,
            order_number=order_number.strip(),
            period_from=period_from,
            period_to=period_to,
        )
        standing.forget(person)
        _open_administration(person, starts)
        log.note_down(
            "membership.grant",
            membership,
            subject=subject_of(person),
            unit_path=unit.path,
            person=person.audit_name,
            role=str(role),
            unit=unit.name,
            scope=scope.name,
            starts=starts.isoformat(),
            ends=ends.isoformat() if ends else "",
            order_number=order_number.strip(),
        )
    return membership


def end_membership(
    membership: Membership,
    *,
    actor: Actor,
    at: datetime,
    last_day: date,
    reason: str = "",
    hand_over_to: User | None = None,
) -> tuple[OpenWork, ...]:
    """End a role after `last_day` and return the open work that has to be handed over.

    Side effects: the last day; an audit entry that lists the open work; what lies with the person
    by name goes to `hand_over_to` at once, and stays where it is without one; deputies stop
    standing in for the office; the administration closes for somebody who keeps nothing any more.
    """
    permission.require(actor, membership.scope, Role.CONFIGURER, at=at)
    checks.in_order(membership.starts, last_day)
    if membership.ends is not None and membership.ends <= last_day:
        raise GuardRefused(_("This role has already ended by that day."), code="already_ended")
    before = membership.ends.isoformat() if membership.ends else ""
    with audit.act(actor=actor, at=at) as log:
        if hand_over_to is not None:
            handover.hand_over(membership, hand_over_to, actor=actor, at=at)
        left = handover.open_work(membership, at=at)
        membership.ends = last_day
        membership.save(update_fields=["ends"])
        standing.forget(membership.user)
        _open_administration(membership.user, last_day + timedelta(days=1))
        log.note_down(
            "membership.end",
            membership,
            subject=subject_of(membership.user),
            unit_path=membership.unit.path,
            changed={"ends": [before, last_day.isoformat()]},
            note=reason.strip(),
            person=membership.user.audit_name,
            role=membership.role,
            unit=membership.unit.name,
            open_work=[str(work) for work in left],
        )
        standing_in.settle_person(membership.user, actor=actor, at=at)
    return left


def _open_administration(person: User, day: date) -> None:
    """Configurers open the administration; its pages still ask for the role on every visit."""
    keeps = Membership.objects.filter(
        Q(ends=None) | Q(ends__gte=day), user=person, role=Role.CONFIGURER
    ).exists()
    User.objects.filter(pk=person.pk, is_superuser=False).update(is_staff=keeps)
    person.is_staff = keeps or person.is_superuser


def _refuse_double(
    person: User, unit: Unit, scope: Unit, role: Role, starts: date, ends: date | None
) -> None:
    same = Membership.objects.filter(user=person, unit=unit, scope=scope, role=role)
    same = same.filter(Q(ends=None) | Q(ends__gte=starts))
    if ends is not None:
        same = same.filter(starts__lte=ends)
    if same.exists():
        raise GuardRefused(
            _("This person already holds that role in that time."), code="already_held"
        )
