"""Setting up a round: what stands against opening it, opening it, extending it by order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal import thai
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest
from submissions.domain import round_criteria, round_readiness, round_setup
from submissions.domain.opening import open_round
from submissions.domain.round_extension import extend_round
from submissions.forms.round_setup import ExtendRoundForm

Forms = dict[str, forms.Form]


@require_GET
def setup(request: PortalRequest, pk: int) -> HttpResponse:
    """Which units report, the dates, the orders so far, and the next act."""
    at = timezone.now()
    return _page(request, round_setup.get_round(request.user, pk, at=at), at)


@require_POST
def start(request: PortalRequest, pk: int) -> HttpResponse:
    """Open the round: its criteria freeze and each unit gets its draft."""
    at = timezone.now()
    round_ = round_setup.get_round(request.user, pk, at=at)

    def act() -> str:
        made = open_round(round_, actor=request.user, at=at)
        return ngettext(
            "The round is open; %(count)d draft was made.",
            "The round is open; %(count)d drafts were made.",
            len(made),
        ) % {"count": len(made)}

    return _carry_out(request, round_, at, {}, None, act)


@require_POST
def extend(request: PortalRequest, pk: int) -> HttpResponse:
    """Move the dates for everybody, by one order of the executive."""
    at = timezone.now()
    round_ = round_setup.get_round(request.user, pk, at=at)
    form = ExtendRoundForm(request.POST)

    def act() -> str:
        cleaned = form.cleaned_data
        extend_round(
            round_,
            actor=request.user,
            at=at,
            due=_moved(cleaned["due"], round_.due_at),
            closes=_moved(cleaned["closes"], round_.closes_at) if cleaned["closes"] else None,
            order_number=cleaned["order_number"],
            reason=cleaned["reason"],
        )
        return _("The round is extended; every unit is told.")

    return _carry_out(request, round_, at, {"extend_form": form}, form, act)


def _moved(day: date, before: datetime) -> datetime:
    """The new day at the round's own cut-off hour."""
    return datetime.combine(day, before.astimezone(thai.BANGKOK).timetz())


def _carry_out(
    request: PortalRequest,
    round_: Round,
    at: datetime,
    shown: Forms,
    form: forms.Form | None,
    act: Callable[[], str],
) -> HttpResponse:
    """Do it and go back to the page; a refusal stays beside what was typed."""
    if form is not None and not form.is_valid():
        return _page(request, round_, at, shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        said = act()
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _page(request, round_, at, shown, status=HTTPStatus(refusal.status))
    messages.success(request, said)
    return redirect("submissions:round_setup", round_.pk)


def _page(
    request: PortalRequest,
    round_: Round,
    at: datetime,
    shown: Forms | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    day = thai.local_date(at)
    assigned = round_setup.assigned(round_, day=day)
    planned = round_.state == RoundState.PLANNED
    obstacles = []
    if planned:
        entries = [entry.assignment for entry in assigned]
        obstacles = round_readiness.obstacles(round_, round_criteria.of_round(round_), entries)
    may = round_setup.acts_open_to(request.user, round_, at=at)
    units = [entry.assignment for entry in assigned]
    context: dict[str, Any] = {
        "round": round_,
        "assigned": assigned,
        "obstacles": obstacles,
        "bureau_missing": round_readiness.bureau_missing(round_, units),
        "orders": round_.orders.select_related("decided_by"),
        "extend_form": ExtendRoundForm(),
        "may_assign": Role.CONFIGURER in may or Role.HEAD in may,
        "may_extend": Role.EXECUTIVE in may,
        "planned": planned,
        "running": round_.state in (RoundState.OPEN, RoundState.CLOSED),
        "now": at,
    }
    response_context = context | dict(shown or {})
    return render(request, "submissions/rounds/setup.html", response_context, status=status)
