"""What every method hands to the engine: the raw score and how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.result import Outcome
from scoring.trace import Step


@dataclass(frozen=True, slots=True)
class Attainment:
    """The raw score before lateness; `level` is None for methods without levels."""

    raw: Fraction
    level: int | None
    steps: list[Step]
    outcome: Outcome
