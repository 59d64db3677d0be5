"""Days that are no working days for an owner unit; only working-day rules ask for them."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from indicators.models import Holiday
from kpi_portal.accounts.domain import checks, permission
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import InvalidInput


def declare_holiday(owner: Unit, *, actor: Actor, at: datetime, day: date, name: str) -> Holiday:
    """Enter a holiday of `owner` and the units below it.

    Side effects: the holiday and an audit entry. Scores confirmed before keep the holidays they
    were computed with. Raises `InvalidInput` for a day entered already or without a name.
    """
    permission.require(actor, owner, Role.CONFIGURER, at=at)
    kept = checks.required(name, _("Give the holiday's name."), "name_required")
    if Holiday.objects.filter(owner=owner, day=day).exists():
        raise InvalidInput(_("This day is entered already."), code="already_there")
    with audit.act(actor=actor, at=at) as log:
        holiday = Holiday.objects.create(owner=owner, day=day, name=kept)
        log.note_down(
            "holiday.declare", holiday, unit_path=owner.path, name=kept, day=day.isoformat()
        )
    return holiday
