"""What a round asks of the settings of its units: target groups, last year's score, weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from indicators.enums import VersionState
from indicators.models import IndicatorVersion, Round
from kpi_portal.accounts.enums import UnitGroup
from scoring.definition import Scheme, TargetGroup, UnknownRound
from scoring.methods import target as targets
from submissions.domain.outline import outline


@dataclass(frozen=True, slots=True)
class Criteria:
    """The criteria of a round as far as they depend on the unit.

    `version` is the one that the round was opened with, before that the newest published one;
    None where there is none, or where it has no such round.
    """

    version: IndicatorVersion | None = None
    schemes: tuple[Scheme, ...] = field(default=())

    @property
    def groups(self) -> tuple[str, ...]:
        """The target groups to choose among, in the order of the criteria."""
        named = dict.fromkeys(entry.group for entry in self.points if entry.group is not None)
        return tuple(str(name) for name in named)

    @property
    def points(self) -> tuple[TargetGroup, ...]:
        """What each target group asks, of every target of the round."""
        return tuple(entry for s in self.schemes if s.target for entry in s.target.groups)

    @property
    def needs_previous(self) -> bool:
        """Whether a point of any target depends on last year's score."""
        return any(targets.needs_previous(entry) for entry in self.points)

    def weights(self) -> Iterator[tuple[UnitGroup, Fraction | None]]:
        """The groups by which units are weighed, with the weight that the criteria give each."""
        for group in UnitGroup:
            weight = self.version.parsed.weight_of(group) if self.version else None
            yield group, weight


def of_round(round: Round) -> Criteria:
    """Read them; one query for a planned round, none for an open one whose version is joined."""
    version = round.version or newest_published(round)
    if version is None:
        return Criteria()
    try:
        definition = version.round_definition(round.key)
    except UnknownRound:
        return Criteria()
    blocks = outline(definition).blocks
    schemes = {id(b.scheme): b.scheme for b in blocks if b.scheme and b.scheme.target}
    return Criteria(version, tuple(schemes.values()))


def newest_published(round: Round) -> IndicatorVersion | None:
    """The version with which a planned round would be opened."""
    published = round.indicator.versions.filter(state=VersionState.PUBLISHED)
    return published.order_by("-number").first()
