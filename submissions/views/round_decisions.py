"""The register of decisions of a round, to read and to print."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotAllowed
from kpi_portal.requests import PortalRequest
from submissions.domain import round_decisions, round_view
from submissions.domain.round_decisions import RoundDecision
from submissions.enums import DecisionKind
from submissions.views.rounds import may_upon


@require_safe
def register(request: PortalRequest, pk: int) -> HttpResponse:
    """Every extension, waiver, exemption, readmission and reopening, those given after the fact
    apart; for the head, the executive and auditors."""
    at = timezone.now()
    found = round_view.get_round(request.user, pk, at=at)
    if not may_upon(request.user, found, at=at)["decisions"]:
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    in_time, after = round_decisions.apart(_readable(request.user, found, at))
    context = {"round": found, "in_time": in_time, "after": after, "now": at}
    return render(request, "submissions/rounds/decisions.html", context)


def _readable(user: User, found: Round, at: datetime) -> list[RoundDecision]:
    """Those about reports that the person sees; a review that is reopened before its result was
    told is not told to the unit's own people."""
    withheld = {r.pk: r.withheld for r in round_view.reports(found, user, at=at)}
    return [
        one
        for one in round_decisions.decisions_of(found)
        if one.submission is None
        or (
            one.submission in withheld
            and not (withheld[one.submission] and one.kind == DecisionKind.REOPENING)
        )
    ]
