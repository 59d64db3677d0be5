"""Extensions, orders, waivers and readmissions of one round."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpi_portal.accounts.enums import Role
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import round_setup, round_time

PER_PAGE = 50


@require_safe
def time(request: PortalRequest, pk: int) -> HttpResponse:
    """The chain of the round's dates and every act that gave somebody other ones."""
    at = timezone.now()
    found = round_setup.get_round(request.user, pk, at=at)
    visible = access.visible_to(request.user, at=at).filter(round=found)
    lines = round_time.lines(found, visible)
    orders = list(found.orders.select_related("decided_by").order_by("decided_at", "pk"))
    context = {
        "round": found,
        "chain": round_time.chain(found, orders),
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": sum(line.waiting is not None for line in lines),
        "may_decide": Role.HEAD in round_setup.acts_open_to(request.user, found, at=at),
        "now": at,
    }
    return render(request, "submissions/rounds/time.html", context)
