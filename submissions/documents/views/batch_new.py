"""Beginning memos for all units of a round: which kind, which units, what is the same in all."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from indicators.models import Round
from kpi_portal.errors import DomainError, NotFound
from kpi_portal.requests import PortalRequest
from submissions.documents.domain import (
    batch_kinds,
    batch_reading,
    batches,
    circulars,
    memo_facts,
    offers,
)
from submissions.documents.domain.batch_kinds import Kind
from submissions.documents.domain.batch_units import Candidate, candidates
from submissions.documents.forms.batch import BatchForm

RECENT = 5


@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """GET proposes every unit to which a memo of the kind is due; POST begins the batch."""
    at = timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    about = asked.get("round", "")
    if not about.isdigit():
        raise NotFound("no such round", code="not_found")
    round_ = offers.round_for(request.user, int(about), at=at)
    kind = batch_kinds.kind_of(asked.get("kind") or next(iter(batch_kinds.KINDS)))
    section = memo_facts.strategy_section(request.user, round_.indicator.owner, at=at)
    offered = candidates(kind, round_, section, request.user, at=at)
    form = BatchForm(
        request.POST if request.method == "POST" else None,
        units=[one.submission for one in offered],
    )
    status = HTTPStatus.OK
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return _made(request, kind, round_, form, at)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    context = {
        "round": round_,
        "kind": kind,
        "kinds": batch_kinds.KINDS.values(),
        "form": form,
        "due": [one for one in offered if one.fits],
        "others": [one for one in offered if not one.fits],
        "ticked": _ticked(form, offered),
        "recent": batch_reading.visible_to(request.user, at=at).filter(round=round_)[:RECENT],
        "now": at,
    }
    return render(request, "documents/batches/new.html", context, status=status)


def _made(
    request: PortalRequest, kind: Kind, round_: Round, form: BatchForm, at: datetime
) -> HttpResponse:
    """By the button: one circular to all chosen units, or a memo for each of them."""
    chosen, wishes = form.cleaned_data["unit"], form.wishes
    if "together" in request.POST:
        memo = circulars.draft(kind, round_, chosen, wishes, actor=request.user, at=at)
        messages.success(request, _("The draft is made. Read it before you issue it."))
        return redirect("documents:detail", pk=memo.pk)
    batch = batches.make(kind, round_, chosen, wishes, actor=request.user, at=at)
    _say(request, batch.items.count())
    return redirect("documents:batch", pk=batch.pk)


def _ticked(form: BatchForm, offered: list[Candidate]) -> set[int]:
    """As it was sent; at first every unit that fits."""
    if form.is_bound:
        return {int(pk) for pk in form.data.getlist("unit") if pk.isdigit()}  # type: ignore[attr-defined]
    return {one.submission for one in offered if one.fits}


def _say(request: PortalRequest, count: int) -> None:
    said = ngettext("%(count)d memo is being drafted.", "%(count)d memos are being drafted.", count)
    messages.success(request, said % {"count": count})
