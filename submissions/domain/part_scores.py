"""What each part of a composite earned, out of a result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.methods.composite import CompositeOutcome
from scoring.result import Outcome, Result


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part, outermost first: its score of its own scale; `absent` says that nothing was
    reported or published for it."""

    path: tuple[str, ...]
    title: str
    score: Fraction
    scale: Fraction
    absent: bool

    @property
    def depth(self) -> int:
        """How many parts it stands in."""
        return len(self.path) - 1


def lines(result: Result) -> tuple[PartLine, ...]:
    """Every part in the order of the definition, parts of parts after the part they stand in; none
    for methods without parts."""
    return tuple(_of(result.outcome, ()))


def by_path(result: Result) -> Mapping[tuple[str, ...], PartLine]:
    """The same, to look up."""
    return {line.path: line for line in lines(result)}


def _of(outcome: Outcome, around: tuple[str, ...]) -> Iterator[PartLine]:
    if not isinstance(outcome, CompositeOutcome):
        return
    for found in outcome.parts:
        path = (*around, found.part.key)
        absent = found.source == "absent"
        yield PartLine(path, found.part.title, found.score, found.part.scale, absent)
        yield from _of(found.outcome, path)
