"""What is supplied and what is missing for a claimed level, whatever the verdicts."""

from __future__ import annotations

from collections.abc import Iterable

from scoring import requirements
from scoring.choices import Kind, Method
from scoring.definition import Requirement, Round
from submissions.domain import pieces
from submissions.models import EvidenceUse, Submission


def claims_levels(submission: Submission) -> bool:
    """Only a milestones round has levels to claim."""
    return submission.definition.method is Method.MILESTONES


def is_supplied(requirement: Requirement, uses: Iterable[EvidenceUse]) -> bool:
    """Whether enough was handed in: as many pieces as asked for, or a number."""
    given = [use for use in uses if use.supplied]
    if Kind.NUMBER in requirement.kinds and any(use.number is not None for use in given):
        return True
    return sum(use.number is None for use in given) >= requirement.minimum


def supplied_keys(submission: Submission) -> list[str]:
    """Keys of the requirements that are supplied now."""
    grouped = pieces.by_requirement(pieces.active(submission))
    return [
        requirement.key
        for _level, _criterion, requirement in submission.definition.evidence()
        if is_supplied(requirement, grouped.get(requirement.key, []))
    ]


def required_up_to(round_definition: Round, level: int | None) -> tuple[str, ...]:
    """Keys of the requirements that the levels up to `level` need; all of them for None."""
    highest = max((entry.number for entry in round_definition.levels), default=0)
    return requirements.required_up_to(round_definition, highest if level is None else level)


def missing_for_claim(submission: Submission) -> list[str]:
    """Keys of the required requirements up to the claimed level that nothing is supplied for."""
    there = set(supplied_keys(submission))
    needed = required_up_to(submission.definition, submission.claimed_level)
    return [key for key in needed if key not in there]
