"""What contradicts itself in a report: looked at, and let stand with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal import answers
from kpi_portal.errors import DomainError, NotAllowed
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import requirements
from submissions.domain.contradictions import acts, reading
from submissions.enums import State
from submissions.models import Submission
from submissions.views import desk_page


@require_http_methods(["GET", "POST"])
def contradictions(request: PortalRequest, pk: int) -> HttpResponse:
    """GET lists them, POST lets one stand (`act` “stand”) or opens it again (“open”)."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    if request.method != "POST":
        return _page(request, submission, at)
    digest, typed = request.POST.get("digest", ""), request.POST.get("reason", "")
    try:
        if request.POST.get("act") == "open":
            acts.take_back(submission, actor=request.user, at=at, digest=digest)
        else:
            acts.acknowledge(submission, actor=request.user, at=at, digest=digest, reason=typed)
    except NotAllowed:
        raise
    except DomainError as refusal:
        fresh = access.get_for(request.user, pk, at=at)
        refused = {"digest": digest, "typed": typed, "fault": str(refusal)}
        return _page(request, fresh, at, refused=refused, status=int(refusal.status))
    messages.success(request, _("Saved."))
    return redirect("submissions:contradictions", pk=pk)


@require_safe
def count(request: PortalRequest, pk: int) -> HttpResponse:
    """How many are open, as a link for the desk's bar; empty where there is none."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    context = {"submission": submission, "number": len(reading.open_ones(submission, at=at))}
    return render(request, "submissions/review/_contradictions_count.html", context)


def _page(
    request: PortalRequest,
    submission: Submission,
    at: datetime,
    *,
    refused: dict[str, str] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    known = reading.acknowledged(submission)
    found = reading.of_report(submission, at=at)
    places = requirements.index(submission.definition)
    open_ones = [one for one in found if one.digest not in known]
    others = {
        digest: [(_title(places, key), key, piece) for key, piece in further]
        for digest, further in reading.further_places(found).items()
    }
    context: dict[str, Any] = {
        "submission": submission,
        "open_ones": [(one, places.get(one.requirement), others[one.digest]) for one in open_ones],
        "settled": [
            (one, places.get(one.requirement), others[one.digest], known[one.digest])
            for one in found
            if one.digest in known
        ],
        "may": submission.state == State.IN_REVIEW
        and access.may_review(request.user, submission, at=at),
        # typed for one that is no longer there: shown on its own, so that nothing is lost
        "lost": refused is not None and refused["digest"] not in {o.digest for o in open_ones},
        "refused": refused,
        "now": at,
    }
    name = "_contradictions" if answers.is_htmx(request) else "contradictions"
    return render(request, f"submissions/review/{name}.html", context, status=status)


def _title(places: Mapping[str, requirements.Place], key: str) -> str:
    """The requirement's words; its key where a later version no longer asks for it."""
    place = places.get(key)
    return place.requirement.title if place else key
