"""The progress of one job: a fragment that polls itself, and a plain page without JavaScript."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.jobs import access, queue, registry
from kpi_portal.jobs.look import look_of
from kpi_portal.jobs.models import Job, JobState

if TYPE_CHECKING:

    class PortalRequest(HttpRequest):
        htmx: bool
else:
    PortalRequest = HttpRequest


@never_cache
@require_safe
def progress(request: PortalRequest, job_id: UUID) -> HttpResponse:
    """How far the work is. The last fragment fires the browser event `job-ended`."""
    return _show(request, access.get_for(request.user, job_id))


@require_POST
def retry(request: PortalRequest, job_id: UUID) -> HttpResponse:
    """Start failed work again."""
    with transaction.atomic():
        job = access.get_for(request.user, job_id, permission="jobs.change_job")
        queue.retry(job, at=timezone.now())
    return _after_act(request, job)


@require_POST
def cancel(request: PortalRequest, job_id: UUID) -> HttpResponse:
    """Give waiting or running work up."""
    with transaction.atomic():
        job = access.get_for(request.user, job_id, permission="jobs.change_job")
        queue.cancel(job, at=timezone.now())
    return _after_act(request, job)


def _after_act(request: PortalRequest, job: Job) -> HttpResponse:
    if not request.htmx:
        return HttpResponseRedirect(reverse("jobs:progress", args=[job.pk]))
    job.refresh_from_db()
    return _show(request, job)


def _show(request: PortalRequest, job: Job) -> HttpResponse:
    left = job.time_left(timezone.now())
    context = {
        "job": job,
        "title": _title(job),
        "look": look_of(job),
        "minutes_left": None if left is None else round(left.total_seconds() / 60),
        "act_url": _act_url(job),
    }
    template = "jobs/progress.html" if request.htmx else "jobs/page.html"
    response = render(request, template, context)
    if request.htmx and job.finished:
        response["HX-Trigger"] = json.dumps({"job-ended": {"id": str(job.pk), "state": job.state}})
    return response


def _act_url(job: Job) -> str:
    """The one act that its state allows: stop it, start it again, or none."""
    if job.state == JobState.DONE:
        return ""
    return reverse("jobs:retry" if job.finished else "jobs:cancel", args=[job.pk])


def _title(job: Job) -> object:
    try:
        return registry.find(job.kind).title
    except registry.UnknownKindError:
        return job.kind  # a row that an older release left behind
