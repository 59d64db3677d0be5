"""What a rehearsal runs against, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.domain import drafts
from indicators.enums import VersionState
from indicators.models import Draft, Indicator, IndicatorVersion
from kpi_portal.errors import NotFound
from scoring import wording
from scoring.case_documents import read_case_document
from scoring.definition import Indicator as Definition
from scoring.definition import Round
from scoring.engine import score
from scoring.faults import CaseFaults, Fault, Language
from scoring.next_step import next_step
from scoring.result import Result


@dataclass(frozen=True, slots=True)
class Source:
    """The draft where there is one, else the newest version. `definition` is None while the draft
    breaks the format; `faults` then says where."""

    draft: Draft | None
    version: IndicatorVersion | None
    definition: Definition | None
    faults: tuple[Fault, ...] = ()

    def round(self, key: str) -> Round:
        """The round asked for, else the first: a key may change while it is rehearsed. Raises
        `NotFound` where the rules have no round at all."""
        rounds = () if self.definition is None else self.definition.rounds
        if not rounds:
            raise NotFound(_("The definition has no such round."), code="not_found")
        return next((entry for entry in rounds if entry.key == key), rounds[0])


@dataclass(frozen=True, slots=True)
class Answer:
    """A result with its reasons in the active language; without one, why not."""

    result: Result | None
    summary: str = ""
    sentences: tuple[str, ...] = ()
    next_sentence: str = ""
    faults: tuple[Fault, ...] = ()


def source_of(indicator: Indicator) -> Source:
    """What to rehearse; two queries. Raises `NotFound` for an indicator without any definition."""
    draft = Draft.objects.filter(indicator=indicator).select_related("base").first()
    if draft is not None:
        checked = drafts.check(draft.document)
        faults = () if checked.definition is not None else checked.faults
        return Source(draft, draft.base, checked.definition, faults)
    kept = indicator.versions.exclude(state=VersionState.RETIRED)
    newest = kept.order_by("-number").first()
    if newest is None:
        raise NotFound(_("There is no such indicator."), code="not_found")
    return Source(None, newest, newest.parsed)


def answer(definition: Definition, case: Mapping[str, Any]) -> Answer:
    """Score a case and tell how it came about and what would raise it; nothing is stored."""
    language = active_language()
    try:
        read = read_case_document(case, definition)
        result = score(definition, read)
    except CaseFaults as unsound:
        return Answer(None, faults=unsound.faults)
    step = next_step(definition, read)
    return Answer(
        result,
        wording.summary(result, language),
        tuple(wording.sentences(result, language)),
        wording.next_step_sentence(step, language) if step else "",
    )


def active_language() -> Language:
    """The language in which the engine words its sentences."""
    return "en" if get_language() == "en" else "th"
