"""What the page of a round's units reads: settings, reports, proposals, and what is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indicators.enums import RoundState
from indicators.models import Assignment, Round
from kpi_portal.accounts import overview
from submissions.domain import previous_scores, round_criteria, round_readiness, unassigning
from submissions.domain import unit_settings as settings
from submissions.domain.previous_scores import Proposal
from submissions.domain.round_criteria import Criteria
from submissions.domain.round_readiness import Obstacle
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the round. `removable` says whether it can still be taken off, `free` that no
    reason is needed for it; `proposal` is last year's result where it differs from what is kept."""

    assignment: Assignment
    reports: Sequence[Submission]
    headless: bool
    settled: bool
    removable: bool
    free: bool
    published: Proposal | None
    lacking: Sequence[Obstacle]

    @property
    def report(self) -> Submission | None:
        return self.reports[0] if self.reports else None

    @property
    def proposal(self) -> Proposal | None:
        found = self.published
        if found is None or self.settled or found.score == self.assignment.previous:
            return None
        return found


@dataclass(frozen=True, slots=True)
class RoundUnits:
    """All units of a round with the criteria that their settings depend on."""

    criteria: Criteria
    rows: Sequence[UnitRow]
    obstacles: Sequence[Obstacle]
    bureau_missing: bool = False

    @property
    def waiting(self) -> int:
        """How many units have no report yet."""
        return sum(not row.reports for row in self.rows)

    @property
    def proposals(self) -> int:
        return sum(row.proposal is not None for row in self.rows)


def read(round: Round, *, day: date) -> RoundUnits:
    """A constant number of queries, whatever the number of units."""
    criteria = round_criteria.of_round(round)
    entries = list(round.assignments.select_related("unit").order_by("unit__path"))
    units = [entry.unit for entry in entries]
    headless = {unit.pk for unit in overview.without_director(units, day=day)}
    reports = settings.reports_of(entries, round.submissions.order_by("pk"))
    begun = unassigning.touched(round.submissions.all()) if any(reports.values()) else set()
    asked = criteria.needs_previous
    published = previous_scores.of_round(round, units, day=day) if asked else {}
    rows = [
        UnitRow(
            assignment=entry,
            reports=reports[entry.pk],
            headless=entry.unit_id in headless,
            settled=settings.is_settled(reports[entry.pk]),
            removable=round.state in (RoundState.PLANNED, RoundState.OPEN)
            and not any(report.pk in begun for report in reports[entry.pk]),
            free=not reports[entry.pk],
            published=published.get(entry.unit_id),
            lacking=round_readiness.of_unit(criteria, entry),
        )
        for entry in entries
    ]
    found = round_readiness.obstacles(round, criteria, entries)
    missing = round_readiness.bureau_missing(round, entries)
    return RoundUnits(criteria, rows, found, bureau_missing=missing)
