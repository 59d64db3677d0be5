"""What stands before publishing an indicator, and what publishing it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from indicators.domain import carrying_rounds, differences, drafts, rehearsals
from indicators.domain.carrying_rounds import CarriedRound
from indicators.domain.differences import Difference
from indicators.domain.rehearsals import Outcome
from indicators.enums import RoundState, VersionState
from indicators.models import Draft, Indicator, IndicatorVersion, Round
from scoring.definition import Indicator as Definition
from scoring.definition import Round as RoundDefinition
from scoring.faults import Fault


class Effect(StrEnum):
    """What publishing does to a round."""

    NEW = "new"
    DATES = "dates"
    KEEPS = "keeps"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class RoundEffect:
    """A round as it is in the portal (none yet: new) and as the definition proposes it (none any
    more: left)."""

    effect: Effect
    name: str
    round: Round | None
    proposed: RoundDefinition | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything the person sees before publishing. `draft` is None where only the loader kept a
    draft version: that has to be changed first."""

    indicator: Indicator
    draft: Draft | None
    pending: IndicatorVersion | None
    published: IndicatorVersion | None
    document: Mapping[str, Any] | None
    faults: tuple[Fault, ...]
    failing: tuple[Outcome, ...]
    differences: tuple[Difference, ...]
    rounds: tuple[RoundEffect, ...]
    carried: tuple[CarriedRound, ...] = ()

    @property
    def has_something(self) -> bool:
        return self.document is not None

    @property
    def unchanged(self) -> bool:
        """Whether the published version says the same already."""
        return self.published is not None and not self.differences and not self.faults

    @property
    def ready(self) -> bool:
        return (
            self.draft is not None
            and self.indicator.retired_at is None
            and not (self.faults or self.failing or self.unchanged)
        )

    @property
    def needs_reason(self) -> bool:
        return self.published is not None


def readiness(indicator: Indicator, *, at: datetime) -> Readiness:
    """Read the draft, or the loader's draft version, as publishing would; changes nothing."""
    draft = Draft.objects.filter(indicator=indicator).select_related("base", "updated_by").first()
    versions = indicator.versions.exclude(state=VersionState.RETIRED).order_by("-number")
    published = versions.filter(state=VersionState.PUBLISHED).first()
    newest = versions.first()
    pending = newest if newest is not None and newest.state == VersionState.DRAFT else None
    document = draft.document if draft else pending.definition if pending else None
    checked = drafts.check(document) if document is not None else None
    definition = checked.definition if checked else None
    return Readiness(
        indicator=indicator,
        draft=draft,
        pending=pending,
        published=published,
        document=document,
        faults=checked.faults if checked else (),
        failing=tuple(rehearsals.failing(indicator, definition)) if definition else (),
        differences=_differences(published, document),
        rounds=tuple(_effects(indicator, definition)) if definition else (),
        carried=carrying_rounds.found_for(indicator, definition, at=at) if definition else (),
    )


def _differences(
    published: IndicatorVersion | None, document: Mapping[str, Any] | None
) -> tuple[Difference, ...]:
    if published is None or document is None:
        return ()
    return tuple(differences.between(published.definition, document))


def _effects(indicator: Indicator, definition: Definition) -> list[RoundEffect]:
    there = {round_.key: round_ for round_ in indicator.rounds.order_by("due_at")}
    found = []
    for entry in definition.rounds:
        round_ = there.pop(entry.key, None)
        if round_ is None:
            effect = Effect.NEW
        else:
            effect = Effect.DATES if round_.state == RoundState.PLANNED else Effect.KEEPS
        found.append(RoundEffect(effect, entry.name or entry.key, round_, entry))
    found.extend(RoundEffect(Effect.LEFT, r.name, r, None) for r in there.values())
    return found
