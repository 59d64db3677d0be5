"""Start codes for everybody whom a workbook brought in and who has no password yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import start_codes
from kpi_portal.accounts.models import ImportSheet, Membership, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused
from kpi_portal.thai import local_date


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person needs to get in."""

    name: str
    unit: str
    username: str
    code: str
    until: date


def without_password(sheet: ImportSheet) -> list[User]:
    """The new people of an applied workbook who have not chosen a password, by unit."""
    made = User.objects.filter(
        pk__in=sheet.summary.get("made", []),
        is_active=True,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
    )
    roles = Membership.objects.select_related("unit").order_by("unit__path", "pk")
    waiting = list(made.prefetch_related(Prefetch("memberships", roles)))
    return sorted(waiting, key=lambda user: (_path(user), user.first_name, user.pk))


def codes_for(sheet: ImportSheet, *, actor: User, at: datetime) -> list[Slip]:
    """Make a code for each of them. Side effects: those of `start_codes.issue`, for all or none.

    Raises `GuardRefused` when nobody waits.
    """
    waiting = without_password(sheet)
    if not waiting:
        raise GuardRefused(
            _("Everybody in this workbook has chosen a password already."), code="nobody_waits"
        )
    until = local_date(at) + start_codes.VALID
    with audit.act(actor=actor, at=at):
        return [
            Slip(
                name=person.display_name,
                unit=_unit(person),
                username=person.username,
                code=start_codes.issue(person, actor=actor, at=at),
                until=until,
            )
            for person in waiting
        ]


def _path(user: User) -> str:
    first = next(iter(user.memberships.all()), None)
    return first.unit.path if first else ""


def _unit(user: User) -> str:
    first = next(iter(user.memberships.all()), None)
    return first.unit.name if first else ""
