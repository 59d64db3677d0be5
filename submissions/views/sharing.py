"""Sharing reports out among the reviewers: the plan, its confirmation, what became of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal import jobs
from kpi_portal.jobs import access as jobs_access
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import even_assigning, queue, queue_shown
from submissions.domain.queue_filters import STATES, Filters
from submissions.domain.round_acts import Outcome
from submissions.forms.queue import gifts_of, keys_of


@require_http_methods(["GET", "POST"])
def share(request: PortalRequest) -> HttpResponse:
    """The plan for the ticked reports, or for all that match the filters; with `step=confirm` it is
    carried out as it was shown."""
    at = timezone.now()
    reach = queue.reach_of(request.user, at=at)
    sent = request.POST if request.method == "POST" else request.GET
    if request.method == "POST" and sent.get("step") == "confirm":
        return _carry_out(request)
    filters = _filters(sent)
    ticked = keys_of(sent.getlist("chosen"))[: even_assigning.MOST]
    if ticked:
        wanted = reach.reports.filter(pk__in=ticked)
    else:
        states = queue_shown.in_states(STATES[filters.heap], *reach.never_shown)
        wanted = queue.narrowed(reach, filters, request.user, at=at).filter(states)
    reports = even_assigning.chosen_reports(wanted)
    people = keys_of(sent.getlist("people")) if "step" in sent else None
    plan = even_assigning.plan(
        reports,
        reach,
        actor=request.user,
        at=at,
        people=people,
        anew=sent.get("anew") == "1",
    )
    context: dict[str, Any] = {
        "plan": plan,
        "reports": len(reports),
        "most": even_assigning.MOST if len(reports) == even_assigning.MOST else 0,
        "ticked": ticked,
        "asked": urlencode(filters.asked),
        "anew": sent.get("anew") == "1",
    }
    return render(request, "submissions/review/share.html", context)


def _filters(sent: QueryDict) -> Filters:
    """From the hidden field of this page, else from the address of the queue."""
    asked = sent.get("asked")
    words = parse_qsl(str(asked)) if asked is not None else list(sent.items())
    return Filters.of({name: str(value) for name, value in words})


def _carry_out(request: PortalRequest) -> HttpResponse:
    at = timezone.now()
    gifts = gifts_of(request.POST.getlist("gift"))
    if not gifts:
        messages.error(request, _("Nothing was given to anybody: the plan is empty."))
        return redirect("submissions:queue")
    if len(gifts) <= even_assigning.AT_ONCE:
        outcomes = even_assigning.share_out(gifts, actor=request.user, at=at)
        return _outcome(request, outcomes)
    with transaction.atomic():
        job = jobs.enqueue(
            even_assigning.JOB,
            payload={"gifts": [str(gift) for gift in gifts], "user": request.user.pk},
            requested_by=request.user,
            at=at,
            total=len(gifts),
        )
    return redirect("jobs:progress", job.pk)


@require_safe
def shared_out(request: PortalRequest, job: UUID) -> HttpResponse:
    """What became of a plan that was carried out in the background."""
    at = timezone.now()
    queue.reach_of(request.user, at=at)
    found = jobs_access.get_for(request.user, job)
    refused = {int(pk): str(why) for pk, why in found.result.get("refused", [])}
    reports = access.visible_to(request.user, at=at).filter(pk__in=refused)
    outcomes = [
        Outcome(report, False, refused[report.pk]) for report in access.with_context(reports)
    ]
    return _outcome(request, outcomes, done=int(found.result.get("done", 0)))


def _outcome(
    request: PortalRequest, outcomes: list[Outcome], *, done: int | None = None
) -> HttpResponse:
    refused = [outcome for outcome in outcomes if not outcome.done]
    context: dict[str, Any] = {
        "done": sum(o.done for o in outcomes) if done is None else done,
        "refused": refused,
    }
    return render(request, "submissions/review/shared_out.html", context, status=HTTPStatus.OK)
