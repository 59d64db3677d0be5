"""Somebody leaves: every role, appointment and standing order ends, and the account is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal import jobs
from kpi_portal.accounts.domain import acting, checks, deputies, permission
from kpi_portal.accounts.domain.handover import OpenWork
from kpi_portal.accounts.domain.memberships import end_membership
from kpi_portal.accounts.domain.people import close_account, subject_of
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Membership, StandingDeputy, User
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import GuardRefused
from kpi_portal.thai import BANGKOK, local_date

CLOSING = "accounts.close"
_DAY = timedelta(days=1)


def retire(
    person: User,
    *,
    actor: Actor,
    at: datetime,
    last_day: date,
    reason: str,
    hand_over_to: Mapping[int, User] | None = None,
) -> tuple[OpenWork, ...]:
    """Let a person go after `last_day`; returns the work left open.

    Side effects: roles, acting appointments and standing orders end that day (those to come are
    taken back where they have not begun); work that lies with the person by name goes to the taker
    named for each role; the account closes, at once or by a job on the day after. Raises
    `NotAllowed` where a role lies beyond what the actor keeps, `GuardRefused` for a closed account.
    """
    permission.require_over_person(actor, person, at=at)
    why = checks.required(reason, _("Say why the person leaves."), "reason_required")
    if not person.is_active:
        raise GuardRefused(_("This account is already closed."), code="already_closed")
    takers = hand_over_to or {}
    left: list[OpenWork] = []
    with audit.act(actor=actor, at=at) as log:
        _end_standing_in(person, log, actor=actor, at=at, last_day=last_day)
        for membership in _running(person, last_day):
            left += end_membership(
                membership,
                actor=actor,
                at=at,
                last_day=max(last_day, membership.starts),
                reason=why,
                hand_over_to=takers.get(membership.pk),
            )
        log.note_down(
            "person.retire",
            person,
            subject=subject_of(person),
            note=why,
            person=person.audit_name,
            last_day=last_day.isoformat(),
        )
        _close(person, actor=actor, at=at, last_day=last_day, reason=why)
    return tuple(dict.fromkeys(left))


def close_after(person: User, *, at: datetime, reason: str) -> None:
    """Close the account of somebody who has left, unless a role was granted since.

    Safe to run twice. Side effects: those of `close_account`, done by the portal itself.
    """
    day = local_date(at)
    if person.is_active and not _running(person, day - _DAY):
        close_account(person, actor=SystemActor("retirement"), at=at, reason=reason)


def _running(person: User, last_day: date) -> list[Membership]:
    beyond = Membership.objects.filter(Q(ends=None) | Q(ends__gt=last_day), user=person)
    return list(beyond.select_related("user", "unit", "scope").order_by("pk"))


def _end_standing_in(
    person: User, log: audit.Act, *, actor: Actor, at: datetime, last_day: date
) -> None:
    orders = StandingDeputy.objects.filter(Q(ends=None) | Q(ends__gt=last_day), deputy=person)
    for order in orders.select_related("holder__unit", "holder__user", "deputy"):
        end = max(last_day, order.starts)
        if order.ends is None or order.ends > end:
            deputies.end_deputy(order, actor=actor, at=at, last_day=end)
    for appointment in person.acting_appointments.filter(ends__gt=last_day).select_related(
        "user", "unit", "covers"
    ):
        if appointment.starts > last_day:
            acting.remove(appointment, log)
        else:
            acting.move_end(appointment, log, last_day=last_day)


def _close(person: User, *, actor: Actor, at: datetime, last_day: date, reason: str) -> None:
    if last_day < local_date(at):
        close_account(person, actor=actor, at=at, reason=reason)
        return
    morning = datetime.combine(last_day + _DAY, datetime.min.time(), tzinfo=BANGKOK)
    jobs.enqueue(
        CLOSING,
        payload={"person": person.pk, "reason": reason},
        requested_by=None,
        at=at,
        not_before=morning,
        key=f"{CLOSING}:{person.pk}",
    )
