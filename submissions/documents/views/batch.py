"""A batch of memos: how far it is, its numbers, issuing it, its files."""

from __future__ import annotations

import json
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms_templates.rendering import PDF_TYPE
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.form_fields import date_to_type
from kpi_portal.jobs.models import Job, JobState
from kpi_portal.requests import PortalRequest
from kpi_portal.thai.calendar import local_date
from submissions import storage
from submissions.documents.domain import (
    batch_files,
    batch_kinds,
    batch_numbers,
    batch_reading,
    batches,
)
from submissions.documents.enums import BatchItemState, Format
from submissions.documents.forms.batch import BatchIssueForm, NumbersForm
from submissions.documents.models import Batch

PER_PAGE = 50
_SHOWN = {"failed": [BatchItemState.FAILED], "open": [BatchItemState.WAITING]}


@require_safe
def listing(request: PortalRequest) -> HttpResponse:
    """The batches of the person's section, newest first."""
    at = timezone.now()
    found = batch_reading.visible_to(request.user, at=at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "documents/batches/list.html", {"page": page, "now": at})


@require_safe
def detail(request: PortalRequest, pk: int) -> HttpResponse:
    """Every memo of the batch with its state, and what may be done next."""
    at = timezone.now()
    batch = batch_reading.get_for(request.user, pk, at=at)
    show = request.GET.get("show", "")
    items = batch_reading.items(batch)
    if show in _SHOWN:
        items = items.filter(state__in=_SHOWN[show])
    context = _about(request, batch, at) | {
        "page": Paginator(items, PER_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "kind": batch_kinds.kind_of(batch.kind),
    }
    return render(request, "documents/batches/batch.html", context)


@never_cache
@require_safe
def progress(request: PortalRequest, pk: int) -> HttpResponse:
    """The piece of the page that renews itself while work goes on; the last fires `job-ended`."""
    at = timezone.now()
    batch = batch_reading.get_for(request.user, pk, at=at)
    context = _about(request, batch, at)
    if not request.htmx:
        return redirect("documents:batch", pk=pk)
    response = render(request, "documents/batches/_progress.html", context)
    seen = context["progress"]
    if not seen.working or seen.stopped:
        response["HX-Trigger"] = json.dumps({"job-ended": {"id": str(pk), "state": batch.state}})
    return response


@require_http_methods(["GET", "POST"])
def issue(request: PortalRequest, pk: int) -> HttpResponse:
    """The date and the numbers; from then on the memos never change."""
    at = timezone.now()
    batch = batch_reading.get_for(request.user, pk, at=at)
    if not batch_reading.may_issue(request.user, batch, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    form = BatchIssueForm(request.POST or None, initial={"dated": date_to_type(local_date(at))})
    if form.is_bound and form.is_valid():
        try:
            batches.issue(batch, form.how, actor=request.user, at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The memos are being issued."))
            return redirect("documents:batch", pk=pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = _about(request, batch, at) | {
        "form": form,
        "unnumbered": batch.items.filter(state=BatchItemState.DRAFTED, number="").count(),
    }
    return render(request, "documents/batches/issue.html", context, status=status)


@require_http_methods(["GET", "POST"])
def numbers(request: PortalRequest, pk: int) -> HttpResponse:
    """Numbers for many memos at once; with a fault in any line nothing is kept or lost."""
    at = timezone.now()
    batch = batch_reading.get_for(request.user, pk, at=at)
    if not batch_reading.may_handle(request.user, batch, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    places = batch_numbers.places_of(batch)
    kept = dict(batch.items.exclude(number="").values_list("pk", "number"))
    typed = batch_numbers.as_typed(places, kept)
    form = NumbersForm(request.POST or None, initial={"numbers": typed})
    faults: tuple[batch_numbers.Fault, ...] = ()
    status = HTTPStatus.OK
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                text = form.cleaned_data["numbers"]
                faults = batch_numbers.give(batch, text, actor=request.user, at=at).faults
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                if not faults:
                    messages.success(request, _("The numbers are kept with their memos."))
                    return redirect("documents:batch", pk=pk)
                form.add_error("numbers", _("Nothing is kept yet: some lines cannot be used."))
    context = _about(request, batch, at) | {"form": form, "faults": faults, "places": places}
    return render(request, "documents/batches/numbers.html", context, status=status)


@require_POST
def stop(request: PortalRequest, pk: int) -> HttpResponse:
    """Stop between two memos."""
    at = timezone.now()
    batch = batch_reading.get_for(request.user, pk, at=at)
    batches.stop(batch, actor=request.user, at=at)
    messages.info(request, _("Stopped. What is made stays; the rest can be gone on with."))
    return redirect("documents:batch", pk=pk)


@require_POST
def go_on(request: PortalRequest, pk: int) -> HttpResponse:
    """Try again what failed, all of it or the one of the button; go on with what was left."""
    at = timezone.now()
    batch = batch_reading.get_for(request.user, pk, at=at)
    only = [int(one) for one in request.POST.getlist("item") if one.isdigit()]
    batches.go_on(batch, actor=request.user, at=at, only=only)
    return redirect("documents:batch", pk=pk)


@require_POST
def give_up(request: PortalRequest, pk: int) -> HttpResponse:
    """Leave the batch; its drafts stay as single ones."""
    at = timezone.now()
    batch = batch_reading.get_for(request.user, pk, at=at)
    batches.give_up(batch, actor=request.user, at=at)
    messages.info(request, _("The batch is given up. Its drafts are among the documents."))
    return redirect("documents:batch", pk=pk)


@require_safe
def archive(request: PortalRequest, pk: int) -> StreamingHttpResponse:
    """All finished memos as a ZIP, written while it is sent."""
    at = timezone.now()
    batch = batch_reading.get_for(request.user, pk, at=at)
    one = request.GET.get("format", "")
    formats = (Format(one),) if one in Format.values else tuple(Format)
    made = batch_files.as_zip(batch, request.user, formats, at=at)
    response = StreamingHttpResponse(iter(made), content_type="application/zip")
    response["Content-Length"] = str(len(made))
    name = batch_files.zip_name(batch)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def together(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask for one PDF of all memos, for the printer."""
    at = timezone.now()
    batch = batch_reading.get_for(request.user, pk, at=at)
    job = batch_files.ask_for_print(batch, actor=request.user, at=at)
    return redirect("jobs:progress", job_id=job.pk)


@require_safe
def printed(request: PortalRequest, pk: int, job_id: UUID) -> FileResponse:
    """The PDF of all memos that this job made."""
    batch = batch_reading.get_for(request.user, pk, at=timezone.now())
    job = Job.objects.filter(pk=job_id, kind=batch_files.PRINT_JOB, state=JobState.DONE).first()
    if job is None or job.payload["batch"] != batch.pk or job.requested_by_id != request.user.pk:
        raise NotFound("no such file", code="not_found")
    response = FileResponse(
        storage.open_document_part(job.result["sha256"]),
        filename=batch_files.zip_name(batch).removesuffix(".zip") + ".pdf",
        content_type=PDF_TYPE,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _about(request: PortalRequest, batch: Batch, at: datetime) -> dict[str, Any]:
    return {
        "batch": batch,
        "progress": batch_reading.progress(batch, at=at),
        "may_handle": batch_reading.may_handle(request.user, batch, at=at),
        "may_issue": batch_reading.may_issue(request.user, batch, at=at),
        "now": at,
    }
