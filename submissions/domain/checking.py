"""What the check page says before a report is handed in: gaps, and what lateness costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from submissions.domain import completeness, requirements, scores
from submissions.domain.requirements import Place
from submissions.enums import ScoreBasis, State
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class LateCost:
    """The deduction when submitting now and at the same time tomorrow."""

    days_now: int
    now: Fraction
    tomorrow: Fraction


def missing(submission: Submission) -> list[Place]:
    """The requirements that the claimed level needs and that nothing is supplied for."""
    places = requirements.index(submission.definition)
    return [places[key] for key in completeness.missing_for_claim(submission)]


def late_cost(submission: Submission, *, at: datetime) -> LateCost | None:
    """None where the round has no late rule or the moment is already fixed."""
    if submission.definition.late is None or submission.state != State.DRAFT:
        return None
    today = scores.evaluate(submission, ScoreBasis.PROJECTED, at=at).result
    later = scores.evaluate(submission, ScoreBasis.PROJECTED, at=at + timedelta(days=1)).result
    return LateCost(today.days_late or 0, today.deduction, later.deduction)
