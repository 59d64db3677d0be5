"""What a year's published results come to, in the words in which sources print a baseline.

The words are Thai whatever the page's language: they become part of the definition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.choices import Method
from scoring.numbers import two_places


@dataclass(frozen=True, slots=True)
class Reached:
    """One unit's published result: the level where levels are counted, and the final score."""

    level: int | None
    final: Fraction


def result_text(reached: Sequence[Reached], *, method: str, unit: str) -> str:
    """“ระดับ 1 - 5” where all came as far, else “เฉลี่ย 71.40 คะแนน (24 หน่วยงาน)”; empty for none."""
    if not reached:
        return ""
    among = f" ({len(reached)} หน่วยงาน)" if len(reached) > 1 else ""
    levels = {entry.level for entry in reached}
    if method == Method.MILESTONES and len(levels) == 1 and None not in levels:
        return f"{_levels(unit, max(level or 0 for level in levels))}{among}"
    mean = sum((entry.final for entry in reached), Fraction(0)) / len(reached)
    prefix = "เฉลี่ย " if len(reached) > 1 else ""
    return f"{prefix}{two_places(mean)} คะแนน{among}"


def _levels(unit: str, last: int) -> str:
    word = unit.strip() or "ระดับ"
    return f"{word} 1 - {last}" if last > 1 else f"{word} {last}"
