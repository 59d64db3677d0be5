"""The score that explains itself, and the readable history."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpi_portal.audit import reading
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import in_view, kept_scores, part_scores, pieces
from submissions.enums import State
from submissions.views import scoreboard
from submissions.workflow import SETTLED

PER_PAGE = 50


def score(request: PortalRequest, pk: int) -> HttpResponse:
    """Both scores, always named, each with its reasons from top to bottom and the next step."""
    at = timezone.now()
    submission = access.get_for(request.user, pk, at=at)
    seen = in_view.of(submission, request.user, at=at)
    confirmed = scoreboard.confirmed(seen, at=at)
    projected = scoreboard.projected(seen, at=at)
    context = {
        "submission": submission,
        "definition": submission.definition,
        "seen": seen,
        "confirmed": confirmed,
        "projected": projected,
        "confirmed_parts": part_scores.lines(confirmed.result) if confirmed else (),
        "projected_parts": part_scores.lines(projected.result),
        "still_open": _still_open(seen),
        "snapshots": kept_scores.told(seen).select_related("definition_version")[:20],
        "set_aside": pieces.set_aside(submission),
        "now": at,
    }
    return render(request, "submissions/score.html", context)


def _still_open(seen: in_view.InView) -> bool:
    """Once the result is settled, or a published one is shown, a projection would only repeat it
    or contradict it; whoever sees nothing of the review has nothing else."""
    if seen.everything:
        return seen.submission.state not in {*SETTLED, State.EXEMPTED}
    return seen.submission.state != State.EXEMPTED and not (seen.until and seen.waiting)


def history(request: PortalRequest, pk: int) -> HttpResponse:
    """Every act on this report that the person may see, newest first."""
    at = timezone.now()
    submission = access.get_for(request.user, pk, at=at)
    entries = reading.entries_of(submission.subject)
    withheld = in_view.withheld_entries(in_view.of(submission, request.user, at=at))
    if withheld is not None:
        entries = entries.exclude(withheld)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    lines = [reading.line(entry) for entry in page]
    context = {"submission": submission, "page": page, "lines": lines, "now": at}
    return render(request, "submissions/history.html", context)
