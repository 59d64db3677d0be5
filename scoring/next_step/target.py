"""The next step of a target: the value that reaches the next tier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from scoring.case import TARGET_VALUE, Inputs
from scoring.choices import Above, Below
from scoring.definition import Scheme, Target
from scoring.methods.limits import limited
from scoring.methods.target import (
    Point,
    group_of,
    interpolated,
    needs_previous,
    out_of_order,
    substituted,
)
from scoring.next_step.steps import Action, NextStep, Worth
from scoring.plan import ZERO

HUNDREDTHS = 100


def step(scheme: Scheme, inputs: Inputs, worth: Worth) -> NextStep | None:
    """The nearest value that reaches a tier above the present score, else the next point.

    None where no value can raise the score, and where the case does not say which points apply.
    """
    target = scheme.target
    points = None if target is None else _points(target, inputs)
    if target is None or points is None:
        return None
    value = inputs.values.get(TARGET_VALUE)
    now = worth(ZERO if value is None else _raw(scheme, target, points, value))
    for goal, tier in _goals(scheme, points, now, worth):
        needed = _value_for(target, points, goal)
        if needed is None:
            continue
        result = worth(_raw(scheme, target, points, needed))
        if result > now:
            return NextStep(Action.VALUE, (), now, result, value=needed, tier=tier)
    return None


def _points(target: Target, inputs: Inputs) -> tuple[Point, ...] | None:
    """The points of the case; None where it does not say which, or they are out of order."""
    group = group_of(target, inputs.target_group)
    if group is None or (needs_previous(group) and inputs.previous is None):
        return None
    points = substituted(group, inputs.previous)
    return points if out_of_order(group, points) is None else None


def _raw(scheme: Scheme, target: Target, points: Sequence[Point], value: Fraction) -> Fraction:
    return limited(scheme, interpolated(target, points, value)[0])[0]


def _goals(
    scheme: Scheme, points: Sequence[Point], now: Fraction, worth: Worth
) -> Iterator[tuple[Fraction, str | None]]:
    """The scores to aim at, nearest first: tiers, then points. A deduction is earned back first."""
    deduction = scheme.scale - worth(scheme.scale)
    for tier in scheme.tiers:
        if tier.score is not None and tier.score > now:
            yield tier.score + deduction, tier.name
    for point in points:
        if point.score > now:
            yield point.score, None


def _value_for(target: Target, points: Sequence[Point], goal: Fraction) -> Fraction | None:
    """The first value that earns at least `goal`, to two places; None where none does."""
    sign = 1 if points[-1].value > points[0].value else -1
    exact = _exact_value_for(target, points, goal)
    if exact is None:
        return None
    hundredths = exact * HUNDREDTHS
    return Fraction(ceil(hundredths) if sign > 0 else floor(hundredths), HUNDREDTHS)


def _exact_value_for(target: Target, points: Sequence[Point], goal: Fraction) -> Fraction | None:
    if goal <= points[0].score:
        if target.below is Below.EXTRAPOLATE:
            return _on_line(points[0], points[1], goal)
        return points[0].value
    for start, end in pairwise(points):
        if goal <= end.score:
            return _on_line(start, end, goal)
    return _on_line(points[-2], points[-1], goal) if target.above is Above.EXTRAPOLATE else None


def _on_line(start: Point, end: Point, score: Fraction) -> Fraction:
    """The value at which the line through two points has a score."""
    run = end.value - start.value
    return start.value + run * (score - start.score) / (end.score - start.score)
