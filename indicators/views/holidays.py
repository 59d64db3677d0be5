"""The days off of a unit in a calendar year: looked at by everybody of the unit, kept by those who
configure it. What a change moves is shown before it is kept."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators.domain import days_off, holiday_effects, holiday_reading, holidays, thai_holidays
from indicators.domain.holiday_scores import Change
from indicators.domain.holidays import Followed, NamedDay
from indicators.forms.carry import read_year
from indicators.forms.holidays import NameForm, OwnDaysForm, ProposalsForm
from indicators.models import Holiday
from indicators.views import holiday_memory
from kpi_portal import year_choice
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import DomainError, NotAllowed
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import buddhist_year, local_date

DayForm = ProposalsForm | OwnDaysForm


@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """One calendar year of one unit."""
    at = timezone.now()
    unit, units = holiday_reading.choose_unit(request.user, request.GET.get("unit", ""), at=at)
    return _page(request, unit, units, _year(request, request.GET.get("year", ""), at), at)


@require_POST
def add(request: PortalRequest) -> HttpResponse:
    """Take proposals over or enter own days; where something would move, that is shown first."""
    at = timezone.now()
    unit, units = holiday_reading.choose_unit(request.user, request.POST.get("unit", ""), at=at)
    _require_keeper(request, unit, at)
    year = _year(request, request.POST.get("year", ""), at)
    form = _typed(request, unit, year)
    if not form.is_valid() or request.POST.get("act") == "edit":
        faulty = bool(form.errors)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if faulty else HTTPStatus.OK
        return _page(request, unit, units, year, at, typed=form, status=status)
    days = form.days()
    if request.POST.get("act") != "keep":
        change = Change(unit, added=frozenset(entry.day for entry in days))
        effect = holiday_effects.of(change, at=at, user=request.user)
        if effect.worth_showing:
            context = {"unit": unit, "year": year, "days": days, "effect": effect, "now": at}
            context["again"] = _again(request)
            return render(request, "indicators/holidays/confirm_add.html", context)
    try:
        followed = holidays.declare_days(unit, days, actor=request.user, at=at)
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        status = HTTPStatus(refusal.status)
        return _page(request, unit, units, year, at, typed=form, status=status)
    said = ngettext("%(n)d day off is entered.", "%(n)d days off are entered.", len(days))
    messages.success(request, said % {"n": len(days)})
    return _onward(request, followed, _address(unit, _shown_year(year, days)))


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: PortalRequest, pk: int) -> HttpResponse:
    """Correct the name of a day off."""
    at = timezone.now()
    holiday = holiday_reading.get_holiday(request.user, pk, at=at)
    _require_keeper(request, holiday.owner, at)
    form = NameForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                holidays.rename_holiday(
                    holiday, actor=request.user, at=at, name=form.cleaned_data["name"]
                )
            except NotAllowed:
                raise
            except DomainError as refusal:
                form.add_error("name", str(refusal))
            else:
                messages.success(request, _("The name is corrected."))
                return redirect(_address(holiday.owner, buddhist_year(holiday.day.year)))
    else:
        form = NameForm(initial={"name": holiday.name})
    context = {"holiday": holiday, "year": buddhist_year(holiday.day.year), "form": form}
    return render(request, "indicators/holidays/rename.html", context, status=status)


@require_POST
def remove(request: PortalRequest, pk: int) -> HttpResponse:
    """Take a day off away; where something would move, that is shown first. It can be undone."""
    at = timezone.now()
    holiday = holiday_reading.get_holiday(request.user, pk, at=at)
    _require_keeper(request, holiday.owner, at)
    year = buddhist_year(holiday.day.year)
    if request.POST.get("act") != "keep":
        change = Change(holiday.owner, removed=frozenset({holiday.day}))
        effect = holiday_effects.of(change, at=at, user=request.user)
        if effect.worth_showing:
            context = {"holiday": holiday, "year": year, "effect": effect, "now": at}
            return render(request, "indicators/holidays/confirm_remove.html", context)
    followed = holidays.remove_holiday(holiday, actor=request.user, at=at)
    holiday_memory.remember_removed(request, holiday)
    return _onward(request, followed, _address(holiday.owner, year))


@require_POST
def restore(request: PortalRequest) -> HttpResponse:
    """Enter the day that was removed last once more."""
    at = timezone.now()
    unit, _units = holiday_reading.choose_unit(request.user, request.POST.get("unit", ""), at=at)
    _require_keeper(request, unit, at)
    removed = holiday_memory.removed(request, unit)
    if removed is None:
        messages.info(request, _("There is nothing to put back."))
        return redirect(_address(unit, _year(request, "", at)))
    holiday_memory.forget_removed(request)
    followed = holidays.declare_days(unit, [removed], actor=request.user, at=at)
    messages.success(request, _("The day off is put back."))
    return _onward(request, followed, _address(unit, buddhist_year(removed.day.year)))


def _page(
    request: PortalRequest,
    unit: Unit,
    units: list[Unit],
    year: int,
    at: datetime,
    *,
    typed: DayForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    first, last = holiday_reading.span_of(year)
    days = days_off.listed(unit, first=first, last=last)
    keeps = holiday_reading.keeps(request.user, unit, at=at)
    context: dict[str, Any] = {
        "unit": unit,
        "units": units,
        "year": year,
        "years": (year - 1, year, year + 1),
        "days": days,
        "keeps": keeps,
        "removed": holiday_memory.removed(request, unit) if keeps else None,
        "now": at,
    }
    if keeps:
        context |= _offers(year, [entry.day for entry in days], typed)
    return render(request, "indicators/holidays/index.html", context, status=status)


def _offers(year: int, there: list[Any], typed: DayForm | None) -> dict[str, Any]:
    """The proposals with their ticks, and the box for own days, as they were left."""
    proposals = holiday_reading.proposed(year, there)
    ticked = {p.proposal.day.isoformat() for p in proposals if p.proposal.of_offices}
    proposals_form = None
    if isinstance(typed, ProposalsForm):
        proposals_form = typed
        ticked = typed.ticked
    return {
        "proposals": [(entry, entry.proposal.day.isoformat() in ticked) for entry in proposals],
        "open_proposals": any(not entry.there for entry in proposals),
        "entered_proposals": [entry for entry in proposals if entry.there],
        "all_forecast": all(entry.proposal.forecast for entry in proposals),
        "proposals_form": proposals_form,
        "own_form": typed if isinstance(typed, OwnDaysForm) else OwnDaysForm(),
    }


def _typed(request: PortalRequest, unit: Unit, year: int) -> DayForm:
    if "rows" in request.POST:
        there = Holiday.objects.filter(owner=unit).values_list("day", flat=True)
        return OwnDaysForm(request.POST, there=there)
    return ProposalsForm(request.POST, proposals=thai_holidays.proposed(year))


def _again(request: PortalRequest) -> list[tuple[str, str]]:
    """What was sent, to be sent once more with the answer to the question."""
    return [
        (name, value)
        for name in ("unit", "year", "rows", "proposal")
        for value in request.POST.getlist(name)
    ]


def _onward(request: PortalRequest, followed: Followed, address: str) -> HttpResponse:
    """Say what followed; background work has a page of its own."""
    if followed.rounds:
        said = ngettext(
            "%(n)d planned round has another due date.",
            "%(n)d planned rounds have other due dates.",
            followed.rounds,
        )
        messages.info(request, said % {"n": followed.rounds})
    if followed.job is not None and followed.job.requested_by_id == request.user.pk:
        return redirect("jobs:progress", followed.job.pk)
    if followed.scores:
        said = ngettext(
            "%(n)d score was computed anew.", "%(n)d scores were computed anew.", followed.scores
        )
        messages.info(request, said % {"n": followed.scores})
    return redirect(address)


def _require_keeper(request: PortalRequest, unit: Unit, at: datetime) -> None:
    if not holiday_reading.keeps(request.user, unit, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _year(request: PortalRequest, wanted: str, at: datetime) -> int:
    """The calendar year asked for; else the one that the chosen fiscal year ends in, else ours."""
    year = read_year(wanted)
    if year is not None and year_choice.FIRST <= year <= year_choice.LAST:
        return year
    return year_choice.chosen(request) or buddhist_year(local_date(at).year)


def _shown_year(year: int, days: list[NamedDay]) -> int:
    """The year of the page, or that of the days where none of them lies in it."""
    years = {buddhist_year(entry.day.year) for entry in days}
    return year if year in years else min(years)


def _address(unit: Unit, year: int) -> str:
    return f"{reverse('indicators:holidays')}?{urlencode({'unit': unit.pk, 'year': year})}"
