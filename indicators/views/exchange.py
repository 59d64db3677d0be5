"""Taking a definition in from a file: faults first, then what it changes, then the draft."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators import access
from indicators.domain import exchange
from indicators.forms.exchange import TakeInForm
from indicators.models import Draft, Indicator
from indicators.views.designer_page import address_of
from indicators.views.desk import configured_owners
from kpi_portal.errors import DomainError, NotAllowed, NotFound
from kpi_portal.requests import PortalRequest

PAGE = "indicators/designer/take_in.html"


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: PortalRequest, pk: int) -> HttpResponse:
    """Take a file into the draft of an indicator."""
    indicator = access.get_to_configure(request.user, pk, at=timezone.now())
    return _page(request, indicator)


@require_http_methods(["GET", "HEAD", "POST"])
def take_in_new(request: PortalRequest) -> HttpResponse:
    """Begin an indicator from a file."""
    return _page(request, None)


def _page(request: PortalRequest, indicator: Indicator | None) -> HttpResponse:
    at = timezone.now()
    owners = [] if indicator else configured_owners(request, at)
    form = TakeInForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"indicator": indicator, "form": form}
    if request.method != "POST":
        return render(request, PAGE, context)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        read = exchange.read(form.cleaned_data["text"])
        context |= {"faults": read.faults, "definition": read.definition, "form": form.with_text()}
        if read.definition is not None:
            try:
                if "apply" in request.POST:
                    return _taken(request, _apply(request, indicator, read, owners))
                context |= _shown(indicator, read, owners)
                status = HTTPStatus.OK
            except (NotAllowed, NotFound):
                raise
            except DomainError as refusal:
                status = HTTPStatus(refusal.status)
                context["refusal"] = str(refusal)
    return render(request, PAGE, context, status=status)


def _shown(indicator: Indicator | None, read: exchange.Read, owners: list[Any]) -> dict[str, Any]:
    definition = read.definition
    if definition is None:
        return {}
    if indicator is None:
        return {"owner": exchange.owner_of(definition, owners)}
    return {"comparison": exchange.compare(indicator, definition)}


def _apply(
    request: PortalRequest, indicator: Indicator | None, read: exchange.Read, owners: list[Any]
) -> Draft:
    at = timezone.now()
    if read.definition is None:
        raise NotFound("no definition", code="not_found")
    if indicator is None:
        return exchange.take_in_new(read.definition, owners=owners, actor=request.user, at=at)
    seen = request.POST.get("seen", "")
    return exchange.take_in(indicator, read.definition, seen=seen, actor=request.user, at=at)


def _taken(request: PortalRequest, draft: Draft) -> HttpResponse:
    messages.success(request, _("The definition stands in the draft. It can be taken back."))
    return redirect(address_of(draft.indicator, []))
