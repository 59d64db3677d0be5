"""The bureau's own report and the collecting centre: what was sent, what came back, compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.errors import DomainError, NotAllowed, NotFound, Stale
from kpi_portal.files.policy import megabytes
from kpi_portal.files.refusals import FileRefused
from kpi_portal.requests import PortalRequest
from submissions import access, uploads
from submissions.documents.domain import to_centre
from submissions.domain import in_view, outside_reading, outside_results
from submissions.domain.outside_reading import Compared
from submissions.forms.outside import GivenForm, SentForm
from submissions.models import OutsideResult, Submission
from submissions.validators.policy import SIGNED_SCANS


@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: PortalRequest, pk: int) -> HttpResponse:
    """GET shows the record beside our result and over the years; POST keeps what was sent, or what
    the centre gave. Whatever is refused stays as typed."""
    at = timezone.now()
    submission = access.get_for(request.user, pk, at=at)
    if not submission.is_bureaus_own:
        raise NotFound(_("There is no such page."), code="not_found")
    compared = outside_reading.compared(in_view.of(submission, request.user, at=at))
    if request.method != "POST":
        return _page(request, submission, compared, at)
    if not access.may_record_outside(request.user, submission, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    if request.POST.get("do") == "given":
        return _keep_given(request, submission, compared, at)
    return _keep_sent(request, submission, compared, at)


def _keep_sent(
    request: PortalRequest, submission: Submission, compared: Compared, at: datetime
) -> HttpResponse:
    form = SentForm(request.POST, auto_id="sent-%s")

    def act() -> str:
        outside_results.record_sent(
            submission,
            form.said(),
            actor=request.user,
            at=at,
            revision=form.cleaned_data["revision"],
        )
        return _("Saved.")

    return _carry_out(request, submission, compared, form, act, at, sent_form=form)


def _keep_given(
    request: PortalRequest, submission: Submission, compared: Compared, at: datetime
) -> HttpResponse:
    form = _given_form(submission, compared.outside, request.POST, request.FILES)
    if uploads.too_large(request, "scan"):
        limit = megabytes(SIGNED_SCANS.max_bytes)
        form.add_error("scan", str(FileRefused("too_large", limit=limit)))

    def act() -> str:
        outside_results.record_given(
            submission,
            form.said(),
            actor=request.user,
            at=at,
            revision=form.cleaned_data["revision"],
            scan=form.cleaned_data.get("scan"),
        )
        return _("The centre's result is recorded. Our score stays as it is.")

    return _carry_out(request, submission, compared, form, act, at, given_form=form)


def _carry_out(
    request: PortalRequest,
    submission: Submission,
    compared: Compared,
    form: django_forms.Form,
    act: Callable[[], str],
    at: datetime,
    **bound: django_forms.Form,
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            said = act()
        except NotAllowed:
            raise
        except FileRefused as refusal:
            form.add_error("scan", str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = HTTPStatus(refusal.status)
            if isinstance(refusal, Stale):
                # what was typed can be sent once more, now that the present record is shown
                retyped = request.POST.copy()
                retyped["revision"] = str(refusal.facts["revision"])
                form.data = retyped
        else:
            messages.success(request, said)
            return redirect("submissions:outside", pk=submission.pk)
    return _page(request, submission, compared, at, status=status, **bound)


def _given_form(submission: Submission, kept: OutsideResult | None, *data: Any) -> GivenForm:
    return GivenForm(
        *data,
        submission=submission,
        corrects=kept is not None and kept.given,
        auto_id="given-%s",
        initial=GivenForm.initial_of(kept) if kept is not None else None,
    )


def _page(
    request: PortalRequest,
    submission: Submission,
    compared: Compared,
    at: datetime,
    *,
    status: int = HTTPStatus.OK,
    **bound: django_forms.Form,
) -> HttpResponse:
    kept = compared.outside
    records = access.may_record_outside(request.user, submission, at=at)
    records = records and outside_results.open_to_recording(submission)
    memo = to_centre.memo_of(submission, request.user, at=at)
    context: dict[str, Any] = {
        "submission": submission,
        "compared": compared,
        "scans": outside_results.scans_of(kept) if kept is not None else [],
        "years": outside_reading.over_the_years(submission, request.user, at=at),
        "records": records,
        "memo": memo,
        "may_write": to_centre.may_write(request.user, submission, at=at),
        "now": at,
    }
    if records:
        initial = (
            SentForm.initial_of(kept) if kept is not None else to_centre.offered(submission, memo)
        )
        context["sent_form"] = SentForm(auto_id="sent-%s", initial=initial)
        if kept is not None:
            context["given_form"] = _given_form(submission, kept)
    context |= bound
    return render(request, "submissions/outside/page.html", context, status=int(status))
