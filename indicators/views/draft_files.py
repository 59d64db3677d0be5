"""A draft read as a card, and as a file."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from indicators.designing.findings import Findings
from indicators.domain import card, card_files, draft_card, drafts
from indicators.views.card_files import answer
from indicators.views.designer_page import draft_for
from kpi_portal.requests import PortalRequest
from scoring.parsing import document_to_yaml


@require_GET
def preview(request: PortalRequest, pk: int) -> HttpResponse:
    """The draft as its card will read; what keeps it from being read, where it cannot be."""
    at = timezone.now()
    draft = draft_for(request, pk, at)
    checked = drafts.check(draft.document)
    rounds = {entry.key: entry for entry in draft.indicator.rounds.all()}
    context = {
        "draft": draft,
        "indicator": draft.indicator,
        "card": card.build(checked.definition, rounds) if checked.definition else None,
        "lines": Findings(draft.document, checked.faults).lines(),
        "faults": len(checked.faults),
        "keeps": True,
        "now": at,
    }
    return render(request, "indicators/designer/preview.html", context)


@require_safe
def printed(request: PortalRequest, pk: int, kind: str) -> HttpResponseBase:
    """The draft as its card will print, ร่าง on every page: Word at once, PDF when it is made."""
    at = timezone.now()
    wanted = card_files.kind_of(kind)
    draft = draft_for(request, pk, at)
    indicator = draft.indicator
    name = f"indicator-{indicator.fiscal_year}-{indicator.pk}-draft-{draft.revision}.{wanted}"
    response = answer(
        wanted,
        name,
        word=lambda: draft_card.as_word(draft),
        stored_pdf=lambda: draft_card.stored_pdf(draft),
        ask_for_pdf=lambda: draft_card.ask_for_pdf(draft, actor=request.user, at=at),
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def export(request: PortalRequest, pk: int) -> HttpResponse:
    """The draft in the format kpi-indicator/1, as it stands, faults and all."""
    draft = draft_for(request, pk, timezone.now())
    indicator = draft.indicator
    name = f"indicator-{indicator.fiscal_year}-{indicator.pk}-draft-{draft.revision}.yaml"
    text = document_to_yaml(draft.document)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
