"""The versions of a round's criteria, what-if over its reports, and moving them."""

from __future__ import annotations

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

from indicators.models import Draft, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import InvalidInput
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import round_view, version_moves, what_if, what_if_reading
from submissions.forms.version_move import MoveForm
from submissions.models import WhatIf

VERSIONS_PER_PAGE = 6
RUNS_PER_PAGE = 20
LINES_PER_PAGE = 50


@require_safe
def versions(request: PortalRequest, pk: int) -> HttpResponse:
    """Each published version: who, when and why, what it changed, how many reports stand on it."""
    at = timezone.now()
    found = round_view.get_round(request.user, pk, at=at)
    page = Paginator(what_if_reading.published(found), VERSIONS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "round": found,
        "page": page,
        "rows": what_if_reading.version_rows(found, list(page.object_list)),
        "may_try": what_if_reading.may_try(request.user, found, at=at),
        "now": at,
    }
    return render(request, "submissions/rounds/versions.html", context)


@require_http_methods(["GET", "POST"])
def runs(request: PortalRequest, pk: int) -> HttpResponse:
    """GET lists the computations of the round; POST asks for one by the draft or by a version."""
    at = timezone.now()
    found = _round(request, pk, at)
    if request.method == "POST":
        wanted = request.POST.get("version", "")
        if wanted not in ("", "draft") and not (wanted.isascii() and wanted.isdigit()):
            raise InvalidInput(_("Choose the criteria to compute with."), code="version_required")
        number = None if wanted in ("", "draft") else int(wanted[:9])
        run = what_if.ask(found, version=number, actor=request.user, at=at)
        return redirect("submissions:what_if_run", pk, run.pk)
    asked = found.what_ifs.select_related("version", "requested_by").defer("definition")
    context = {
        "round": found,
        "page": Paginator(asked, RUNS_PER_PAGE).get_page(request.GET.get("page")),
        "versions": what_if_reading.published(found).defer("definition"),
        "draft": Draft.objects.filter(indicator=found.indicator).defer("document").first(),
        "now": at,
    }
    return render(request, "submissions/rounds/what_if.html", context)


@require_safe
def run(request: PortalRequest, pk: int, run: int) -> HttpResponse:
    """One computation: its progress, then which scores move from what to what."""
    at = timezone.now()
    found = _round(request, pk, at)
    return _show(request, found, what_if_reading.get_run(found, run), at)


@require_POST
def move(request: PortalRequest, pk: int, run: int) -> HttpResponse:
    """Move the reports of the preview to its version; done in the background."""
    at = timezone.now()
    found = _round(request, pk, at)
    preview = what_if_reading.get_run(found, run)
    preview.round = found
    offered = preview.lines.values_list("submission_id", flat=True)
    form = MoveForm(request.POST, offered=offered)
    if not form.is_valid():
        return _show(request, found, preview, at, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    version_moves.ask(
        preview,
        chosen=form.chosen,
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=at,
    )
    messages.success(request, _("The reports are being moved; the outcome appears here."))
    return redirect("submissions:what_if_run", pk, run)


def _round(request: PortalRequest, pk: int, at: datetime) -> Round:
    found = round_view.get_round(request.user, pk, at=at)
    what_if_reading.require_may_try(request.user, found, at=at)
    return found


def _show(
    request: PortalRequest,
    found: Round,
    run: WhatIf,
    at: datetime,
    *,
    form: MoveForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context: dict[str, Any] = {"round": found, "run": run, "now": at}
    if run.finished_at is not None:
        shown, sort = _asked(request)
        lines = what_if_reading.lines(run, shown, sort, reader=request.user, at=at)
        own = standing.of(request.user, access.day_of(at))
        is_head = own.may_act_as(Role.HEAD, found.indicator.owner.path)
        may_move = is_head and run.version is not None and not run.move_job_id
        context |= {
            "page": Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page")),
            "shown": shown,
            "sort": sort,
            "changes": what_if_reading.changes(found, found.version, run.definition)
            if found.version
            else [],
            "evidence": what_if_reading.evidence_changes(found, run.definition),
            "may_move": may_move,
            "form": form or MoveForm(),
            "ticked": set(request.POST.getlist("reports")),
        }
        if may_move:
            context["movable"] = what_if_reading.movable(found, run)
            context["confirmed"] = what_if_reading.confirmed(found, reader=request.user, at=at)
            context["stands"] = version_moves.STANDS
    return render(request, "submissions/rounds/what_if_run.html", context, status=status)


def _asked(request: PortalRequest) -> tuple[str, str]:
    """The filter and the order asked for; what is unknown falls back to the moved, losers first."""
    shown = request.GET.get("show", "")
    sort = request.GET.get("sort", "")
    return (
        shown if shown in what_if_reading.FILTERS else "moved",
        sort if sort.removeprefix("-") in what_if_reading.SORTS else "change",
    )
