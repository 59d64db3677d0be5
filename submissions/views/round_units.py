"""The units of a round: how each is weighed and measured, and taking one off again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from indicators.enums import RoundState
from indicators.models import Assignment, Round
from kpi_portal import thai
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from submissions.domain import round_setup, round_units, unassigning, unit_settings
from submissions.domain.round_units import RoundUnits
from submissions.domain.unit_settings import SettingsRefused
from submissions.forms.round_units import (
    TakeOffForm,
    UnitSettingsForm,
    score_text,
    setting_forms,
)

RowForms = Mapping[int, UnitSettingsForm]
_ALL = "all"


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: PortalRequest, pk: int) -> HttpResponse:
    """The table of the units; a POST keeps what changed in it, with the proposals taken."""
    at = timezone.now()
    round_ = round_setup.get_round(request.user, pk, at=at)
    found = round_units.read(round_, day=thai.local_date(at))
    if request.method != "POST":
        return _page(request, round_, found, setting_forms(None, found.rows, found.criteria), at)
    rows = setting_forms(_with_taken(request.POST, found), found.rows, found.criteria)
    bound = {key: form for key, form in rows.items() if form.is_bound}
    faulty = [form for form in bound.values() if not form.is_valid()]
    if faulty:
        return _page(request, round_, found, rows, at, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        changed = unit_settings.change_settings(
            round_,
            {key: form.change() for key, form in bound.items()},
            actor=request.user,
            at=at,
        )
    except NotAllowed:
        raise
    except SettingsRefused as refusal:
        for (key, name), words in refusal.faults.items():
            form = bound[key]
            form.add_error(name if name in form.fields else None, str(words))
        return _page(request, round_, found, rows, at, HTTPStatus(refusal.status))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _page(request, round_, found, rows, at, HTTPStatus(refusal.status))
    if changed:
        said = ngettext("%(count)d unit changed.", "%(count)d units changed.", len(changed))
        messages.success(request, said % {"count": len(changed)})
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect("submissions:round_units", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def take_off(request: PortalRequest, pk: int, assignment: int) -> HttpResponse:
    """Ask what has to be said before a unit is taken off; a POST does it."""
    at = timezone.now()
    round_ = round_setup.get_round(request.user, pk, at=at)
    entry = round_.assignments.select_related("unit", "round__indicator__owner")
    found = entry.filter(pk=assignment).first()
    if found is None:
        raise NotFound(_("This unit does not report the round."), code="not_found")
    form = TakeOffForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, round_, found, form, at)
    unit = found.unit
    try:
        unassigning.take_off(found, reason=form.cleaned_data["reason"], actor=request.user, at=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.add_error("reason" if refusal.code == "reason_required" else None, str(refusal))
        return _ask(request, round_, found, form, at, HTTPStatus(refusal.status))
    return redirect(f"{reverse('submissions:round_units', args=[pk])}?off={unit.pk}")


def _with_taken(posted: QueryDict, found: RoundUnits) -> Mapping[str, Any]:
    """What was typed, with last year's results put in where the person takes them over."""
    taken = posted.get("take", "")
    if not taken:
        return posted
    typed = posted.copy()
    for row in found.rows:
        if row.proposal is not None and taken in (_ALL, str(row.assignment.pk)):
            typed[f"a{row.assignment.pk}-previous"] = score_text(row.proposal.score)
    return typed


def _page(
    request: PortalRequest,
    round_: Round,
    found: RoundUnits,
    rows: RowForms,
    at: datetime,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    may = round_setup.acts_open_to(request.user, round_, at=at)
    settled = round_.state not in (RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED)
    context = {
        "round": round_,
        "found": found,
        "lines": [(row, rows[row.assignment.pk].mark()) for row in found.rows],
        "faults": [fault for form in rows.values() for fault in _faults(form)],
        "may_change": not settled and bool(may & {Role.CONFIGURER, Role.HEAD}),
        "may_add": round_.state in (RoundState.PLANNED, RoundState.OPEN),
        "planned": round_.state == RoundState.PLANNED,
        "taken_off": _taken_off(request, round_),
        "now": at,
    }
    return render(request, "submissions/rounds/units.html", context, status=status)


def _faults(form: UnitSettingsForm) -> list[tuple[str, str, str]]:
    """As the summary of a page's faults shows them, each with its unit."""
    if not form.is_bound:
        return []
    unit = form.row.assignment.unit.name
    return [
        (
            form[name].auto_id if name in form.fields else f"unit-{form.row.assignment.pk}",
            unit,
            str(text),
        )
        for name, texts in form.errors.items()
        for text in texts
    ]


def _taken_off(request: PortalRequest, round_: Round) -> Unit | None:
    """The unit that was just taken off, to be added again."""
    pk = request.GET.get("off", "")
    if not (pk.isascii() and pk.isdigit()):
        return None
    below = Unit.objects.filter(path__startswith=round_.indicator.owner.path)
    return below.exclude(assignments__round=round_).filter(pk=int(pk)).first()


def _ask(
    request: PortalRequest,
    round_: Round,
    entry: Assignment,
    form: TakeOffForm,
    at: datetime,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    found = round_units.read(round_, day=thai.local_date(at))
    row = next(row for row in found.rows if row.assignment.pk == entry.pk)
    form.fields["reason"].required = not row.free
    context = {
        "round": round_,
        "row": row,
        "form": form,
        "may_change": bool(
            round_setup.acts_open_to(request.user, round_, at=at) & {Role.CONFIGURER, Role.HEAD}
        ),
        "now": at,
    }
    return render(request, "submissions/rounds/unit_off.html", context, status=status)
