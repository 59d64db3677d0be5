"""What can be taken out of a round or of one report, what is being made, what lies ready."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.errors import NotFound
from kpi_portal.jobs.models import Job
from kpi_portal.requests import PortalRequest
from submissions import access as report_access
from submissions.archives import access
from submissions.archives.domain import exports
from submissions.archives.enums import ExportKind
from submissions.archives.models import Export
from submissions.domain import in_view, round_view

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One export with the job that makes it, as long as that matters."""

    export: Export
    job: Job | None


@require_http_methods(["GET", "HEAD", "POST"])
def of_round(request: PortalRequest, pk: int) -> HttpResponse:
    """The round's workbook and dossier; POST has one made."""
    at = timezone.now()
    round = round_view.get_round(request.user, pk, at=at)
    if request.method == "POST":
        wanted = _wanted(request)
        exports.ask_of_round(round, wanted, actor=request.user, at=at)
        _say_asked(request)
        return redirect("archives:round", pk=pk)
    context = {
        "round": round,
        "units": len(round_view.reports(round, request.user, at=at)),
        "lines": _lines(list(access.of_round(request.user, round)[:SHOWN])),
        "now": at,
    }
    return render(request, "archives/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_year(request: PortalRequest, year: int) -> HttpResponse:
    """The dashboard of a fiscal year; POST has it made of the rounds that the page showed."""
    at = timezone.now()
    keys = exports.keys_of_year(request.user, year, at=at)
    if request.method == "POST":
        key = request.POST.get("round", "")
        exports.ask_of_year(year, key if key in dict(keys) else "", actor=request.user, at=at)
        _say_asked(request)
        return redirect("archives:year", year=year)
    context = {
        "year": year,
        "board_url": f"{reverse('submissions:year_board')}?year={year}",
        "keys": keys,
        "lines": _lines(list(access.of_year(request.user, year)[:SHOWN])),
        "now": at,
    }
    return render(request, "archives/year.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_report(request: PortalRequest, pk: int) -> HttpResponse:
    """The dossier of one report; POST has it made."""
    at = timezone.now()
    submission = report_access.get_for(request.user, pk, at=at)
    if request.method == "POST":
        exports.ask_of_report(submission, actor=request.user, at=at)
        _say_asked(request)
        return redirect("archives:report", pk=pk)
    context = {
        "submission": submission,
        "seen": in_view.of(submission, request.user, at=at),
        "lines": _lines(list(access.of_report(request.user, submission)[:SHOWN])),
        "now": at,
    }
    return render(request, "archives/report.html", context)


def _wanted(request: PortalRequest) -> ExportKind:
    asked = request.POST.get("kind", "")
    if asked not in ExportKind.values:
        raise NotFound(_("There is no such file."), code="not_found")
    return ExportKind(asked)


def _say_asked(request: PortalRequest) -> None:
    messages.info(
        request, _("It is being made. You may leave this page; the bell tells when it is ready.")
    )


def _lines(found: list[Export]) -> list[Line]:
    waiting = [e.job_id for e in found if e.made_at is None and e.job_id]
    jobs = {str(job.pk): job for job in Job.objects.filter(pk__in=waiting)}
    return [Line(export, jobs.get(export.job_id)) for export in found]
