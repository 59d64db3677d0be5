"""The double review: the places, what the two differ on, and settling it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal import answers
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from submissions.domain import (
    agreement,
    double_review,
    double_switch,
    queue,
    review_acts,
    review_assigning,
    review_places,
    round_setup,
    settling,
)
from submissions.forms.double import PlacesForm, SettleForm
from submissions.models import EvidenceUse, Submission
from submissions.views import desk_page

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for one difference and not taken, and why."""

    use: int
    decision: str
    reason: str
    fault: str


@require_safe
def differences(request: PortalRequest, pk: int) -> HttpResponse:
    """Both verdicts on every piece on which the two reviewers differ, side by side."""
    at = timezone.now()
    return _page(request, _open(request, pk, at), at)


@require_POST
def settle(request: PortalRequest, pk: int, use: int) -> HttpResponse:
    """Decide one of the differences, with the reason."""
    at = timezone.now()
    submission = _open(request, pk, at)
    piece = EvidenceUse.objects.filter(pk=use, submission=submission).first()
    if piece is None:
        raise NotFound(_("There is no such piece of evidence."), code="not_found")
    form = SettleForm(request.POST)
    typed = Typed(use, request.POST.get("decision", ""), request.POST.get("reason", ""), "")
    if not form.is_valid():
        fault = _("Accept the piece or return it.")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, submission, at, typed=_refused(typed, fault), status=status)
    cleaned = form.cleaned_data
    try:
        settling.settle(
            piece,
            actor=request.user,
            at=at,
            decision=cleaned["decision"],
            reason=cleaned["reason"],
            seen=cleaned["seen"],
        )
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        status = HTTPStatus(refusal.status)
        return _page(request, submission, at, typed=_refused(typed, str(refusal)), status=status)
    messages.success(request, _("The difference is settled."))
    return redirect("submissions:differences", pk=pk)


@require_POST
def take_place(request: PortalRequest, pk: int) -> HttpResponse:
    """Become one of the two reviewers of a report whose review has begun."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    review_assigning.take_place(submission, actor=request.user, at=at)
    messages.success(request, _("You are one of the two reviewers of this report."))
    return redirect("submissions:desk", pk=pk)


@require_http_methods(["GET", "POST"])
def places(request: PortalRequest, pk: int) -> HttpResponse:
    """Say from the desk who reviews the report, in one place or in two."""
    at = timezone.now()
    submission = desk_page.open_for(request, pk, at=at)
    if not review_acts.offers(request.user, submission, at=at).may_assign:
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    owner = submission.round.indicator.owner.path
    people = review_assigning.candidates(_keys_of(owner), at=at)
    form = PlacesForm(request.POST or None, submission=submission, people=people, auto_id="act-%s")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            review_assigning.assign_both(
                submission, actor=request.user, at=at, wanted=form.wanted()
            )
        except NotAllowed:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = HTTPStatus(refusal.status)
        else:
            messages.success(request, _("The reviewers are assigned."))
            return redirect("submissions:desk", pk=pk)
    context = {"submission": submission, "form": form, "now": at}
    name = "_places" if answers.is_htmx(request) else "places"
    return render(request, f"submissions/review/{name}.html", context, status=status)


@require_safe
def round_differences(request: PortalRequest, pk: int) -> HttpResponse:
    """The reports of a round on which two reviewers differ, and how often which two agree."""
    at = timezone.now()
    reach = queue.reach_of(request.user, at=at)
    found = reach.round(pk)
    if found is None:
        raise NotFound(_("There is no such round."), code="not_found")
    reports = Submission.objects.filter(round=pk).exclude(unit_id__in=reach.never_judged)
    waiting = settling.open_in(reports).select_related("reviewer", "second_reviewer", "unit")
    context = {
        "round": found,
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")),
        "pairs": agreement.of_round(pk),
        "now": at,
    }
    return render(request, "submissions/rounds/differences.html", context)


@require_POST
def switch(request: PortalRequest, pk: int) -> HttpResponse:
    """Switch the double review of an open round on or off."""
    at = timezone.now()
    found = round_setup.get_round(request.user, pk, at=at)
    on = request.POST.get("on") == "1"
    double_switch.switch(found, actor=request.user, at=at, on=on)
    said = (
        _("Two reviewers judge the reports of this round.")
        if on
        else _("The double review is switched off.")
    )
    messages.success(request, said)
    return redirect("submissions:round_plan", pk=pk)


def _open(request: PortalRequest, pk: int, at: datetime) -> Submission:
    submission = desk_page.open_for(request, pk, at=at)
    if double_review.pair_of(submission) is None:
        raise NotFound(_("This round is reviewed once."), code="not_found")
    return submission


def _refused(typed: Typed, fault: str) -> Typed:
    return Typed(typed.use, typed.decision, typed.reason, fault)


def _keys_of(path: str) -> set[int]:
    return {int(pk) for pk in path.strip("/").split("/")}


def _page(
    request: PortalRequest,
    submission: Submission,
    at: datetime,
    *,
    typed: Typed | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    found = settling.of_report(submission)
    offers = review_acts.offers(request.user, submission, at=at)
    context: dict[str, Any] = {
        "submission": submission,
        "differences": found,
        "open": sum(one.is_open for one in found),
        "offers": offers,
        "progress": double_review.progress(submission),
        "places": review_places.holders(submission),
        "typed": typed,
        "typed_here": typed is not None and any(d.use.pk == typed.use for d in found),
        "now": at,
    }
    return render(request, "submissions/review/differences.html", context, status=status)
