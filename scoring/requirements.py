"""Questions about the evidence of a scheme that need no score: what is required, what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from fractions import Fraction

from scoring.case import MeasureInput
from scoring.definition import Growth, MeasureGroup, Scheme
from scoring.faults import Fault, child, shown
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


def measure_gaps(growth: Growth, measures: Mapping[str, MeasureInput]) -> tuple[Fault, ...]:
    """What keeps the reported measures from being submitted: their number and their groups.

    A mandatory group needs at least one measure even where it names no minimum. None of this
    changes a score.
    """
    return tuple(_measure_gaps(growth, measures))


def _measure_gaps(growth: Growth, measures: Mapping[str, MeasureInput]) -> Iterator[Fault]:
    if len(measures) != growth.count:
        yield _fault("measures", "measures.count", reported=len(measures), count=growth.count)
    fixed = {measure.key: measure.group for measure in growth.measures or ()}
    groups = {
        key: fixed.get(key) if growth.measures is not None else given.group
        for key, given in measures.items()
    }
    known = {group.name for group in growth.groups}
    for key, name in groups.items():
        if known and name not in known:
            yield _fault(child("measures", key), "measure.group", group=name or "-")
    for group in growth.groups:
        yield from _group_gaps(group, sum(name == group.name for name in groups.values()))


def _group_gaps(group: MeasureGroup, reported: int) -> Iterator[Fault]:
    least = max(group.minimum or 0, int(group.mandatory))
    if reported < least:
        yield _fault("measures", "measures.few", group=group.name, reported=reported, least=least)
    if group.maximum is not None and reported > group.maximum:
        most = group.maximum
        yield _fault("measures", "measures.many", group=group.name, reported=reported, most=most)


def _fault(path: str, code: str, **facts: object) -> Fault:
    return Fault(path, code, tuple((name, shown(value)) for name, value in facts.items()))
