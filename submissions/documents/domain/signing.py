"""Who signs a memo on the day: the holder of the office, or whoever stands in for it."""

from __future__ import annotations

from datetime import datetime

from forms_templates.contexts import Signatory
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.holders import in_force
from kpi_portal.accounts.models import ActingAppointment, Membership, Unit
from submissions.access import day_of
from submissions.models import Submission


def head_of(section: Unit, *, at: datetime) -> Signatory:
    """The head of the strategy section, or the person acting."""
    return _holder(section, Role.HEAD, at)


def director_of(submission: Submission, *, at: datetime) -> Signatory:
    """The director of the reporting unit, the executive for the bureau's own report, or the person
    acting."""
    role = Role.EXECUTIVE if submission.is_bureaus_own else Role.DIRECTOR
    return _holder(submission.unit, role, at)


def _holder(unit: Unit, role: Role, at: datetime) -> Signatory:
    """An acting person signs while acting; without anybody the place stays empty for the pen."""
    day = day_of(at)
    acting = (
        ActingAppointment.objects.filter(in_force(day), unit=unit, role=role, user__is_active=True)
        .select_related("user")
        .first()
    )
    if acting is not None:
        return Signatory(
            name=acting.user.display_name,
            position_lines=(acting.user.position,),
            acting_lines=(acting.signature_line,),
        )
    held = (
        Membership.objects.filter(in_force(day), unit=unit, role=role, user__is_active=True)
        .select_related("user")
        .first()
    )
    if held is None:
        return Signatory(position_lines=(unit.position_name or f"ผู้อำนวยการ{unit.name}",))
    return Signatory(
        name=held.user.display_name,
        position_lines=(held.user.position or unit.position_name or f"ผู้อำนวยการ{unit.name}",),
    )
