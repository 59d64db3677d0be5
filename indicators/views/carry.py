"""Copying one indicator, or a whole year's, to another fiscal year: looked at first, then made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators import access
from indicators.domain import carrying, carrying_year
from indicators.domain.carrying_year import Wanted
from indicators.forms import carry as boxes
from indicators.forms.carry import CarryBox, read_year
from indicators.models import Indicator
from indicators.views.designer_link import designer_address
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest

NAV = "indicators:list"


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: PortalRequest, pk: int) -> HttpResponse:
    """One indicator: what its copy would come to; a POST makes the draft."""
    at = timezone.now()
    indicator = access.get_to_configure(request.user, pk, at=at)
    named = request.POST.get("to") or request.GET.get("to", "")
    to_year = read_year(named) or _free_year(indicator)
    planned = carrying.plans_for([indicator], to_year=to_year)
    context = {"indicator": indicator, "from_year": indicator.fiscal_year, "to_year": to_year}
    if request.method != "POST":
        refusal = _unfit(to_year, indicator.fiscal_year)
        return _page(request, "copy", context, boxes.fresh(planned), refusal)
    found = boxes.typed(planned, request.POST)

    def act() -> HttpResponse:
        carrying.require_year(to_year, indicator.fiscal_year)
        choice, source = (found[0].choice, found[0].source) if found else (None, "")
        if choice is None:
            raise NotFound(_("There is no such indicator."), code="not_found")
        draft = carrying.carry(
            indicator, to_year=to_year, choice=choice, source=source, actor=request.user, at=at
        )
        messages.success(
            request,
            _("A draft of %(code)s for fiscal year %(year)s was made.")
            % {"code": draft.indicator.code, "year": to_year},
        )
        return redirect(designer_address(draft.indicator_id))

    return _carry_out(request, "copy", context, found, act)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_year(request: PortalRequest) -> HttpResponse:
    """A whole year: what the copies would come to; a POST asks for them to be made."""
    at = timezone.now()
    if not access.configured_paths(request.user, at=at):
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    asked = request.POST if request.method == "POST" else request.GET
    from_year = read_year(asked.get("from", "")) or _newest_year(request, at)
    to_year = read_year(asked.get("to", "")) or from_year + 1
    indicators = carrying_year.of_year(request.user, from_year, at=at)
    planned = carrying.plans_for(indicators, to_year=to_year)
    context = {"from_year": from_year, "to_year": to_year}
    if request.method != "POST":
        refusal = _unfit(to_year, from_year)
        return _page(request, "copy_year", context, boxes.fresh(planned), refusal)
    found = boxes.typed(planned, request.POST)

    def act() -> HttpResponse:
        wanted = [Wanted(box.pk, box.source, box.choice) for box in found if box.included]
        job = carrying_year.ask(
            wanted, from_year=from_year, to_year=to_year, actor=request.user, at=at
        )
        return redirect("jobs:progress", job.pk)

    return _carry_out(request, "copy_year", context, found, act)


def _carry_out(
    request: PortalRequest,
    page: str,
    context: dict[str, Any],
    found: list[CarryBox],
    act: Callable[[], HttpResponse],
) -> HttpResponse:
    """Do it; a refusal stays above what was ticked and typed."""
    try:
        return act()
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        return _page(request, page, context, found, refusal)


def _page(
    request: PortalRequest,
    page: str,
    context: dict[str, Any],
    found: list[CarryBox],
    refusal: DomainError | None,
) -> HttpResponse:
    request.nav = NAV
    shown = {
        **context,
        "boxes": found,
        "box": found[0] if found else None,
        "refusal": refusal,
        "free": sum(1 for box in found if box.planned.there is None),
    }
    status = HTTPStatus.OK
    if refusal is not None and request.method == "POST":
        status = HTTPStatus(refusal.status)
    return render(request, f"indicators/carry/{page}.html", shown, status=status)


def _unfit(to_year: int, own: int) -> DomainError | None:
    try:
        carrying.require_year(to_year, own)
    except DomainError as refusal:
        return refusal
    return None


def _free_year(indicator: Indicator) -> int:
    """The next year that lacks this indicator."""
    same = Indicator.objects.filter(owner=indicator.owner, code=indicator.code)
    copies = indicator.copies.values_list("fiscal_year", flat=True)
    taken = {*same.values_list("fiscal_year", flat=True), *copies}
    year = indicator.fiscal_year + 1
    while year in taken:
        year += 1
    return year


def _newest_year(request: PortalRequest, at: datetime) -> int:
    years = access.configured_by(request.user, at=at).order_by("-fiscal_year")
    return years.values_list("fiscal_year", flat=True).first() or carrying.FIRST_YEAR
