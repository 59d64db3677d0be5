"""The result of a score, and its JSON-able form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.choices import Method
from scoring.numbers import two_places
from scoring.trace import Step, step_as_dict

# Raised whenever a change of the rules or of the trace can change a stored result.
ENGINE_VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class RequirementOutcome:
    """What became of one requirement."""

    key: str
    met: bool
    required: bool


@dataclass(frozen=True, slots=True)
class CriterionOutcome:
    """What became of one criterion; `points` is the partial credit it earned."""

    key: str
    met: bool
    points: Fraction
    blocking: tuple[str, ...]
    requirements: tuple[RequirementOutcome, ...]


@dataclass(frozen=True, slots=True)
class LevelOutcome:
    """What became of one level.

    `counted` says that the whole level earned its points; `points` includes partial credit;
    `blocking` are the keys of the requirements that keep it from being complete.
    """

    number: int
    complete: bool
    counted: bool
    points: Fraction
    blocking: tuple[str, ...]
    criteria: tuple[CriterionOutcome, ...]


class Outcome:
    """Answers what became of each level; made from the inputs only when asked."""

    def levels(self) -> tuple[LevelOutcome, ...]:
        """One outcome per level, lowest first."""
        return ()


@dataclass(frozen=True, slots=True)
class Result:
    """A score with its reasons; all numbers exact.

    `days_late` is after grace, None without a late rule or submission; `level` is None for
    methods without levels; `tier` is the name of the tier reached.
    """

    method: Method
    level: int | None
    raw: Fraction
    deduction: Fraction
    days_late: int | None
    final: Fraction
    scale: Fraction
    weight: Fraction | None
    tier: str | None
    trace: tuple[Step, ...]
    outcome: Outcome = field(compare=False, repr=False)
    derived: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def percent(self) -> Fraction:
        """Final as per cent of the scale."""
        return self.final * 100 / self.scale

    @property
    def weighted(self) -> Fraction | None:
        """Final / scale × weight; None where the unit's group has no weight."""
        return None if self.weight is None else self.final * self.weight / self.scale

    @property
    def levels(self) -> tuple[LevelOutcome, ...]:
        """What became of each level, criterion and requirement."""
        return self.outcome.levels()

    @property
    def requirements(self) -> dict[str, RequirementOutcome]:
        """What became of each requirement, by key."""
        return {
            requirement.key: requirement
            for level in self.levels
            for criterion in level.criteria
            for requirement in criterion.requirements
        }


def result_as_dict(result: Result) -> dict[str, Any]:
    """The output of the `score` command plus the engine's version.

    Numbers are text with two decimals, rounded half up, the only rounding there is.
    """
    weight, weighted = result.weight, result.weighted
    return {
        "method": str(result.method),
        "level": result.level,
        "raw": two_places(result.raw),
        "deduction": two_places(result.deduction),
        "days_late": result.days_late,
        "final": two_places(result.final),
        "scale": two_places(result.scale),
        "percent": two_places(result.percent),
        "weight": None if weight is None else two_places(weight),
        "weighted": None if weighted is None else two_places(weighted),
        "tier": result.tier,
        "derived": {name: two_places(value) for name, value in result.derived.items()},
        "trace": [step_as_dict(step) for step in result.trace],
        "engine": ENGINE_VERSION,
    }
