"""What a round came to: distribution, earlier rounds, units beside their last result, reviewers."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpi_portal.requests import PortalRequest
from submissions.domain import outside_reading, round_comparison, round_view
from submissions.views.rounds import may_upon

PER_PAGE = 50


@require_safe
def results(request: PortalRequest, pk: int) -> HttpResponse:
    """The page of one round's results, printable as it stands."""
    at = timezone.now()
    found = round_view.get_round(request.user, pk, at=at)
    reports = round_view.reports(found, request.user, at=at)
    may = may_upon(request.user, found, at=at)
    scale = found.definition.scale if found.version is not None else None
    bins = round_comparison.distribution(reports, scale) if scale else []
    past = round_comparison.earlier(found, request.user, at=at)
    before = next((one.round for one in past if one.round.pk != found.pk), None)
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "round": found,
        "figures": round_view.figures(reports, at=at),
        "bins": bins,
        "past": past,
        "before": before,
        "page": page,
        "changes": round_comparison.changes(
            found, list(page.object_list), before, request.user, at=at
        ),
        "reviewers": round_comparison.calibration(reports, request.user) if may["desk"] else [],
        "outside": outside_reading.of_round(found, reports, request.user, at=at),
        "may": may,
        "now": at,
    }
    return render(request, "submissions/rounds/results.html", context)
