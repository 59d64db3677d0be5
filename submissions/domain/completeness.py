"""What is supplied and what is missing for a claimed level, whatever the verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring import requirements
from scoring.choices import Kind, Method
from scoring.definition import Requirement, Round
from scoring.faults import Fault
from submissions.domain import pieces, score_inputs
from submissions.domain import requirements as places
from submissions.domain.outline import Block, outline
from submissions.models import EvidenceUse, Submission


@dataclass(frozen=True, slots=True)
class MeasureGap:
    """Too many or too few measures on one card."""

    block: Block
    fault: Fault


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
        key
        for key, place in places.index(submission.definition).items()
        if is_supplied(place.requirement, grouped.get(key, []))
    ]


def required_up_to(round_definition: Round, level: int | None) -> tuple[str, ...]:
    """Keys of the requirements that the levels up to `level` need; all of them for None.

    Methods without levels need everything that is required, in every part.
    """
    if round_definition.method is not Method.MILESTONES:
        needed = places.index(round_definition).values()
        return tuple(p.requirement.key for p in needed if p.requirement.required)
    highest = max((entry.number for entry in round_definition.levels), default=0)
    return requirements.required_up_to(round_definition, highest if level is None else level)


def missing_for_claim(submission: Submission) -> list[str]:
    """Keys of the required requirements up to the claimed level that nothing is supplied for."""
    there = set(supplied_keys(submission))
    needed = required_up_to(submission.definition, submission.claimed_level)
    return [key for key in needed if key not in there]


def measure_gaps(submission: Submission) -> list[MeasureGap]:
    """What is amiss with the number of measures and their groups, part by part."""
    grouped = pieces.by_requirement(pieces.active(submission))
    found: list[MeasureGap] = []
    for block in outline(submission.definition).blocks:
        growth = None if block.scheme is None else block.scheme.growth
        if growth is None:
            continue
        measures = {
            place.figure.key: score_inputs.measure_of(use)
            for place in block.places
            if place.figure is not None
            for use in grouped.get(place.requirement.key, [])
            if use.supplied
        }
        found += [MeasureGap(block, f) for f in requirements.measure_gaps(growth, measures)]
    return found
