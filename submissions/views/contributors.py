"""Which units contribute to one unit's report: shown, asked, released."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from indicators.enums import RoundState
from indicators.models import Assignment
from kpi_portal import thai
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from submissions.domain import contributing, parts
from submissions.domain import contribution_reading as reading
from submissions.forms.contributing import AskForm


@require_http_methods(["GET", "HEAD", "POST"])
def contributors(request: PortalRequest, pk: int, assignment: int) -> HttpResponse:
    """Who supplies what; asking further units, or the same ones for more."""
    at = timezone.now()
    found = _managed(request, pk, assignment, at)
    if request.method != "POST":
        return _page(request, found, at)
    form = _form(found, at, request.POST)
    if not form.is_valid():
        return _page(request, found, at, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        asked = contributing.ask_each(
            found, form.chosen_units(), form.chosen_parts(), actor=request.user, at=at
        )
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, at, form, HTTPStatus(refusal.status))
    words = ngettext("%(count)d unit was asked.", "%(count)d units were asked.", len(asked))
    messages.success(request, words % {"count": len(asked)})
    return redirect("submissions:contributors", pk, assignment)


@require_POST
def release(request: PortalRequest, pk: int, assignment: int, part: int) -> HttpResponse:
    """Ask a unit for one part no longer."""
    at = timezone.now()
    found = _managed(request, pk, assignment, at)
    row = found.contributions.select_related("unit").filter(pk=part).first()
    if row is None:
        raise NotFound(_("This unit contributes nothing to the report."), code="not_found")
    row.assignment = found
    contributing.release(row, actor=request.user, at=at)
    messages.success(request, _("“%(unit)s” is asked no longer.") % {"unit": row.unit.name})
    return redirect("submissions:contributors", pk, assignment)


def _managed(request: PortalRequest, pk: int, assignment: int, at: datetime) -> Assignment:
    found = reading.get_assignment(pk, assignment)
    if not contributing.may_manage(request.user, found, at=at):
        raise NotFound("no such assignment", code="not_found")
    return found


def _form(found: Assignment, at: datetime, data: object = None) -> AskForm:
    below, others = reading.units_to_offer(found, day=thai.local_date(at))
    definition = reading.definition_of(found)
    offered = () if definition is None else parts.offered(definition)
    return AskForm(data, units=[*below, *others], offered=offered)


def _page(
    request: PortalRequest,
    found: Assignment,
    at: datetime,
    form: AskForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    definition = reading.definition_of(found)
    report = reading.report_of(found)
    rows = [
        (unit, [(row, parts.words_of(definition, row.part)) for row in asked])
        for unit, asked in reading.rows_of(found)
    ]
    context = {
        "assignment": found,
        "round": found.round,
        "report": report,
        "rows": rows,
        "form": form or _form(found, at),
        "running": found.round.state in (RoundState.PLANNED, RoundState.OPEN),
        "no_criteria": definition is None,
        "now": at,
    }
    return render(request, "submissions/contributing/contributors.html", context, status=status)
