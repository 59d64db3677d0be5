"""A case: everything a score is computed from, beside the definition.

A case is frozen and complete. Time is one of its facts, so scoring the same case twice gives the
same result on any day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from scoring.choices import Better
from scoring.moments import Moment

# The name of a target's one measured value among `values`.
TARGET_VALUE = "value"


@dataclass(frozen=True, slots=True)
class MeasureInput:
    """What was reported for a measure of a growth indicator; `history` oldest first."""

    target: Fraction
    result: Fraction
    history: tuple[Fraction, ...] = ()
    group: str | None = None
    name: str = ""
    better: Better | None = None


class Inputs(Protocol):
    """What a method scores: the facts that a whole case and a part of a composite share."""

    @property
    def accepted(self) -> Mapping[str, int]: ...

    @property
    def values(self) -> Mapping[str, Fraction]: ...

    @property
    def target_group(self) -> str | None: ...

    @property
    def previous(self) -> Fraction | None: ...

    @property
    def measures(self) -> Mapping[str, MeasureInput]: ...

    @property
    def parts(self) -> Mapping[str, PartInput]: ...


@dataclass(frozen=True, slots=True)
class PartInput:
    """What was reported for a part of a composite: its inputs, or a `score` of its own."""

    accepted: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Fraction] = field(default_factory=dict)
    target_group: str | None = None
    previous: Fraction | None = None
    measures: Mapping[str, MeasureInput] = field(default_factory=dict)
    parts: Mapping[str, PartInput] = field(default_factory=dict)
    score: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The inputs of one score.

    `submitted_at` is the counted moment (None: nothing was submitted). `accepted` counts accepted
    pieces per requirement, of any of its kinds; `values` holds accepted numbers per requirement.
    `due` replaces the round's due moment: an extension, or the portal's own date of the round.
    """

    round: str
    submitted_at: datetime | None
    accepted: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Fraction] = field(default_factory=dict)
    group: str | None = None
    target_group: str | None = None
    previous: Fraction | None = None
    due: Moment | None = None
    waiver: bool = False
    waiver_order: str = ""
    holidays: frozenset[date] = frozenset()
    measures: Mapping[str, MeasureInput] = field(default_factory=dict)
    parts: Mapping[str, PartInput] = field(default_factory=dict)
