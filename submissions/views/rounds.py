"""The list of rounds and the page of one round."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from submissions import access
from submissions.domain import round_view


def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds that the person follows."""
    at = timezone.now()
    found = round_view.visible_rounds(request.user, at=at).select_related("indicator")
    return render(request, "submissions/rounds/list.html", {"rounds": found, "now": at})


def round(request: HttpRequest, pk: int) -> HttpResponse:
    """Where every unit of the round stands."""
    at = timezone.now()
    found = round_view.get_round(request.user, pk, at=at)
    rows = access.visible_to(request.user, at=at).filter(round=found).order_by("unit__path")
    return render(
        request, "submissions/rounds/round.html", {"round": found, "rows": rows, "now": at}
    )
