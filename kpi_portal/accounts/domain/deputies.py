"""The standing order of deputies of an office: who stands in first, second, third."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import checks, permission, standing_in
from kpi_portal.accounts.domain.acting import OFFICES
from kpi_portal.accounts.domain.people import subject_of
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership, StandingDeputy, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput

NAMING = (Role.CONFIGURER, Role.EXECUTIVE)
LOWEST_RANK = 9


def name_deputy(
    holder: Membership,
    *,
    actor: Actor,
    at: datetime,
    deputy: User,
    rank: int,
    order_number: str,
    starts: date,
    ends: date | None = None,
) -> StandingDeputy:
    """Name a deputy of the given rank for an office, by order.

    Side effects: the row, an audit entry; absences that run or are noted are settled anew. Raises
    `InvalidInput` for a role that is no office and for the holder as deputy, `GuardRefused` where
    the rank or the person is taken in that time.
    """
    permission.require(actor, holder.unit, *NAMING, at=at)
    number = checks.required(
        order_number, _("Give the number of the order."), "order_number_required"
    )
    checks.in_order(starts, ends)
    if holder.role not in OFFICES:
        raise InvalidInput(_("Only an office can be stood in for."), code="role_not_covered")
    if deputy.pk == holder.user_id:
        raise InvalidInput(_("Nobody stands in for themselves."), code="covers_self")
    if not deputy.is_active:
        raise InvalidInput(_("The account of this person is closed."), code="account_closed")
    if not 1 <= rank <= LOWEST_RANK:
        raise InvalidInput(_("The rank is a number from 1 to 9."), code="rank_unknown")
    _refuse_double(holder, deputy, rank, starts, ends)
    with audit.act(actor=actor, at=at) as log:
        named = StandingDeputy.objects.create(
            holder=holder,
            deputy=deputy,
            rank=rank,
            order_number=number,
            starts=starts,
            ends=ends,
        )
        log.note_down(
            "deputy.name",
            named,
            subject=subject_of(holder.user),
            unit_path=holder.unit.path,
            person=deputy.audit_name,
            holder=holder.user.audit_name,
            rank=rank,
            order_number=number,
            starts=starts.isoformat(),
            ends=ends.isoformat() if ends else "",
        )
        standing_in.settle_person(holder.user, actor=actor, at=at)
    return named


def end_deputy(
    named: StandingDeputy, *, actor: Actor, at: datetime, last_day: date
) -> StandingDeputy:
    """The standing order ends for this deputy after `last_day`.

    Side effects: the last day, an audit entry; absences that run or are noted are settled anew.
    """
    holder = named.holder
    permission.require(actor, holder.unit, *NAMING, at=at)
    checks.in_order(named.starts, last_day)
    if named.ends is not None and named.ends <= last_day:
        raise GuardRefused(_("This has already ended by that day."), code="already_ended")
    before = named.ends.isoformat() if named.ends else ""
    with audit.act(actor=actor, at=at) as log:
        named.ends = last_day
        named.save(update_fields=["ends"])
        log.note_down(
            "deputy.end",
            named,
            subject=subject_of(holder.user),
            unit_path=holder.unit.path,
            changed={"ends": [before, last_day.isoformat()]},
            person=named.deputy.audit_name,
            holder=holder.user.audit_name,
        )
        standing_in.settle_person(holder.user, actor=actor, at=at)
    return named


def _refuse_double(
    holder: Membership, deputy: User, rank: int, starts: date, ends: date | None
) -> None:
    same = StandingDeputy.objects.filter(Q(ends=None) | Q(ends__gte=starts), holder=holder)
    if ends is not None:
        same = same.filter(starts__lte=ends)
    if same.filter(deputy=deputy).exists():
        raise GuardRefused(
            _("This person is already named as deputy in that time."), code="already_named"
        )
    if same.filter(rank=rank).exists():
        raise GuardRefused(
            _("That rank is taken in that time. Choose the next one, or end the other first."),
            code="rank_taken",
        )
