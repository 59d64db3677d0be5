"""What the designer shows of a draft: outline, the part in use, faults, sum and history."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from forms_templates.models import FormTemplate
from indicators import access
from indicators.designing import amounts, boxes
from indicators.designing.fields import Page
from indicators.designing.findings import Findings
from indicators.designing.outline import outline
from indicators.designing.pages import describe
from indicators.designing.parts import Part, chain, part_at
from indicators.designing.places import located, mapping_at, text_of, value_at
from indicators.designing.reading import Posted
from indicators.document_change import Place
from indicators.domain import drafts
from indicators.models import Draft, Indicator
from kpi_portal.accounts.domain import permission
from kpi_portal.accounts.enums import Role
from kpi_portal.requests import PortalRequest

SHOWN_STEPS = 12


def draft_for(request: PortalRequest, pk: int, at: datetime) -> Draft:
    """The draft of an indicator that the person designs.

    Raises `NotFound` for an indicator that is hidden or has no draft, `NotAllowed` for people who
    only read it.
    """
    indicator = access.get_for(request.user, pk, at=at)
    permission.require(request.user, indicator.owner, Role.CONFIGURER, at=at)
    draft = drafts.get(indicator)
    draft.indicator = indicator
    return draft


def wanted_place(draft: Draft, text: str) -> Place:
    """The place that an address names in this draft; the indicator itself for none."""
    return located(draft.document, text)


def address_of(indicator: Indicator, place: Place) -> str:
    """The designer at a place."""
    address = reverse("indicators:designer", args=[indicator.pk])
    return f"{address}?{urlencode({'place': text_of(place)})}" if place else address


def anchor_of(document: Any, page: Page) -> str:
    """A mark by which a page knows its part again when somebody moved or removed parts."""
    names = [field.name for field in page.fields()]
    way = [_identity(document, part) for part in chain(document, page.part.place)]
    told = json.dumps([names, way], ensure_ascii=True, default=str)
    return hashlib.blake2s(told.encode(), digest_size=8).hexdigest()


def show(
    request: PortalRequest,
    draft: Draft,
    place: Place,
    at: datetime,
    *,
    typed: Posted | None = None,
    template: str = "indicators/designer/page.html",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The whole page, or the fragments of it that follow a save."""
    context = _context(request, draft, place, at, typed or {})
    return render(request, template, context | more, status=status)


def _context(
    request: PortalRequest, draft: Draft, place: Place, at: datetime, typed: Posted
) -> dict[str, Any]:
    document = draft.document
    part = part_at(document, place)
    page = describe(document, part)
    findings = Findings(document, drafts.check(document).faults)
    steps = list(draft.steps.select_related("by")[:SHOWN_STEPS])
    scheme = amounts.scheme_around(document, part.place)
    round_key = _round_key(document, part.place)
    return {
        "draft": draft,
        "indicator": draft.indicator,
        "document": document,
        "page": boxes.fill(page, findings, place, typed),
        "way": _way(document, draft.indicator, part),
        "address": text_of(part.place),
        "anchor": anchor_of(document, page),
        "outline": outline(document, part.place, findings),
        "faults": len(findings),
        "lines": findings.lines(),
        "sum": amounts.sum_of(document, scheme) if scheme is not None else None,
        "sum_of": describe(document, part_at(document, scheme)).label if scheme else "",
        "steps": steps,
        "last": steps[0] if steps else None,
        "round_key": round_key,
        "form_codes": _form_codes(draft.indicator, at) if part.kind == "evidence" else [],
        "publish_url": _address("indicators:publish", draft.indicator.pk),
        "rehearsal_url": _address("indicators:rehearsal", draft.indicator.pk) if round_key else "",
        "now": at,
    }


def _way(document: Any, indicator: Indicator, part: Part) -> list[tuple[str, str]]:
    """The parts around this one, outermost first, each with its address."""
    around = chain(document, part.place)[:-1]
    return [(describe(document, one).label, address_of(indicator, one.place)) for one in around]


def _round_key(document: Any, place: Place) -> str:
    """The key of the round in use: that of the part, else the first."""
    at: Place = place[:2] if len(place) > 1 and place[0] == "rounds" else ["rounds", 0]
    key = mapping_at(document, at).get("key")
    return key if isinstance(key, str) else ""


def _form_codes(indicator: Indicator, at: datetime) -> list[str]:
    """The forms that evidence may ask for: those of the owner and the units above it."""
    above = [int(pk) for pk in indicator.owner.path.strip("/").split("/") if pk]
    codes = FormTemplate.objects.filter(owner_id__in=above).order_by("code").values_list("code")
    return list(dict.fromkeys(code for (code,) in codes))


def _address(name: str, pk: int) -> str:
    """A page that may not be there; empty where it is not."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


def _identity(document: Any, part: Part) -> Any:
    """What stays the same of a part while its texts are written."""
    own = mapping_at(document, part.place)
    criteria = own.get("criteria")
    inside = (
        [one.get("key") for one in criteria if isinstance(one, dict)]
        if isinstance(criteria, list)
        else []
    )
    return [own.get("key"), own.get("number"), inside, value_at(document, part.place) is None]
