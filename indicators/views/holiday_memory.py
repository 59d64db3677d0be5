"""The day off that was removed last in this visit, so that it can be put back."""

from __future__ import annotations

from datetime import date

from indicators.domain.holidays import NamedDay
from indicators.models import Holiday
from kpi_portal.accounts.models import Unit
from kpi_portal.requests import PortalRequest

_KEY = "holiday_removed"


def remember_removed(request: PortalRequest, holiday: Holiday) -> None:
    """Keep the removed day with its name."""
    request.session[_KEY] = {
        "unit": holiday.owner_id,
        "day": holiday.day.isoformat(),
        "name": holiday.name,
    }


def removed(request: PortalRequest, unit: Unit) -> NamedDay | None:
    """The day removed last, if it was one of this unit's."""
    kept = request.session.get(_KEY)
    if not kept or kept["unit"] != unit.pk:
        return None
    return NamedDay(date.fromisoformat(kept["day"]), kept["name"])


def forget_removed(request: PortalRequest) -> None:
    """Nothing is left to put back."""
    request.session.pop(_KEY, None)
