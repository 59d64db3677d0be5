"""The review queue."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from submissions.domain import queue as domain

PER_PAGE = 50


def queue(request: HttpRequest) -> HttpResponse:
    """Every report that the person may review."""
    at = timezone.now()
    rows = domain.reviewable(request.user, at=at).select_related("round__indicator", "reviewer")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "submissions/review/queue.html", {"page": page, "now": at})
