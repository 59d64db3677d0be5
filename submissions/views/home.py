"""The role home: what needs me now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpi_portal.requests import PortalRequest
from submissions.domain import worklists


def home(request: PortalRequest) -> HttpResponse:
    """Everything that waits for the person, and the unit's reports beneath it."""
    at = timezone.now()
    context = {
        "tasks": worklists.needs_now(request.user, at=at),
        "reports": worklists.lines(worklists.own_reports(request.user, at=at)[: worklists.AT_MOST]),
        "now": at,
    }
    return render(request, "submissions/home.html", context)
