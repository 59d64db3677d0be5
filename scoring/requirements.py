"""Questions about the evidence of a scheme that need no score: what is required, what is there."""

from __future__ import annotations

from collections.abc import Mapping, Set
from fractions import Fraction

from scoring.definition import Scheme
from scoring.plan import plan_of


def required_up_to(scheme: Scheme, level: int) -> tuple[str, ...]:
    """The keys of the requirements that the levels up to `level` need, in order.

    Required evidence elsewhere that proves a criterion of these levels (`also`) is among them.
    """
    plan = plan_of(scheme)
    needs = 0
    for entry in plan.levels:
        if entry.level.number <= level:
            needs |= entry.needs
    return tuple(p.requirement.key for p in plan.requirements if p.bit & needs)


def supplied_keys(
    scheme: Scheme, pieces: Mapping[str, int], values: Mapping[str, Fraction]
) -> frozenset[str]:
    """The requirements that have what they ask for, whatever a reviewer says of it.

    `pieces` counts what was handed in per requirement; a number is supplied by any value, also by
    one under the threshold.
    """
    return frozenset(
        plan.requirement.key
        for plan in plan_of(scheme).requirements
        if (plan.counts and pieces.get(plan.requirement.key, 0) >= plan.requirement.minimum)
        or (plan.measures and plan.requirement.key in values)
    )


def missing_for(scheme: Scheme, claimed_level: int, supplied: Set[str]) -> tuple[str, ...]:
    """What the claimed level requires and was not supplied, in order."""
    return tuple(key for key in required_up_to(scheme, claimed_level) if key not in supplied)


def complete_for(scheme: Scheme, claimed_level: int, supplied: Set[str]) -> bool:
    """Rule 7: whether a submission was complete for the level it claims."""
    return not missing_for(scheme, claimed_level, supplied)
