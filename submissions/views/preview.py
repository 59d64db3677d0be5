"""A draft of criteria as divisions and reviewers will see it, before any report exists."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from indicators import access
from indicators.domain import drafts
from kpi_portal.errors import NotFound
from kpi_portal.requests import PortalRequest
from submissions.domain import tasklist

SIDES = ("division", "reviewer")


@require_GET
def seen(request: PortalRequest, pk: int, who: str) -> HttpResponse:
    """The rows of one round (`?round=`), drawn by the definition alone; nothing can be sent."""
    at = timezone.now()
    indicator = access.get_to_configure(request.user, pk, at=at)
    if who not in SIDES:
        raise NotFound(_("There is no such indicator."), code="not_found")
    definition = drafts.check(drafts.get(indicator).document).definition
    rounds = definition.rounds if definition else ()
    wanted = request.GET.get("round", "")
    chosen = next((one for one in rounds if one.key == wanted), rounds[0] if rounds else None)
    context = {
        "indicator": indicator,
        "who": who,
        "rounds": rounds,
        "round": chosen,
        "levels": tasklist.blank(chosen) if chosen else (),
    }
    return render(request, "submissions/preview.html", context)
