"""Declaring, reading and withdrawing conflicts of interest."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.errors import DomainError, NotAllowed
from kpi_portal.requests import PortalRequest
from submissions.domain import conflicts as domain
from submissions.domain import queue
from submissions.forms.queue import ConflictForm, WithdrawForm
from submissions.views import desk_page

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def declare(request: PortalRequest, pk: int) -> HttpResponse:
    """The person steps back from one report, with a reason."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    if not domain.may_declare(request.user, submission, at=at):
        raise NotAllowed(
            _("You judge nothing of this report, so there is nothing to step back from."),
            code="not_allowed",
        )
    form = ConflictForm(request.POST if request.method == "POST" else None, auto_id="conflict-%s")
    if form.is_bound and form.is_valid():
        try:
            domain.declare(
                submission, actor=request.user, at=at, reason=form.cleaned_data["reason"]
            )
        except DomainError as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("You judge this report no more; the head has been told."))
            return redirect("submissions:conflicts")
    context = {
        "submission": submission,
        "form": form,
        "given": domain.said_before(submission, [request.user.pk]).get(request.user.pk, 0),
        "now": at,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "submissions/review/conflict.html", context, status=status)


@require_safe
def conflicts(request: PortalRequest) -> HttpResponse:
    """The conflicts that the person reads, those that stand first."""
    at = timezone.now()
    queue.reach_of(request.user, at=at)  # for whom there is no queue, there is no such page
    asked = request.GET.get("round", "")
    round = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    withdrawn = request.GET.get("all") == "1"
    found = domain.listed(request.user, at=at, round=round, withdrawn=withdrawn)
    context: dict[str, Any] = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "rounds": domain.rounds_of(request.user, at=at),
        "round": round,
        "withdrawn": withdrawn,
    }
    return render(request, "submissions/review/conflicts.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    """The person may judge the report after all."""
    at = timezone.now()
    conflict = domain.get_for(request.user, pk, at=at)
    own = conflict.person_id == request.user.pk
    form = WithdrawForm(
        request.POST if request.method == "POST" else None,
        needs_reason=not own,
        auto_id="conflict-%s",
    )
    if form.is_bound and form.is_valid():
        try:
            domain.withdraw(conflict, actor=request.user, at=at, reason=form.cleaned_data["reason"])
        except NotAllowed:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("%(who)s may judge this report again.") % {"who": conflict.person.display_name},
            )
            return redirect("submissions:conflicts")
    context = {"conflict": conflict, "own": own, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "submissions/review/conflict_withdraw.html", context, status=status)
