"""The calendar of a fiscal year, as a page and as a file for calendar programs."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpi_portal import year_choice
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import fiscal_year_of
from submissions.domain import calendar_entries, icalendar, year_calendar
from submissions.domain.calendar_entries import DateKind, Entry
from submissions.domain.icalendar import Event
from submissions.domain.year_calendar import YearCalendar
from submissions.forms.round_plan import offset_words


@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """Months and list of the year, of all indicators or of one."""
    at = timezone.now()
    found = _read(request, at)
    year, chosen = found.fiscal_year, _indicator(request)
    months = calendar_entries.months(year, found.entries, found.days_off)
    context = {
        "year": year,
        "years": (year - 1, year, year + 1),
        "months": months,
        "calendar": found,
        "chosen": chosen,
        "query": urlencode({"year": year} | ({"indicator": chosen} if chosen else {})),
        "all_url": f"?{urlencode({'year': year})}",
        "kinds": list(DateKind),
        "now": at,
    }
    return render(request, "submissions/rounds/calendar.html", context)


@require_safe
def download(request: PortalRequest) -> HttpResponse:
    """The same dates as an iCalendar file."""
    at = timezone.now()
    found = _read(request, at)
    host = urlsplit(settings.PUBLIC_URL).hostname or "kpi-portal"
    name = _("KPI calendar %(year)s") % {"year": found.fiscal_year}
    events = [_event(entry, host) for entry in found.entries]
    events += [
        Event(f"day-off-{day:%Y%m%d}@{host}", day, off, category=_("Day off"))
        for day, off in found.days_off.items()
    ]
    text = icalendar.calendar_text(name, events, stamp=at)
    response = HttpResponse(text, content_type=icalendar.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="kpi-{found.fiscal_year}.ics"'
    return response


def _event(entry: Entry, host: str) -> Event:
    said = [entry.round.indicator.name]
    if entry.offset is not None:
        said.append(str(offset_words(entry.offset)))
    if entry.units:
        said.append(", ".join(entry.units))
    return Event(
        uid=f"{entry.uid}@{host}",
        start=entry.moment or entry.day,
        summary=f"{entry.title}: {entry.kind.label}",
        description="\n".join(said),
        url=f"{settings.PUBLIC_URL}{entry.url}",
        category=str(entry.kind.label),
    )


def _read(request: PortalRequest, at: datetime) -> YearCalendar:
    return year_calendar.read(
        request.user, _year(request, at), at=at, indicator=_indicator(request)
    )


def _year(request: PortalRequest, at: datetime) -> int:
    try:
        wanted = year_choice.read(request.GET.get("year", ""))
    except ValueError:
        wanted = None
    return wanted or year_choice.chosen(request) or fiscal_year_of(at)


def _indicator(request: PortalRequest) -> int | None:
    text = request.GET.get("indicator", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
