"""The unit's own submissions."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpi_portal.requests import PortalRequest
from submissions.domain import contribution_reading, worklists
from submissions.models import Submission

PER_PAGE = 50


def mine(request: PortalRequest) -> HttpResponse:
    """ตัวชี้วัดของส่วน: every report of the person's units, what is due first on top."""
    at = timezone.now()
    reports = worklists.own_reports(request.user, at=at)
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "reports": worklists.lines(cast("QuerySet[Submission]", page.object_list)),
        "asked": contribution_reading.asked_of(request.user, at=at),
        "now": at,
    }
    return render(request, "submissions/mine.html", context)
