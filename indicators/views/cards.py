"""The KPI card, and the definition as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from indicators import access
from indicators.domain import card, versions
from indicators.models import Draft
from kpi_portal.requests import PortalRequest
from scoring.parsing import to_yaml


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
        "configures": (configures := access.configures(request.user, indicator, at=at)),
        "designs": configures and indicator.retired_at is None,
        "has_draft": Draft.objects.filter(indicator=indicator).exists() if keeps else False,
        "now": at,
    }
    return render(request, "indicators/card.html", context)


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
