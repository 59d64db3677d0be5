"""The list of rounds and the page of one round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.models import Round
from kpi_portal import year_choice
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import line_reading, outside_reading, round_plot, round_view
from submissions.domain.line_text import Facts
from submissions.domain.queue import Heap, Timing

PER_PAGE = 50
LATE_AT_MOST = 12


@require_safe
def rounds(request: PortalRequest) -> HttpResponse:
    """The rounds that the person follows, with how far each is."""
    at = timezone.now()
    visible = round_view.visible_rounds(request.user, at=at)
    year = year_choice.chosen(request)
    if year is not None:
        visible = visible.filter(indicator__fiscal_year=year)
    page = Paginator(round_view.newest_first(visible), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(
        round_view.with_progress(cast("QuerySet[Round]", page.object_list), at=at)
    )
    return render(request, "submissions/rounds/list.html", {"page": page, "year": year, "now": at})


@require_safe
def round(request: PortalRequest, pk: int) -> HttpResponse:
    """Figures, the map of units × levels, who is late, and the acts upon the whole round."""
    at = timezone.now()
    found = round_view.get_round(request.user, pk, at=at)
    reports = round_view.reports(found, request.user, at=at)
    asked = request.GET.get("show", "")
    heap = Heap(asked) if asked in list(Heap) else Heap.ALL
    page = Paginator(round_view.of_heap(reports, heap), PER_PAGE).get_page(request.GET.get("page"))
    late = round_view.late(reports, at=at)
    may = may_upon(request.user, found, at=at)
    context: dict[str, Any] = {
        "round": found,
        "figures": round_view.figures(reports, at=at),
        "heap": heap,
        "counts": round_view.counts(reports),
        "page": page,
        "levels": round_view.levels(found),
        "columns": round_view.columns(found),
        "lines": round_view.lines(found, list(page.object_list)),
        "outside": outside_reading.of_round(found, reports, request.user, at=at),
        "late": late[:LATE_AT_MOST],
        "late_more": max(len(late) - LATE_AT_MOST, 0),
        "late_counts": _late_counts(late, at),
        "plot": round_plot.plot(found, reports, at=at),
        "reminders": _reminders(late[:LATE_AT_MOST], at) if may["remind"] else {},
        "may": may,
        "now": at,
    }
    return render(request, "submissions/rounds/round.html", context)


def _late_counts(late: list[round_view.Report], at: datetime) -> dict[str, int]:
    """How many of the late did not hand in at all and how many did after the due moment: as many as
    the queue lists under these two filters."""
    overdue = sum(report.overdue(at) for report in late)
    return {str(Timing.OVERDUE): overdue, str(Timing.LATE): len(late) - overdue}


def _reminders(late: list[round_view.Report], at: datetime) -> Mapping[int, Facts]:
    """The texts for LINE of the units on the page that have not handed in."""
    waiting = [report.pk for report in late if report.overdue(at)]
    return line_reading.reminders(waiting, root=settings.PUBLIC_URL) if waiting else {}


def may_upon(user: User, found: Round, *, at: datetime) -> dict[str, bool]:
    """Which acts the page offers, by role over the indicator's owner; the verbs ask again."""
    own = standing.of(user, access.day_of(at))
    owner = found.indicator.owner.path
    held = {role: own.may_act_as(role, owner) for role in Role}
    reviews = held[Role.REVIEWER] or held[Role.HEAD]
    return {
        "confirm": held[Role.HEAD],
        "endorse": held[Role.EXECUTIVE] and found.endorse_required,
        "publish": held[Role.HEAD],
        "waive": held[Role.HEAD],
        "exempt": held[Role.EXECUTIVE],
        "readmit": held[Role.EXECUTIVE],
        "extend": held[Role.EXECUTIVE],
        "remind": reviews,
        "write": reviews,
        "decisions": held[Role.HEAD] or held[Role.EXECUTIVE] or Role.AUDITOR in own.roles,
        "desk": round_view.opens_desk(user, found, at=at),
        "setup": held[Role.CONFIGURER] or held[Role.HEAD] or held[Role.EXECUTIVE],
    }
