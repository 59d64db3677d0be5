"""The score that explains itself, and the readable history."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpi_portal.audit import reading
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import part_scores, pieces
from submissions.enums import ScoreBasis, State
from submissions.views import scoreboard
from submissions.workflow import SETTLED

PER_PAGE = 50


def score(request: PortalRequest, pk: int) -> HttpResponse:
    """Both scores, always named, each with its reasons from top to bottom and the next step."""
    at = timezone.now()
    submission = access.get_for(request.user, pk, at=at)
    snapshots = submission.scores.filter(basis=ScoreBasis.CONFIRMED).select_related(
        "definition_version"
    )
    confirmed = scoreboard.make(submission, ScoreBasis.CONFIRMED, at=at)
    projected = scoreboard.make(submission, ScoreBasis.PROJECTED, at=at)
    context = {
        "submission": submission,
        "definition": submission.definition,
        "confirmed": confirmed,
        "projected": projected,
        "confirmed_parts": part_scores.lines(confirmed.result),
        "projected_parts": part_scores.lines(projected.result),
        # Once the result is settled a projection would only repeat it or contradict it.
        "still_open": submission.state not in {*SETTLED, State.EXEMPTED},
        "snapshots": snapshots[:20],
        "set_aside": pieces.set_aside(submission),
        "now": at,
    }
    return render(request, "submissions/score.html", context)


def history(request: PortalRequest, pk: int) -> HttpResponse:
    """Every act on this report, newest first."""
    at = timezone.now()
    submission = access.get_for(request.user, pk, at=at)
    page = Paginator(reading.entries_of(submission.subject), PER_PAGE).get_page(
        request.GET.get("page")
    )
    lines = [reading.line(entry) for entry in page]
    context = {"submission": submission, "page": page, "lines": lines, "now": at}
    return render(request, "submissions/history.html", context)
