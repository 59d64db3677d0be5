"""Adding units to a round: chosen in several ways, looked at, then added in one act."""

from __future__ import annotations

from dataclasses import dataclass
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
from indicators.models import Round
from kpi_portal import thai
from kpi_portal.accounts.enums import Role
from kpi_portal.errors import DomainError, NotAllowed
from kpi_portal.requests import PortalRequest
from submissions.domain import round_setup, unit_choosing
from submissions.domain.assigning import Added, add_units
from submissions.domain.unit_choosing import Pool, Proposal
from submissions.forms.round_units import ChooseForm


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview: the proposal, which of its units are ticked, and whether the choice differs from
    the one that was looked at."""

    proposal: Proposal
    ticked: frozenset[int]
    changed: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: PortalRequest, pk: int) -> HttpResponse:
    """Choose units; “show” says what adding them comes to, “add” adds those still ticked."""
    at = timezone.now()
    round_ = round_setup.get_round(request.user, pk, at=at)
    pool = unit_choosing.pool_of(round_, day=thai.local_date(at))
    copied = unit_choosing.rounds_to_copy(round_)
    if request.method != "POST":
        form = ChooseForm(pool=pool, rounds=copied)
        return _page(request, round_, pool, form, None, at)
    form = ChooseForm(request.POST, pool=pool, rounds=copied)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, round_, pool, form, None, at, status)
    proposal = unit_choosing.propose(round_, form.wanted(), pool, copied)
    new = {candidate.unit.pk for candidate in proposal.new}
    adding = request.POST.get("act") == "add"
    seen = _keys(request.POST.getlist("shown"))
    ticked = _keys(request.POST.getlist("add"))
    shown = Shown(proposal, frozenset(new - (seen - ticked)), changed=adding and seen != new)
    if not adding or shown.changed:
        return _page(request, round_, pool, form, shown, at)
    chosen = [c.unit for c in proposal.new if c.unit.pk in ticked]
    if not chosen:
        form.add_error(None, _("Tick at least one unit to add."))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, round_, pool, form, shown, at, status)
    try:
        added = add_units(round_, chosen, settings=proposal.settings, actor=request.user, at=at)
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, round_, pool, form, shown, at, HTTPStatus(refusal.status))
    _tell(request, added)
    return redirect("submissions:round_units", pk)


@require_POST
def add_bureau(request: PortalRequest, pk: int) -> HttpResponse:
    """Let the owner make the report that is consolidated from those of its divisions."""
    at = timezone.now()
    round_ = round_setup.get_round(request.user, pk, at=at)
    try:
        added = add_units(round_, [round_.indicator.owner], actor=request.user, at=at)
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, added)
    return redirect("submissions:round_units", pk)


def _keys(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if text.isascii() and text.isdigit()}


def _tell(request: PortalRequest, added: Added) -> None:
    count = len(added.assignments)
    said = ngettext("%(count)d unit was added.", "%(count)d units were added.", count)
    messages.success(request, said % {"count": count})
    if added.waiting:
        messages.info(
            request,
            _("The round is open: the reports are made as soon as every unit has its settings."),
        )


def _page(
    request: PortalRequest,
    round_: Round,
    pool: Pool,
    form: ChooseForm,
    shown: Shown | None,
    at: datetime,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    may = round_setup.acts_open_to(request.user, round_, at=at)
    open_to_all = round_.state in (RoundState.PLANNED, RoundState.OPEN)
    context = {
        "round": round_,
        "form": form,
        "shown": shown,
        "owner": pool.owner,
        "may_add": open_to_all and bool(may & {Role.CONFIGURER, Role.HEAD}),
        "now": at,
    }
    return render(request, "submissions/rounds/units_add.html", context, status=status)
