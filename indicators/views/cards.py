"""The list of indicators, the KPI card, and the definition as a file."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from indicators import access
from indicators.domain import card, versions
from indicators.domain.cloning import clone_indicator
from indicators.models import Draft, Indicator, IndicatorVersion
from kpi_portal.errors import InvalidInput
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import fiscal_year_of
from scoring.parsing import to_yaml


@require_GET
def index(request: PortalRequest) -> HttpResponse:
    """The indicators of one fiscal year, by default the current one, else the newest."""
    at = timezone.now()
    visible = access.visible_to(request.user, at=at)
    years = sorted(set(visible.order_by().values_list("fiscal_year", flat=True)), reverse=True)
    year = _year(request.GET.get("year", ""), years, fiscal_year_of(at))
    newest = IndicatorVersion.objects.defer("definition").order_by("-number")
    indicators = (
        visible.filter(fiscal_year=year)
        .select_related("owner")
        .prefetch_related(Prefetch("versions", queryset=newest), "rounds")
        .order_by("owner__path", "code")
    )
    context = {
        "indicators": [(indicator, _newest(indicator)) for indicator in indicators],
        "years": years,
        "year": year,
        "now": at,
    }
    return render(request, "indicators/list.html", context)


@require_GET
def show(request: PortalRequest, pk: int) -> HttpResponse:
    """The KPI card as the printed one reads; those who keep definitions see drafts and notes."""
    at = timezone.now()
    indicator = access.get_for(request.user, pk, at=at)
    keeps = access.keeps(request.user, indicator, at=at)
    readable = versions.readable(indicator, drafts=keeps)
    version = versions.chosen(readable, request.GET.get("version", ""))
    rounds = {entry.key: entry for entry in indicator.rounds.all()}
    context = {
        "indicator": indicator,
        "version": version,
        "versions": readable,
        "card": card.build(version.parsed, rounds),
        "keeps": keeps,
        "sets_up": access.sets_up_rounds(request.user, indicator, at=at),
        "copy_to": _copy_to(request, indicator, at),
        "designs": indicator.retired_at is None
        and access.configures(request.user, indicator, at=at),
        "has_draft": Draft.objects.filter(indicator=indicator).exists() if keeps else False,
        "now": at,
    }
    return render(request, "indicators/card.html", context)


@require_POST
def copy(request: PortalRequest, pk: int) -> HttpResponse:
    """Copy the indicator to the fiscal year asked for and go to the copy."""
    at = timezone.now()
    indicator = access.get_for(request.user, pk, at=at)
    year = request.POST.get("year", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise InvalidInput(_("Give the fiscal year of the copy."), code="year_required")
    made = clone_indicator(indicator, fiscal_year=int(year), actor=request.user, at=at)
    messages.success(
        request, _("Copied to fiscal year %(year)s. Check the dates.") % {"year": year}
    )
    return redirect("indicators:card", made.indicator.pk)


def _copy_to(request: PortalRequest, indicator: Indicator, at: datetime) -> int | None:
    """The next year that lacks this indicator, for those who may copy it there."""
    if not access.configures(request.user, indicator, at=at):
        return None
    same = Indicator.objects.filter(owner=indicator.owner, code=indicator.code)
    taken = set(same.values_list("fiscal_year", flat=True))
    year = indicator.fiscal_year + 1
    while year in taken:
        year += 1
    return year


@require_GET
def download(request: PortalRequest, pk: int) -> HttpResponse:
    """The definition in the format kpi-indicator/1; loading it again gives the same version."""
    at = timezone.now()
    indicator = access.get_for(request.user, pk, at=at)
    keeps = access.keeps(request.user, indicator, at=at)
    readable = versions.readable(indicator, drafts=keeps)
    version = versions.chosen(readable, request.GET.get("version", ""))
    name = f"indicator-{indicator.fiscal_year}-{indicator.pk}-v{version.number}.yaml"
    response = HttpResponse(to_yaml(version.parsed), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _year(wanted: str, years: list[int], current: int) -> int:
    """The year asked for, if there is such; else the current one, else the newest."""
    if wanted.isascii() and wanted.isdigit() and int(wanted[:4]) in years:
        return int(wanted[:4])
    return current if current in years or not years else years[0]


def _newest(indicator: Indicator) -> IndicatorVersion | None:
    """The newest version, published ones first: of the prefetched rows, without a query."""
    versions_ = sorted(indicator.versions.all(), key=lambda v: (v.state == "published", v.number))
    return versions_[-1] if versions_ else None
