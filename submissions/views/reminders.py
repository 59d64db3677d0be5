"""Reminding units by hand: who is waited for, what they would read, and sending it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import InvalidInput
from kpi_portal.notifications import kinds
from kpi_portal.notifications.models import Notification
from kpi_portal.requests import PortalRequest
from submissions.domain import remind_many, round_rules, round_view
from submissions.domain.remind_many import Waiting


@require_http_methods(["GET", "POST"])
def remind(request: PortalRequest, pk: int) -> HttpResponse:
    """GET lists the units that are waited for with a preview; POST reminds the ticked ones."""
    at = timezone.now()
    found = round_view.get_round(request.user, pk, at=at)
    round_rules.require_role(request.user, found, Role.REVIEWER, Role.HEAD, at=at)
    if request.method != "POST":
        return _page(request, found, at)
    note, chosen = request.POST.get("note", ""), _chosen(request)
    if not chosen:
        fault = _("Tick at least one unit.")
        return _page(request, found, at, note=note, chosen=chosen, fault=fault)
    try:
        told = remind_many.remind(found, actor=request.user, at=at, chosen=chosen, note=note)
    except InvalidInput as refusal:
        return _page(request, found, at, note=note, chosen=chosen, fault=str(refusal))
    if told:
        said = ngettext("%(count)d unit was reminded.", "%(count)d units were reminded.", len(told))
        messages.success(request, said % {"count": len(told)})
    else:
        messages.info(request, _("Every unit has handed in, or the round is closed."))
    return redirect("submissions:round", pk=pk)


def _page(
    request: PortalRequest,
    found: Round,
    at: datetime,
    *,
    note: str = "",
    chosen: frozenset[int] | None = None,
    fault: str = "",
) -> HttpResponse:
    waiting = remind_many.waiting(found, request.user, at=at)
    context: dict[str, Any] = {
        "round": found,
        "waiting": [(one, chosen is None or one.submission.pk in chosen) for one in waiting],
        "samples": _samples(waiting, at),
        "mute": sum(len(one.mute) for one in waiting),
        "note": note,
        "longest": remind_many.LONGEST_NOTE,
        "fault": fault,
        "now": at,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return render(request, "submissions/rounds/remind.html", context, status=status)


def _samples(waiting: list[Waiting], at: datetime) -> list[str]:
    """One sentence of each kind as the units' people read it."""
    first: dict[str, Waiting] = {}
    for one in waiting:
        first.setdefault(one.kind_at(at), one)
    return [kinds.sentence(Notification(kind=kind, facts=one.facts)) for kind, one in first.items()]


def _chosen(request: PortalRequest) -> frozenset[int]:
    given = request.POST.getlist("report")
    return frozenset(int(key) for key in given if key.isascii() and key.isdigit())
