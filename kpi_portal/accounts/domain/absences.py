"""Days on which somebody is away. Standing deputies stand in by themselves on them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import checks, permission, standing_in
from kpi_portal.accounts.domain.messages import tell
from kpi_portal.accounts.domain.people import subject_of
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Absence, Membership, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.thai import local_date

LONGEST = timedelta(days=366)
# Beside the person: whoever directs or keeps a unit in which the person sits.
DECLARING = (Role.DIRECTOR, Role.EXECUTIVE, Role.CONFIGURER)


def declare_absence(
    person: User,
    *,
    actor: Actor,
    at: datetime,
    starts: date,
    ends: date,
    reason: str = "",
) -> Absence:
    """Note the days from `starts` to `ends` on which a person is away.

    Side effects: the absence, an audit entry; for each office that the person holds the first
    standing deputy present is appointed, from today on; deputies are told, the person where
    somebody else declared it, and configurers of days that nobody covers. Raises `NotAllowed`,
    `InvalidInput` for days out of order, and `GuardRefused` beside another absence.
    """
    require_may_declare(actor, person, at=at)
    checks.in_order(starts, ends)
    if ends - starts > LONGEST:
        raise InvalidInput(
            _("An absence is a year at most. For longer the position counts as vacant."),
            code="absence_too_long",
        )
    if ends < local_date(at):
        raise InvalidInput(_("These days are gone. Give days to come."), code="days_gone")
    same = person.absences.filter(cancelled_at=None, starts__lte=ends, ends__gte=starts)
    if same.exists():
        raise GuardRefused(
            _("An absence is already noted for some of these days. End that one first."),
            code="absence_overlaps",
        )
    with audit.act(actor=actor, at=at) as log:
        absence = Absence.objects.create(
            user=person,
            starts=starts,
            ends=ends,
            reason=checks.text(reason)[:200],
            declared_by=actor if isinstance(actor, User) else None,
            declared_at=at,
        )
        _note_down("absence.declare", absence, log)
        if absence.declared_by is not None and absence.declared_by.pk != person.pk:
            _tell_person(absence, absence.declared_by, at)
        standing_in.settle_person(person, actor=actor, at=at)
    return absence


def end_absence(absence: Absence, *, actor: Actor, at: datetime, back_on: date) -> Absence:
    """The person is back on `back_on`, earlier than noted.

    Side effects: the last day; appointments from then on end or are taken back, and deputies are
    told; an audit entry. Raises `GuardRefused` when it is over, not begun, or ends by then anyway.
    """
    require_may_declare(actor, absence.user, at=at)
    _require_running(absence, at)
    if back_on < local_date(at):
        raise InvalidInput(_("The first day back cannot lie in the past."), code="days_gone")
    if back_on > absence.ends:
        raise GuardRefused(_("The absence ends by that day anyway."), code="already_ended")
    if back_on <= absence.starts:
        return cancel_absence(absence, actor=actor, at=at)
    with audit.act(actor=actor, at=at) as log:
        before, absence.ends = absence.ends, back_on - timedelta(days=1)
        absence.save(update_fields=["ends"])
        changed = {"ends": [before.isoformat(), absence.ends.isoformat()]}
        _note_down("absence.end", absence, log, changed=changed)
        standing_in.settle(absence, actor=actor, at=at)
        standing_in.settle_person(absence.user, actor=actor, at=at)
    return absence


def cancel_absence(absence: Absence, *, actor: Actor, at: datetime) -> Absence:
    """The person is there after all. Side effects: the absence is cancelled, its appointments are
    taken back and deputies told; an audit entry. Raises `GuardRefused` once a day of it is gone."""
    require_may_declare(actor, absence.user, at=at)
    _require_running(absence, at)
    if absence.starts < local_date(at):
        raise GuardRefused(
            _("The absence has begun. Give the first day back instead."), code="absence_begun"
        )
    with audit.act(actor=actor, at=at) as log:
        absence.cancelled_at = at
        absence.save(update_fields=["cancelled_at"])
        _note_down("absence.cancel", absence, log)
        standing_in.settle(absence, actor=actor, at=at)
        standing_in.settle_person(absence.user, actor=actor, at=at)
    return absence


def may_declare(actor: Actor, person: User, *, at: datetime) -> bool:
    """Whether `actor` may note absences of `person`."""
    if isinstance(actor, User) and actor.pk == person.pk:
        return True
    if permission.holds(actor, at=at):
        return True  # the operator and the portal itself
    day = local_date(at)
    units = Membership.objects.filter(Q(ends=None) | Q(ends__gte=day), user=person)
    return any(
        permission.holds(actor, *DECLARING, unit=membership.unit, at=at)
        for membership in units.select_related("unit")
    )


def require_may_declare(actor: Actor, person: User, *, at: datetime) -> None:
    """Raise `NotAllowed` unless `actor` may note absences of `person`."""
    if not may_declare(actor, person, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _require_running(absence: Absence, at: datetime) -> None:
    if absence.cancelled_at is not None or absence.ends < local_date(at):
        raise GuardRefused(_("This absence is over or cancelled."), code="already_ended")


def _note_down(
    action: str, absence: Absence, log: audit.Act, changed: dict[str, list[str]] | None = None
) -> None:
    log.note_down(
        action,
        absence,
        subject=subject_of(absence.user),
        changed=changed,
        person=absence.user.audit_name,
        starts=absence.starts.isoformat(),
        ends=absence.ends.isoformat(),
    )


def _tell_person(absence: Absence, by: User, at: datetime) -> None:
    facts = {
        "by": by.display_name,
        "starts": absence.starts.isoformat(),
        "ends": absence.ends.isoformat(),
    }
    tell([absence.user], kind="absence.declared", facts=facts, url="/people/me/", at=at)
