"""The year at a glance: units × indicators, with sums and what is missing."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpi_portal import year_choice
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import fiscal_year_of
from submissions.domain import year_board
from submissions.domain.year_board import Wish

PER_PAGE = 300
BEHIND_AT_MOST = 12


@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """The board of the year in the address, the chosen one or this one."""
    at = timezone.now()
    try:
        asked = year_choice.read(request.GET.get("year", ""))
    except ValueError:
        asked = None
    year = asked or year_choice.chosen(request)
    wish = Wish.of(request.GET)
    board = year_board.read(
        request.user, year or fiscal_year_of(at), wish, at=at, exact=year is not None
    )
    page = Paginator(board.shown, PER_PAGE).get_page(request.GET.get("page"))
    behind = board.behind()
    context: dict[str, Any] = {
        "board": board,
        "counts": board.counts(),
        "page": page,
        "behind": behind[:BEHIND_AT_MOST],
        "behind_more": max(len(behind) - BEHIND_AT_MOST, 0),
        "now": at,
    }
    return render(request, "submissions/rounds/year_board.html", context)
