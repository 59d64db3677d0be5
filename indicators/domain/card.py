"""The KPI card as the printed one reads: ordered rows, baseline, targets, criteria."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.errors import _StrOrPromise
from scoring.choices import Kind, Method
from scoring.definition import Card, Level, Requirement
from scoring.definition import Indicator as Definition
from scoring.definition import Round as RoundDefinition
from scoring.numbers import exact_text

# The order of the printed card; each heading stands in Thai as the source prints it.
ROWS: tuple[tuple[str, _StrOrPromise], ...] = (
    ("definition", _("Meaning of the indicator")),
    ("objective", _("Objective of the indicator")),
    ("formula", _("Formula")),
    ("unit", _("Unit of measure")),
    ("target", _("Target")),
    ("weight", _("Weight")),
    ("frequency", _("Frequency of collection and measuring")),
    ("collection", _("How the data is collected")),
    ("responsible", _("Responsible units")),
    ("indicator_owner", _("Indicator owner")),
    ("data_collector", _("Data collector")),
    ("target_setter", _("Target setter")),
    ("channel", _("Way of reporting")),
    ("conditions", _("Conditions")),
    ("importance", _("Importance of the indicator")),
    ("contacts", _("Contact")),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as the card names it: what, of which kinds, how many, if asked for."""

    key: str
    title: str
    kinds: tuple[Kind, ...]
    minimum: int
    at_least: Fraction | None
    required: bool
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubStep:
    """A criterion of a level with the evidence asked for; points where it earns its own."""

    key: str
    title: str
    points: Fraction | None
    evidence: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level with its points, what the source prints where it differs, and the tier beside it."""

    number: int
    title: str
    points: Fraction
    printed_points: Fraction | None
    tier: str
    steps: tuple[SubStep, ...]


@dataclass(frozen=True, slots=True)
class TierCell:
    """ค่าเป้าหมาย: the score a tier stands for, and how it is reached."""

    name: str
    score: Fraction | None
    from_level: int | None
    level: int | None


@dataclass(frozen=True, slots=True)
class RoundPart:
    """One round: its criteria, and its own dates where the portal has planned it."""

    definition: RoundDefinition
    round: Round | None
    tiers: tuple[TierCell, ...]
    levels: tuple[LevelRow, ...]

    @property
    def key(self) -> str:
        return self.definition.key

    @property
    def has_levels(self) -> bool:
        return self.definition.method is Method.MILESTONES

    @property
    def prints_other_points(self) -> bool:
        """Whether the source prints points that the portal does not count with."""
        return any(level.printed_points is not None for level in self.levels)


@dataclass(frozen=True, slots=True)
class CardView:
    """Everything the page shows of one version."""

    definition: Definition
    rows: tuple[tuple[_StrOrPromise, str], ...]
    rounds: tuple[RoundPart, ...]

    @property
    def tier_names(self) -> tuple[tuple[str, Fraction | None], ...]:
        """Name and score of the tiers, in the order of the first round that has any."""
        first = next((part.tiers for part in self.rounds if part.tiers), ())
        return tuple((tier.name, tier.score) for tier in first)

    @property
    def one_target_table(self) -> bool:
        """Whether every round names the same tiers with the same scores, as the printed table."""
        named = {tuple((t.name, t.score) for t in part.tiers) for part in self.rounds}
        return len(named) == 1 and bool(self.tier_names)


def build(definition: Definition, rounds: dict[str, Round]) -> CardView:
    """The card of `definition`; `rounds` are the portal's own, by key."""
    return CardView(
        definition=definition,
        rows=tuple(_rows(definition)),
        rounds=tuple(_part(entry, rounds.get(entry.key)) for entry in definition.rounds),
    )


def _rows(definition: Definition) -> Iterator[tuple[_StrOrPromise, str]]:
    """Rows that have something to say."""
    values = _values(definition)
    for name, heading in ROWS:
        if values[name]:
            yield heading, values[name]


def _values(definition: Definition) -> dict[str, str]:
    card: Card = definition.card
    contacts = [" ".join(filter(None, (c.position, c.phone))) for c in card.contacts]
    values = {name: getattr(card, name, "") for name, _heading in ROWS}
    return values | {
        "unit": definition.unit,
        "weight": _weight(definition),
        "channel": definition.channel,
        "contacts": "\n".join(contacts),
    }


def _weight(definition: Definition) -> str:
    if definition.weight is None:
        return ""
    if isinstance(definition.weight, Fraction):
        return exact_text(definition.weight)
    named = (
        f"{entry.group} {exact_text(entry.weight)}" for entry in definition.weight if entry.weight
    )
    return "\n".join(named)


def _part(entry: RoundDefinition, own: Round | None) -> RoundPart:
    return RoundPart(
        definition=entry,
        round=own,
        tiers=tuple(_tiers(entry)),
        levels=tuple(_level(level, entry) for level in entry.levels),
    )


def _tiers(entry: RoundDefinition) -> Iterator[TierCell]:
    lowest = min((level.number for level in entry.levels), default=None)
    for tier in entry.tiers:
        first = lowest if tier.level is not None and tier.level != lowest else None
        yield TierCell(tier.name, tier.score, first, tier.level)


def _level(level: Level, entry: RoundDefinition) -> LevelRow:
    reached = [t for t in entry.tiers if t.level is not None and level.number <= t.level]
    printed = level.annotations.printed_points
    return LevelRow(
        number=level.number,
        title=level.title,
        points=level.points,
        printed_points=printed if printed != level.points else None,
        tier=reached[0].name if reached else "",
        steps=tuple(
            SubStep(
                key=criterion.key,
                title=criterion.title,
                points=criterion.points,
                evidence=tuple(_piece(requirement) for requirement in criterion.evidence),
            )
            for criterion in level.criteria
        ),
    )


def _piece(requirement: Requirement) -> Piece:
    return Piece(
        key=requirement.key,
        title=requirement.title,
        kinds=requirement.kinds,
        minimum=requirement.minimum,
        at_least=requirement.at_least,
        required=requirement.required,
        also=requirement.also,
    )
