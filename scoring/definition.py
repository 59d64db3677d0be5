"""What an indicator definition of the format kpi-indicator/1 says, as frozen values.

Everything is immutable and hashable: lists are tuples, maps are tuples of pairs, numbers are exact
fractions. Instances come from `scoring.parsing`, which checks every rule of the format; code that
builds them by hand (tests, the designer) must keep those rules itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.choices import (
    Above,
    Basis,
    Below,
    BelowFirstTier,
    Better,
    Combine,
    DayCount,
    Kind,
    LevelSource,
    Method,
    Skip,
)
from scoring.moments import Moment

FORMAT = "kpi-indicator/1"


@dataclass(frozen=True, slots=True)
class TextMap:
    """Named texts, such as guidance per PMQA level, in the order of the source."""

    items: tuple[tuple[str, Texts], ...]


Texts = str | tuple["Texts", ...] | TextMap


@dataclass(frozen=True, slots=True)
class Annotations:
    """Texts and marks beside a level, criterion or part that scoring ignores."""

    guidance: Texts | None = None
    statements: Texts | None = None
    definitions: Texts | None = None
    examples: Texts | None = None
    hint: Texts | None = None
    bullets: Texts | None = None
    min_bullets: int | None = None
    gaps: Texts | None = None
    word_limit: int | None = None
    level_source: LevelSource | None = None
    printed_points: Fraction | None = None


NO_ANNOTATIONS = Annotations()


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask; positions rather than persons, so that the card outlives them."""

    position: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """The KPI card (แบบฟอร์มตัวชี้วัด), free text; empty where the source prints nothing."""

    definition: str = ""
    objective: str = ""
    formula: str = ""
    target: str = ""
    importance: str = ""
    frequency: str = ""
    collection: str = ""
    responsible: str = ""
    indicator_owner: str = ""
    data_collector: str = ""
    target_setter: str = ""
    conditions: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """The result of an earlier fiscal year (Buddhist era), as printed."""

    fiscal_year: int
    value: str


@dataclass(frozen=True, slots=True)
class GroupWeight:
    """The weight for one unit group; None in drafts only."""

    group: str
    weight: Fraction | None


@dataclass(frozen=True, slots=True)
class Late:
    """The deduction for late submission, in points of the round's scale per day."""

    deduct: Fraction
    count: DayCount = DayCount.CALENDAR
    grace_days: int = 0
    cap: Fraction | None = None
    basis: Basis = Basis.FIRST


@dataclass(frozen=True, slots=True)
class Tier:
    """A name for an attainment: reached by `level` (milestones) or by `score` (other methods)."""

    name: str
    score: Fraction | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A piece of evidence asked for. Any one of its `kinds` that meets its own rule suffices."""

    key: str
    title: str
    kinds: tuple[Kind, ...]
    form: str | None = None
    minimum: int = 1
    maximum: int | None = None
    types: tuple[str, ...] = ()
    max_bytes: int | None = None
    at_least: Fraction | None = None
    value_from: str | None = None
    approver: str | None = None
    also: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Criterion:
    """What must hold for a level. `points` gives partial credit, `share` an equal share of it."""

    key: str
    title: str
    points: Fraction | None = None
    share: bool = False
    evidence: tuple[Requirement, ...] = ()
    annotations: Annotations = NO_ANNOTATIONS


@dataclass(frozen=True, slots=True)
class Level:
    """A step of a milestones indicator; `points` is what completing it adds."""

    number: int
    title: str
    points: Fraction
    criteria: tuple[Criterion, ...] = ()
    annotations: Annotations = NO_ANNOTATIONS


@dataclass(frozen=True, slots=True)
class TargetPoint:
    """A measured value (or a multiple of last year's score) and the score it earns."""

    score: Fraction
    value: Fraction | None = None
    previous: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """The points of one target group; `group` is None where all share one list."""

    group: str | None
    points: tuple[TargetPoint, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A measured value turned into a score by linear interpolation."""

    groups: tuple[TargetGroup, ...]
    below: Below = Below.ZERO
    above: Above = Above.CAP


@dataclass(frozen=True, slots=True)
class Measure:
    """A result measure named by the definition."""

    key: str
    group: str | None = None
    better: Better = Better.HIGHER


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """How many measures of a group are asked for; checked before submitting, not scored."""

    name: str
    mandatory: bool = False
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A score from `above` per cent over the target up to the next band; None: the lowest."""

    above: Fraction | None
    score: Fraction


@dataclass(frozen=True, slots=True)
class Growth:
    """Result measures against challenging targets. `measures` None: units name their own."""

    count: int
    bands: tuple[Band, ...]
    measures: tuple[Measure, ...] | None = None
    groups: tuple[MeasureGroup, ...] = ()
    unchallenging: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Derived:
    """A further number shown beside the score, computed from the exact final by `formula`."""

    name: str
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The scoring rules of a round or of a part of a composite."""

    method: Method
    scale: Fraction
    skip: Skip = Skip.FORBIDDEN
    below_first_tier: BelowFirstTier = BelowFirstTier.POINTS
    tiers: tuple[Tier, ...] = ()
    levels: tuple[Level, ...] = ()
    target: Target | None = None
    growth: Growth | None = None
    composite: Composite | None = None
    # What scoring.plan compiles from the rules, kept beside them so that it is made once.
    compiled: object = field(default=None, init=False, repr=False, compare=False)

    def evidence(self) -> Iterator[tuple[Level, Criterion, Requirement]]:
        """Every requirement in the order of the definition, with its level and criterion."""
        for level in self.levels:
            for criterion in level.criteria:
                for requirement in criterion.evidence:
                    yield level, criterion, requirement


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a composite: its own `scheme`, another indicator's result, or `entered`."""

    key: str
    title: str
    weight: Fraction | None
    scale: Fraction
    scheme: Scheme | None = None
    indicator: str | None = None
    round: str | None = None
    entered: bool = False
    annotations: Annotations = NO_ANNOTATIONS


@dataclass(frozen=True, slots=True)
class Composite:
    """Parts combined into one score."""

    combine: Combine
    parts: tuple[Part, ...]
    derive: tuple[Derived, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round(Scheme):
    """A reporting round with its own criteria.

    The dates are proposals: once a round is open in the portal its own dates rule.
    """

    key: str
    name: str = ""
    opens: Moment | None = None
    due: Moment | None = None
    closes: Moment | None = None
    appeal_days: int | None = None
    answer_days: int | None = None
    reminders: tuple[int, ...] = ()
    late: Late | None = None


class UnknownRound(LookupError):
    """The indicator has no round of that key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator of one fiscal year (Buddhist era)."""

    code: str
    fiscal_year: int
    name: str
    method: Method
    owner: str | None = None
    name_en: str = ""
    unit: str = ""
    weight: Fraction | tuple[GroupWeight, ...] | None = None
    channel: str = ""
    card: Card = Card()
    baseline: tuple[Baseline, ...] = ()
    notes: tuple[str, ...] = ()
    rounds: tuple[Round, ...]

    def round(self, key: str) -> Round:
        """The round of that key; raises UnknownRound."""
        for candidate in self.rounds:
            if candidate.key == key:
                return candidate
        raise UnknownRound(key)

    def weight_of(self, group: str | None) -> Fraction | None:
        """The weight for a unit group; None where the map has no such group or it is unset."""
        if not isinstance(self.weight, tuple):
            return self.weight
        return next((entry.weight for entry in self.weight if entry.group == group), None)
