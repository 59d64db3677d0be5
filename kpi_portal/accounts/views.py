"""Units and people at a glance."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kpi_portal.accounts import access, overview
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import UnreadableDateError, local_date, parse_thai_date


@require_GET
def units(request: PortalRequest) -> HttpResponse:
    """The tree of one day, today by default: heads, people standing in, units without director."""
    today = local_date(timezone.now())
    paths = access.overseen_by(request.user, day=today)
    day = _day(request, today)
    lines = overview.tree(paths, day=day)
    context = {
        "lines": lines,
        "vacant": [line for line in lines if line.vacant],
        "ended": overview.ended(paths, day=day),
        "day": day,
        "today": today,
        "keeps": access.keeps_units(request.user, day=today),
    }
    return render(request, "accounts/units.html", context)


def _day(request: PortalRequest, today: date) -> date:
    text = request.GET.get("day", "").strip()
    if not text:
        return today
    try:
        return parse_thai_date(text[:40])
    except UnreadableDateError:
        messages.error(request, _("Type a date, such as 25/2/2568 or 25 Feb 2025."))
        return today
