"""The designer: the page on which a configurer edits one indicator's draft."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indicators import access
from indicators.designing import acts
from indicators.designing.pages import describe
from indicators.designing.parts import part_at
from indicators.domain import draft_undo, drafts
from indicators.models import Draft, Indicator
from indicators.views import designer_page, designer_saving
from indicators.views.designer_page import address_of, anchor_of, draft_for, wanted_place
from indicators.views.designer_saving import Sent
from kpi_portal.answers import wants_json
from kpi_portal.errors import InvalidInput, NotFound, Stale
from kpi_portal.requests import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
def designer(request: PortalRequest, pk: int) -> HttpResponse:
    """The draft at `?place=`; a POST saves the fields of that part and carries out an act."""
    at = timezone.now()
    draft = draft_for(request, pk, at)
    if request.method == "POST":
        return _save(request, draft, at, pk)
    place = wanted_place(draft, request.GET.get("place", ""))
    return designer_page.show(request, draft, place, at, lists_faults="faults" in request.GET)


@require_GET
def state(request: PortalRequest, pk: int) -> HttpResponse:
    """What changes with every save: bar, outline, faults and their marks, as fragments."""
    at = timezone.now()
    draft = draft_for(request, pk, at)
    place = wanted_place(draft, request.GET.get("place", ""))
    template = "indicators/designer/state.html"
    response = designer_page.show(request, draft, place, at, template=template, oob=True)
    response["HX-Trigger"] = "designer-changed"
    return response


@require_POST
def undo(request: PortalRequest, pk: int) -> HttpResponse:
    """Take back the last change, or every one down to the change `step`."""
    at = timezone.now()
    draft = draft_for(request, pk, at)
    newest = _number(request.POST.get("newest", ""))
    step = _number(request.POST.get("step", "")) or newest
    draft, taken_back, place = draft_undo.undo_through(
        draft, step=step, newest=newest, actor=request.user, at=at
    )
    messages.success(request, _("Taken back: %(what)s") % {"what": "; ".join(taken_back)})
    return redirect(address_of(draft.indicator, place))


@require_POST
def begin(request: PortalRequest, pk: int) -> HttpResponse:
    """Begin a draft, or go on with the one that is there."""
    at = timezone.now()
    indicator = access.get_for(request.user, pk, at=at)
    drafts.begin(indicator, actor=request.user, at=at)
    return redirect(address_of(indicator, []))


@require_POST
def discard(request: PortalRequest, pk: int) -> HttpResponse:
    """Give the draft up and go back to the card, or to the list where nothing is left."""
    at = timezone.now()
    draft = draft_for(request, pk, at)
    seen = _number(request.POST.get("seen", "")) or draft.revision
    try:
        drafts.discard(draft, seen=seen, actor=request.user, at=at)
    except Stale as refusal:
        fresh = draft_for(request, pk, at)
        return designer_page.show(
            request, fresh, [], at, status=int(refusal.status), refusal=str(refusal)
        )
    messages.success(request, _("The draft was given up. Published criteria stay as they are."))
    if Indicator.objects.filter(pk=pk).exists():
        return redirect("indicators:card", pk)
    return redirect("indicators:list")


def _save(request: PortalRequest, draft: Draft, at: datetime, pk: int) -> HttpResponse:
    sent = designer_saving.read(draft, dict(request.POST.lists()))
    if wants_json(request):
        return _autosaved(designer_saving.save(draft, sent, actor=request.user, at=at), at)
    try:
        saved = designer_saving.save(draft, sent, actor=request.user, at=at)
    except (InvalidInput, Stale) as refusal:
        if refusal.code == "draft_gone":
            raise
        return _again(request, pk, sent, refusal, at)
    if sent.act.startswith(f"{acts.REMOVE}:"):
        messages.success(request, _("%(what)s. It can be taken back above.") % {"what": saved.did})
    return HttpResponseRedirect(
        address_of(draft.indicator, saved.place), status=HTTPStatus.SEE_OTHER
    )


def _autosaved(saved: designer_saving.Saved, at: datetime) -> JsonResponse:
    document = saved.draft.document
    anchor = anchor_of(document, describe(document, part_at(document, saved.place)))
    return JsonResponse(
        {"revision": str(saved.draft.revision), "saved_at": at.isoformat(), "anchor": anchor}
    )


def _again(
    request: PortalRequest, pk: int, sent: Sent, refusal: InvalidInput | Stale, at: datetime
) -> HttpResponse:
    """The page once more with what was typed, and beside it what is saved now."""
    try:
        draft = draft_for(request, pk, at)
    except NotFound:
        raise refusal from None
    return designer_page.show(
        request,
        draft,
        sent.place,
        at,
        typed=sent.posted,
        status=int(refusal.status),
        refusal=str(refusal),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
