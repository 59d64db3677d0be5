"""A report in plain data, as far as its contradictions show in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kpi_portal.audit import chain
from submissions.enums import Contradiction


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence. `readable` says that there is something to look at: a file that may
    be opened, a complete form, a standing approval. `shared` marks what the section published."""

    key: int
    requirement: str
    name: str = ""
    accepted: bool = False
    readable: bool = True
    version: int | None = None
    sha256: str = ""
    shared: bool = False
    dated: date | None = None
    number: Fraction | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A form that somebody has to approve: its requirement, whether the approval came on paper,
    what the form says now and what was approved last (digests), and the numbers that it yields."""

    form: str
    requirement: str
    accepted: bool
    approval_replaced: bool
    now: str
    approved: str | None
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateInForm:
    """A date that a form states."""

    form: str
    requirement: str
    label: str
    day: date


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A report of another unit that holds the same bytes."""

    unit: str
    report: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """`awarded` are the requirements of the levels that the accepted evidence reaches, with their
    level's number; `listed` the processes of the review (None where no review is known);
    `level_texts` what the unit writes of each level."""

    first_day: date
    last_day: date
    due: date
    pieces: Sequence[Piece] = ()
    awarded: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    listed: Sequence[str] | None = None
    chosen: Sequence[str] = ()
    chosen_at: str = ""
    plans: Sequence[Plan] = ()
    dates: Sequence[DateInForm] = ()
    elsewhere: Mapping[str, Sequence[Elsewhere]] = field(default_factory=dict)
    level_texts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """One contradiction: of which kind, where, in which pieces, and the facts of its sentence."""

    kind: Contradiction
    requirement: str = ""
    pieces: tuple[int, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What an acknowledgement covers: another piece or other facts are another one."""
        return chain.digest(
            {
                "kind": str(self.kind),
                "requirement": self.requirement,
                "pieces": sorted(self.pieces),
                "facts": dict(self.facts),
            }
        )
