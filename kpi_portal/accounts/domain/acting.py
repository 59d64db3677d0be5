"""Standing in for a role by order: รักษาราชการแทน, รักษาการในตำแหน่ง, ปฏิบัติราชการแทน."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.domain import checks, permission
from kpi_portal.accounts.domain.people import subject_of
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.models import ActingAppointment, Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput

# Roles of an office, which somebody must hold at any time; the others are held by name.
OFFICES = (Role.DIRECTOR, Role.HEAD, Role.EXECUTIVE)
APPOINTING = (Role.CONFIGURER, Role.EXECUTIVE)


def appoint_acting(
    person: User,
    *,
    actor: Actor,
    at: datetime,
    kind: ActingKind,
    role: Role,
    unit: Unit,
    order_number: str,
    starts: date,
    ends: date,
    covers: User | None = None,
    position: str = "",
    scope: Unit | None = None,
) -> ActingAppointment:
    """Let a person stand in for an office of `unit` from `starts` to `ends`; it ends by itself.

    `covers` is the absent holder, None only in a vacant position. `position` is the covered
    position as it stands under a signature (the unit's own, if left out). Side effects: the
    appointment and an audit entry.
    """
    permission.require(actor, unit, *APPOINTING, at=at)
    number = checks.required(
        order_number, _("Give the number of the order."), "order_number_required"
    )
    checks.in_order(starts, ends)
    if role not in OFFICES:
        raise InvalidInput(_("Only an office can be stood in for."), code="role_not_covered")
    _require_holder(kind, covers, person)
    words = words_for(position, covers, unit)
    wanted = ActingAppointment(
        user=person,
        kind=kind,
        role=role,
        unit=unit,
        scope=scope or unit,
        covers=covers,
        position=checks.required(words, _("Name the covered position."), "position_required"),
        order_number=number,
        starts=starts,
        ends=ends,
    )
    with audit.act(actor=actor, at=at) as log:
        enter(wanted, log)
    return wanted


def words_for(position: str, covers: User | None, unit: Unit) -> str:
    """The covered position as it stands under a signature: what was typed, else the absent
    holder's, else the unit's own."""
    return checks.text(position) or (covers.position if covers else "") or unit.position_name


def enter(wanted: ActingAppointment, log: audit.Act) -> None:
    """Keep an appointment that its caller has judged. Side effects: the row, an audit entry."""
    wanted.save(force_insert=True)
    standing.forget(wanted.user)
    log.note_down(
        "acting.appoint",
        wanted,
        subject=subject_of(wanted.user),
        unit_path=wanted.unit.path,
        person=wanted.user.audit_name,
        acting=wanted.signature_line,
        covers=wanted.covers.audit_name if wanted.covers else "",
        order_number=wanted.order_number,
        starts=wanted.starts.isoformat(),
        ends=wanted.ends.isoformat(),
    )


def end_acting(
    appointment: ActingAppointment, *, actor: Actor, at: datetime, last_day: date, reason: str
) -> ActingAppointment:
    """End an appointment early, because the holder is back. Side effects: the last day, audit."""
    permission.require(actor, appointment.unit, *APPOINTING, at=at)
    checks.required(reason, _("Say why the appointment ends early."), "reason_required")
    checks.in_order(appointment.starts, last_day)
    if appointment.ends <= last_day:
        raise GuardRefused(_("This appointment ends by that day anyway."), code="already_ended")
    with audit.act(actor=actor, at=at) as log:
        move_end(appointment, log, last_day=last_day, note=reason.strip())
    return appointment


def move_end(
    appointment: ActingAppointment, log: audit.Act, *, last_day: date, note: str = ""
) -> None:
    """Give an appointment another last day. Side effects: the row, an audit entry."""
    before, appointment.ends = appointment.ends, last_day
    appointment.save(update_fields=["ends"])
    standing.forget(appointment.user)
    log.note_down(
        "acting.end",
        appointment,
        subject=subject_of(appointment.user),
        unit_path=appointment.unit.path,
        changed={"ends": [before.isoformat(), last_day.isoformat()]},
        note=note,
        person=appointment.user.audit_name,
        acting=appointment.signature_line,
    )


def remove(appointment: ActingAppointment, log: audit.Act) -> None:
    """Take back an appointment that has not begun. Side effects: the row goes, an audit entry
    stays."""
    standing.forget(appointment.user)
    log.note_down(
        "acting.remove",
        appointment,
        subject=subject_of(appointment.user),
        unit_path=appointment.unit.path,
        person=appointment.user.audit_name,
        acting=appointment.signature_line,
        starts=appointment.starts.isoformat(),
        ends=appointment.ends.isoformat(),
    )
    appointment.delete()


def _require_holder(kind: ActingKind, covers: User | None, person: User) -> None:
    if kind is ActingKind.IN_POSITION:
        if covers is not None:
            raise InvalidInput(
                _("A vacant position has no holder to name."), code="position_not_vacant"
            )
        return
    if covers is None:
        raise InvalidInput(_("Name the person who is absent."), code="covers_required")
    if covers.pk == person.pk:
        raise InvalidInput(_("Nobody stands in for themselves."), code="covers_self")
