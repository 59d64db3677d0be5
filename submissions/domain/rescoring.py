"""One report by other rules: from the inputs kept with its score, without touching it.

Pure but for what it is handed: the same function tells what a draft would change and what moving a
report to another version will.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from scoring.case_documents import fitted, read_case_document
from scoring.choices import Basis, DayCount
from scoring.definition import Indicator, Round
from scoring.engine import score
from scoring.faults import CaseFaults, Fault
from scoring.lateness import Attempt, counted_moment
from scoring.numbers import two_places
from scoring.result import Result
from submissions.domain import completeness, kept_inputs
from submissions.domain.outline import Place, outline

# What a line of a list has room for.
MOST_FAULTS = 3


@dataclass(frozen=True, slots=True)
class Filed:
    """One act of submitting, as the rule of the counted moment needs it."""

    at: datetime
    claimed_level: int | None
    supplied: frozenset[str]
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of one report: inputs in the words of the `score` command, the score they
    came to, and how it was filed. `now` is the moment a draft is scored as if submitted at;
    `settled` says that its dates stand as they were confirmed."""

    inputs: Mapping[str, Any]
    final: str
    level: int | None
    tier: str | None
    filings: Sequence[Filed] = ()
    now: datetime | None = None
    settled: bool = False
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """A score as lists show it."""

    level: int | None
    final: Decimal
    tier: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The score by the report's own rules and by the others; `after` is None where these cannot
    score it, and `faults` say why."""

    before: Standing
    after: Standing | None
    left_out: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def moved(self) -> bool:
        return self.after is not None and self.after != self.before

    @property
    def change(self) -> Decimal | None:
        return None if self.after is None else self.after.final - self.before.final


@dataclass
class Rules:
    """A definition for one round, with what is asked of it again and again."""

    definition: Indicator
    key: str
    entry: Round = field(init=False)
    places: Mapping[str, Place] = field(init=False)
    _required: dict[int | None, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.entry = self.definition.round(self.key)
        self.places = outline(self.entry).places

    def required_up_to(self, level: int | None) -> frozenset[str]:
        """What the levels up to `level` need; all of it for None and for methods without levels."""
        if level not in self._required:
            needed = completeness.required_up_to(self.entry, level)
            self._required[level] = frozenset(needed)
        return self._required[level]

    def new_beside(self, other: Rules) -> list[str]:
        """Required here and not asked for there."""
        return [
            key
            for key, place in self.places.items()
            if place.requirement.required and key not in other.places
        ]


def compare(kept: Kept, own: Rules, other: Rules, *, new: Iterable[str] | None = None) -> Compared:
    """Score a report's inputs by `other`; its own score is the stored one.

    A draft, whose moment is now, is scored by both at the same moment. `new` may hold
    `other.new_beside(own)`, which is the same for every report of a version.
    """
    before = Standing(kept.level, Decimal(kept.final), kept.tier or "")
    if kept.now is not None:
        before = _standing(_scored(kept, own, fitted(kept.inputs, own.entry).document))
    document = kept_inputs.for_rules(kept.inputs, other.entry, other.places)
    left_out = tuple(kept_inputs.lost(kept.inputs, document, own.places, other.places))
    try:
        result = _scored(kept, other, document)
    except CaseFaults as unsound:
        return Compared(before, None, left_out, faults=unsound.faults[:MOST_FAULTS])
    added = other.new_beside(own) if new is None else new
    unmet = tuple(key for key in added if not kept_inputs.meets(document, other.places[key]))
    return Compared(before, _standing(result), left_out, unmet)


def _scored(kept: Kept, rules: Rules, inputs: Mapping[str, Any]) -> Result:
    moment = _moment(kept, rules)
    document = dict(inputs) | {
        "round": rules.key,
        "submitted_at": None if moment is None else moment.isoformat(),
    }
    late = rules.entry.late
    if late is not None and late.count is DayCount.WORKING and not document.get("holidays"):
        document["holidays"] = sorted(day.isoformat() for day in kept.holidays)
    return score(rules.definition, read_case_document(document, rules.definition))


def _moment(kept: Kept, rules: Rules) -> datetime | None:
    """The counted moment by these rules: which filing was complete depends on what they ask for."""
    stored = kept.inputs.get("submitted_at")
    if kept.now is not None:
        return kept.now
    if stored is None or kept.settled or len(kept.filings) < 2:
        return None if stored is None else datetime.fromisoformat(stored)
    attempts = [
        Attempt(
            at=filed.at,
            required=rules.required_up_to(filed.claimed_level),
            supplied=filed.supplied,
            withdrawn=filed.withdrawn,
        )
        for filed in kept.filings
    ]
    late = rules.entry.late
    return counted_moment(attempts, late.basis if late else Basis.FIRST)


def _standing(result: Result) -> Standing:
    return Standing(result.level, Decimal(two_places(result.final)), result.tier or "")
