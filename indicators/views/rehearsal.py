"""The rehearsal panel: a page of its own, and a piece that the designer loads beside its fields."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from indicators import access
from indicators.designing.findings import Findings
from indicators.domain import rehearsals, rehearsing
from indicators.domain.carrying_words import place_words
from indicators.domain.rehearsals import Outcome
from indicators.domain.rehearsing import Source
from indicators.enums import RoundState
from indicators.forms import rehearsal as forms
from indicators.models import Indicator, Round
from indicators.views import rehearsal_memory as memory
from kpi_portal.errors import InvalidInput, NotFound
from kpi_portal.requests import PortalRequest
from kpi_portal.thai import local_date

EXPECTED_LABELS = {
    "level": gettext_lazy("Level"),
    "final": gettext_lazy("Final score"),
    "tier": gettext_lazy("Tier"),
}


@require_http_methods(["GET", "POST"])
def panel(request: PortalRequest, pk: int) -> HttpResponse:
    """GET shows the boxes as they were left, with what they come to; POST takes what was entered:
    computes, keeps it as a named case (`act=save`), or empties the boxes (`act=clear`)."""
    at = timezone.now()
    indicator = kept_indicator(request, pk, at=at)
    source = rehearsing.source_of(indicator)
    key = request.GET.get("round", "")
    if request.method == "GET" or source.definition is None:
        return show(request, indicator, source, key, at)
    key = source.round(key).key
    act = request.POST.get("act", "")
    if act == "clear":
        memory.forget(request, pk, key)
        return _again(request, indicator, source, key, at)
    memory.keep(request, pk, key)
    if act == "save":
        return _save(request, indicator, source, key, at)
    if request.htmx:
        return render(
            request,
            "indicators/rehearsal/_answer.html",
            _answer(request, indicator, source, key, at),
        )
    return redirect(address(indicator, key))


def kept_indicator(request: PortalRequest, pk: int, *, at: datetime) -> Indicator:
    """An indicator whose definition the person works on; for others the page does not exist."""
    indicator = access.get_for(request.user, pk, at=at)
    if not access.keeps(request.user, indicator, at=at):
        raise NotFound(_("There is no such indicator."), code="not_found")
    return indicator


def address(indicator: Indicator, key: str) -> str:
    """The panel of one round."""
    return f"{reverse('indicators:rehearsal', args=[indicator.pk])}?{urlencode({'round': key})}"


def show(
    request: PortalRequest,
    indicator: Indicator,
    source: Source,
    key: str,
    at: datetime,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    """The whole panel, for htmx without the page around it."""
    context = _panel(request, indicator, source, key, at) | more
    template = "_panel.html" if request.htmx else "page.html"
    return render(request, f"indicators/rehearsal/{template}", context, status=status)


def _again(
    request: PortalRequest, indicator: Indicator, source: Source, key: str, at: datetime
) -> HttpResponse:
    if request.htmx:
        return show(request, indicator, source, key, at)
    return redirect(address(indicator, key))


def _save(
    request: PortalRequest, indicator: Indicator, source: Source, key: str, at: datetime
) -> HttpResponse:
    """Keep the boxes as a case; what was typed stays where that is refused."""
    definition = source.definition
    assert definition is not None  # noqa: S101  (the caller has looked)
    sheet = forms.sheet(
        definition, source.round(key), memory.of(request, indicator.pk, key), today=local_date(at)
    )
    found = rehearsing.answer(definition, sheet.document)
    given = {name: request.POST.get(f"expected_{name}", "") for name in rehearsals.EXPECTED}
    try:
        if sheet.faults or found.result is None:
            raise InvalidInput(
                _("What was entered cannot be scored yet; see the result."), code="not_scored"
            )
        saved = rehearsals.save(
            indicator,
            name=request.POST.get("name", ""),
            case=sheet.document,
            expected=rehearsals.expectation(rehearsals.computed(found.result), **given),
            actor=request.user,
            at=at,
        )
    except InvalidInput as refusal:
        return show(
            request,
            indicator,
            source,
            key,
            at,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            refusal=str(refusal),
            save_name=request.POST.get("name", ""),
            expected=given,
        )
    said = _("Rehearsal kept: %(name)s") % {"name": saved.name}
    if request.htmx:
        return show(request, indicator, source, key, at, said=said)
    messages.success(request, said)
    return redirect(address(indicator, key))


def _panel(
    request: PortalRequest, indicator: Indicator, source: Source, key: str, at: datetime
) -> dict[str, Any]:
    """Everything the panel shows; without a definition only what is wrong with the draft."""
    context: dict[str, Any] = {
        "indicator": indicator,
        "source": source,
        "round_key": key,
        "designer": _designer(indicator),
        "may_save": access.rehearses(request.user, indicator, at=at),
        "undo": memory.deleted(request, indicator.pk),
        "running": _running(indicator, key),
    }
    if source.definition is None:
        return context | {"faults": _fault_lines(source)}
    outcomes = rehearsals.run_all(indicator, source.definition)
    context |= _answer(request, indicator, source, key, at)
    return context | {
        "rounds": source.definition.rounds,
        "outcomes": [(outcome, _why(outcome)) for outcome in outcomes],
        "passing": sum(outcome.passed for outcome in outcomes),
    }


def _answer(
    request: PortalRequest, indicator: Indicator, source: Source, key: str, at: datetime
) -> dict[str, Any]:
    definition = source.definition
    assert definition is not None  # noqa: S101  (the caller has looked)
    entry = source.round(key)
    sheet = forms.sheet(
        definition, entry, memory.of(request, indicator.pk, entry.key), today=local_date(at)
    )
    found = rehearsing.answer(definition, sheet.document)
    language = rehearsing.active_language()
    return {
        "round": entry,
        "round_key": entry.key,
        "sheet": sheet,
        "answer": found,
        "case_faults": [
            (sheet.labels.get(fault.path), fault.message(language)) for fault in found.faults
        ],
    }


def _why(outcome: Outcome) -> list[str]:
    """What keeps a case from passing, in words."""
    language = rehearsing.active_language()
    said = [fault.located(language) for fault in outcome.faults]
    for wrong in outcome.mismatches:
        facts = {
            "what": EXPECTED_LABELS[wrong.key],
            "expected": "–" if wrong.expected is None else wrong.expected,
            "got": "–" if wrong.got is None else wrong.got,
        }
        said.append(_("%(what)s: expected %(expected)s, comes to %(got)s") % facts)
    return said


def _running(indicator: Indicator, key: str) -> Round | None:
    """The portal's round of that key once it has reports, for a look at what they would score."""
    rounds = indicator.rounds.exclude(state=RoundState.PLANNED)
    return rounds.filter(key=key).first() if key else rounds.first()


def _fault_lines(source: Source) -> list[dict[str, str]]:
    """The faults of the draft in the words of the designer, each leading to its place there."""
    document = source.draft.document if source.draft else {}
    findings = Findings(document, source.faults)
    return [
        {
            "where": place_words(document, finding.place) or line.where,
            "text": line.text,
            "query": urlencode({"place": line.address}),
        }
        for finding, line in zip(findings.all, findings.lines(), strict=False)
    ]


def _designer(indicator: Indicator) -> str:
    """The designer's address; empty in a portal without one."""
    try:
        return reverse("indicators:designer", args=[indicator.pk])
    except NoReverseMatch:
        return ""
