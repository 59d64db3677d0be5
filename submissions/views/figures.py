"""Figures that are typed on the page of their requirement: a measure, and what it comes to."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal import answers
from kpi_portal.errors import DomainError, GuardRefused, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from submissions.domain import figures, reach, requirements
from submissions.domain.outline import Asked
from submissions.forms.figures import MeasureForm
from submissions.models import EvidenceUse, Submission
from submissions.views import evidence_page, figure_page


@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: PortalRequest, pk: int, key: str) -> HttpResponse:
    """GET: what the figure comes to as it is saved now: score, challenge test, band. POST: keep
    what was typed for a measure, at each pause in typing or by the button."""
    at = timezone.now()
    submission = reach.find_for(request.user, pk, key, at=at)
    place = requirements.place_of(submission, key)
    if place.figure is None or (
        request.method == "POST" and place.figure.asked is not Asked.MEASURE
    ):
        raise NotFound(_("This report has no such requirement."), code="no_such_requirement")
    if request.method != "POST":
        context = figure_page.worth_context(submission, place)
        return render(request, "submissions/evidence/_worth.html", context)
    form = figure_page.posted(submission, place, request.POST)
    if answers.wants_json(request):
        return _autosave(request, submission, key, form, at)
    if form.is_valid():
        try:
            _set(request, submission, key, form, at)
        except (GuardRefused, NotAllowed) as refusal:
            return evidence_page.show(
                request,
                submission,
                key,
                at=at,
                status=refusal.status,
                refusal=refusal,
                unsaved=form.typed(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
            form.take_revision(refusal.facts.get("revision", form.cleaned_data["revision"]))
        else:
            return evidence_page.done(request, submission, key, _("Saved."), at=at)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return evidence_page.show(
        request, submission, key, at=at, status=status, bound={"measure_form": form}
    )


def _autosave(
    request: PortalRequest, submission: Submission, key: str, form: MeasureForm, at: datetime
) -> HttpResponse:
    """A refusal goes up as it is: the portal answers it in the words that the script expects."""
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return JsonResponse({"error": first}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    use = _set(request, submission, key, form, at)
    revision = use.revision if use is not None else 0
    return JsonResponse({"revision": revision, "saved_at": at.isoformat()})


def _set(
    request: PortalRequest, submission: Submission, key: str, form: MeasureForm, at: datetime
) -> EvidenceUse | None:
    return figures.set_measure(
        submission,
        key,
        actor=request.user,
        at=at,
        typed=form.measure(),
        revision=form.cleaned_data["revision"],
    )
