"""Publishing one draft, or every sound draft of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators import access
from indicators.designing.findings import Findings
from indicators.domain import drafts, publishing, publishing_year
from indicators.domain.carrying_rounds import Taken
from indicators.domain.carrying_words import place_words
from indicators.domain.publishing import Readiness
from indicators.forms.carry import read_year
from indicators.forms.desk import PublishForm
from indicators.views.designer_link import designer_address
from kpi_portal.errors import DomainError, InvalidInput, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import fiscal_year_of

SHOWN_DIFFERENCES = 40


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault in words, where it stands, and the way to its field."""

    where: str
    words: str
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: PortalRequest, pk: int) -> HttpResponse:
    """Everything that stands against publishing and what it would do; a POST publishes."""
    at = timezone.now()
    indicator = access.get_to_configure(request.user, pk, at=at)
    found = publishing.readiness(indicator, at=at)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, found, form, HTTPStatus.OK)
    if found.draft is None:
        raise NotFound(_("Nobody is changing this indicator."), code="not_found")
    form.full_clean()
    revision = request.POST.get("revision", "")
    try:
        loaded = drafts.publish(
            found.draft,
            revision=int(revision) if revision.isascii() and revision.isdigit() else 0,
            reason=form.cleaned_data.get("reason", ""),
            actor=request.user,
            at=at,
            taken=request.POST.getlist("taken"),
        )
    except (NotAllowed, NotFound):
        raise
    except InvalidInput as refusal:
        form.add_error("reason", str(refusal))
        return _page(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, publishing.readiness(indicator, at=at), form, HTTPStatus.CONFLICT)
    messages.success(
        request,
        _("%(code)s is published as version %(number)s.")
        % {"code": loaded.indicator.code, "number": loaded.version.number},
    )
    return redirect("indicators:card", loaded.indicator.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def publish_year(request: PortalRequest) -> HttpResponse:
    """The drafts of a year: the sound ones to be ticked, the others with what they lack."""
    at = timezone.now()
    if not access.configured_paths(request.user, at=at):
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    asked = request.POST if request.method == "POST" else request.GET
    year = read_year(asked.get("year", "")) or fiscal_year_of(at)
    found = publishing_year.candidates(request.user, year, at=at)
    form = PublishForm(request.POST if request.method == "POST" else None)
    ticked = {str(candidate.draft.pk) for candidate in found if candidate.sound}
    status = HTTPStatus.OK
    if request.method == "POST":
        ticked = set(request.POST.getlist("draft"))
        form.full_clean()
        chosen = [c for c in found if c.sound and str(c.draft.pk) in ticked]
        try:
            job = publishing_year.ask(
                chosen,
                year=year,
                reason=form.cleaned_data.get("reason", ""),
                actor=request.user,
                at=at,
                taken=request.POST.getlist("taken"),
            )
        except InvalidInput as refusal:
            form.add_error("reason" if refusal.code == "reason_required" else None, str(refusal))
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        else:
            return redirect("jobs:progress", job.pk)
    context = {
        "year": year,
        "sound": [(c, str(c.draft.pk) in ticked) for c in found if c.sound],
        "faulty": [c for c in found if not c.sound],
        "replaces": any(c.replaces for c in found if c.sound),
        "copies": any(c.is_copy for c in found if c.sound),
        "taken": _ticked(request),
        "form": form,
    }
    return render(request, "indicators/publish/year.html", context, status=status)


def _page(
    request: PortalRequest, found: Readiness, form: PublishForm, status: HTTPStatus
) -> HttpResponse:
    context = {
        "indicator": found.indicator,
        "found": found,
        "faults": _fault_lines(found),
        "differences": found.differences[:SHOWN_DIFFERENCES],
        "more": max(0, len(found.differences) - SHOWN_DIFFERENCES),
        "form": form,
        "taken": _ticked(request),
        "designer": designer_address(found.indicator.pk) if found.draft else "",
        "now": _now(),
    }
    return render(request, "indicators/publish/one.html", context, status=status)


def _ticked(request: PortalRequest) -> list[str]:
    """What new rounds take over; everything before the person changes it."""
    return request.POST.getlist("taken") if request.method == "POST" else list(Taken)


def _now() -> datetime:
    return timezone.now()


def _fault_lines(found: Readiness) -> list[FaultLine]:
    """In the words of the designer, each with the whole way to its part."""
    pk = found.indicator.pk
    findings = Findings(found.document, found.faults)
    return [
        FaultLine(
            place_words(found.document, finding.place) or line.where,
            line.text,
            designer_address(pk, line.address) if found.draft else "",
        )
        for finding, line in zip(findings.all, findings.lines(most=None), strict=True)
    ]
