"""Acts upon several reports of a round: choose, confirm, and see what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators.models import Round
from kpi_portal.errors import NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from submissions.domain import round_acts, round_results, round_view
from submissions.domain.round_acts import Outcome
from submissions.domain.round_view import Report
from submissions.enums import Action, State
from submissions.forms import review as forms
from submissions.views.rounds import may_upon
from submissions.workflow import SETTLED


@dataclass(frozen=True, slots=True)
class Bulk:
    """One act: its form, the states of the reports it is meant for, and whether they are ticked
    when the page opens."""

    form: type[forms.BulkForm]
    states: frozenset[State]
    ticked: bool


_OPEN = frozenset(State) - SETTLED - {State.EXEMPTED, State.RECONSIDERING}
BULK: dict[str, Bulk] = {
    "confirm": Bulk(forms.BulkForm, frozenset({State.ASSESSED}), True),
    "endorse": Bulk(forms.BulkEndorseForm, frozenset({State.CONFIRMED}), True),
    "publish": Bulk(forms.BulkForm, frozenset({State.ENDORSED}), True),
    "waive": Bulk(forms.BulkReasonedForm, _OPEN, False),
    "exempt": Bulk(forms.BulkReasonedForm, _OPEN, False),
    "readmit": Bulk(
        forms.BulkReadmitForm, frozenset({State.EXEMPTED, State.ASSESSED, *SETTLED}), False
    ),
}


# Of these the page shows the table of results as it will be told.
_WITH_RESULTS = frozenset({"confirm", "endorse", "publish"})


@require_http_methods(["GET", "POST"])
def act(request: PortalRequest, pk: int, act: str) -> HttpResponse:
    """GET lists the units that the act is meant for; POST carries it out on the ticked ones."""
    at = timezone.now()
    found = round_view.get_round(request.user, pk, at=at)
    bulk = BULK.get(act)
    if bulk is None:
        raise NotFound(_("There is no such act."), code="not_found")
    if not may_upon(request.user, found, at=at)[act]:
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    form = bulk.form(request.POST if request.method == "POST" else None, auto_id="bulk-%s")
    outcomes: list[Outcome] | None = None
    if form.is_bound and form.is_valid():
        outcomes = _carry_out(request, found, act, form, at)
    unsent = form.is_bound and outcomes is None
    everything = [] if outcomes is not None else round_view.reports(found, request.user, at=at)
    reports = _meant_for(found, bulk, act, everything, at)
    context: dict[str, Any] = {
        "round": found,
        "act": act,
        "form": form,
        "bulk": bulk,
        "reports": reports,
        "outcomes": outcomes,
        "now": at,
    }
    if act in _WITH_RESULTS and outcomes is None:
        context |= _results(request, act, reports, everything)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if unsent else HTTPStatus.OK
    return render(request, "submissions/rounds/bulk.html", context, status=status)


def _carry_out(
    request: PortalRequest, found: Round, act: str, form: forms.BulkForm, at: datetime
) -> list[Outcome]:
    who, note = request.user, form.cleaned_data["note"]
    if act == "endorse":
        reference = form.cleaned_data["reference"]
        return round_acts.endorse_round(
            found, form.chosen, actor=who, at=at, reference=reference, note=note
        )
    if act == "waive":
        order = form.cleaned_data["order_number"]
        return round_acts.waive_each(
            found, form.chosen, actor=who, at=at, order_number=order, reason=note
        )
    return round_acts.on_each(
        found,
        form.chosen,
        Action(act),
        actor=who,
        at=at,
        note=note,
        data=form.data_of_the_act(),
    )


def _results(
    request: PortalRequest, act: str, reports: list[Report], everything: list[Report]
) -> dict[str, Any]:
    """The table, and what is left out of it; nobody confirms the own proposal."""
    results = round_results.table(reports, request.user)
    if act == "confirm":
        results = {pk: row for pk, row in results.items() if not row.own_proposal}
    listed = [row.report for row in results.values()]
    return {
        "reports": listed,
        "results": list(results.values()),
        "left_out": round_results.waiting(everything, listed),
    }


def _meant_for(
    found: Round, bulk: Bulk, act: str, everything: list[Report], at: datetime
) -> list[Report]:
    reports = [report for report in everything if report.state in bulk.states]
    if act == "publish" and not found.endorse_required:
        return [r for r in everything if r.state in (State.ENDORSED, State.CONFIRMED)]
    if act == "readmit":
        return [r for r in reports if r.not_reported or r.state == State.EXEMPTED]
    if act == "waive":
        return [r for r in reports if r.days_late or r.overdue(at)]
    return reports
