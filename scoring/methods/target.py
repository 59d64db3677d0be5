"""Target: a measured value becomes a score by linear interpolation between points (rule 10)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from scoring.case import TARGET_VALUE, Inputs
from scoring.choices import Above, Below
from scoring.definition import Scheme, Target, TargetGroup, TargetPoint
from scoring.methods.attainment import Attainment
from scoring.methods.limits import limited
from scoring.numbers import rounded
from scoring.plan import ZERO
from scoring.result import Outcome
from scoring.trace import Rule, Step


class Point(NamedTuple):
    """A point of the line once last year's score is known."""

    value: Fraction
    score: Fraction


def group_of(target: Target, name: str | None) -> TargetGroup | None:
    """The points that apply to a target group; None where the map has no such group.

    A definition with one list for all needs no group and ignores one.
    """
    if target.groups and target.groups[0].group is None:
        return target.groups[0]
    return next((group for group in target.groups if group.group == name), None)


def needs_previous(group: TargetGroup) -> bool:
    """Whether a point depends on last year's score."""
    return any(point.previous is not None for point in group.points)


def substituted(group: TargetGroup, previous: Fraction | None) -> tuple[Point, ...]:
    """The points in numbers: last year's score times the factor, half up to two places."""
    return tuple(Point(_value(point, previous), point.score) for point in group.points)


def _value(point: TargetPoint, previous: Fraction | None) -> Fraction:
    if point.previous is not None and previous is not None:
        return rounded(point.previous * previous)
    return point.value or ZERO


def is_rising(group: TargetGroup, points: Sequence[Point]) -> bool:
    """Whether a higher value is the better one.

    Two points of one kind, printed or multiples of last year's score, tell it reliably; where
    there are none, the first two points do.
    """
    for names_previous in (False, True):
        alike = [
            point
            for entry, point in zip(group.points, points, strict=True)
            if (entry.previous is not None) is names_previous
        ]
        if len(alike) > 1:
            return alike[-1].value > alike[0].value
    return points[1].value > points[0].value


def out_of_order(group: TargetGroup, points: Sequence[Point]) -> int | None:
    """The index of the first point that does not follow its neighbour; None where all do."""
    rising = is_rising(group, points)
    for index, (before, point) in enumerate(pairwise(points), start=1):
        if point.value == before.value or (point.value > before.value) is not rising:
            return index
    return None


def attain(scheme: Scheme, inputs: Inputs) -> Attainment:
    """The raw score of the measured value; without one it is 0. The case must be sound."""
    target, value = scheme.target, inputs.values.get(TARGET_VALUE)
    group = None if target is None else group_of(target, inputs.target_group)
    if target is None or group is None or value is None:
        facts = {"value": None, "position": "none", "score": ZERO}
        step = Step(Rule.INTERPOLATE, facts, ZERO)
        raw, limits = limited(scheme, ZERO)
        return Attainment(raw, None, [step, *limits], Outcome())
    points = substituted(group, inputs.previous)
    earned, facts = interpolated(target, points, value)
    facts |= {"score": earned}
    facts |= {"group": group.group, "previous": inputs.previous if needs_previous(group) else None}
    raw, limits = limited(scheme, earned)
    return Attainment(raw, None, [Step(Rule.INTERPOLATE, facts, earned), *limits], Outcome())


def interpolated(
    target: Target, points: Sequence[Point], value: Fraction
) -> tuple[Fraction, dict[str, Any]]:
    """The score of a value, before any bound, with the facts that explain it."""
    sign = 1 if points[-1].value > points[0].value else -1
    first, last = points[0], points[-1]
    if (value - first.value) * sign < 0:
        return _outside(value, points[:2], first, "below", target.below)
    if (value - last.value) * sign > 0:
        return _outside(value, points[-2:], last, "above", target.above)
    pair = next(pair for pair in pairwise(points) if (value - pair[1].value) * sign <= 0)
    return line(*pair, value), _facts(value, pair, "between", None)


def _outside(
    value: Fraction, pair: Sequence[Point], end: Point, position: str, setting: Below | Above
) -> tuple[Fraction, dict[str, Any]]:
    """Before the first or after the last point, by the definition's setting."""
    if setting in (Below.EXTRAPOLATE, Above.EXTRAPOLATE):
        score = line(pair[0], pair[1], value)
    else:
        score = ZERO if setting is Below.ZERO else end.score
    return score, _facts(value, pair, position, setting)


def line(start: Point, end: Point, value: Fraction) -> Fraction:
    """The score on the straight line through two points."""
    rise = end.score - start.score
    return start.score + rise * (value - start.value) / (end.value - start.value)


def _facts(
    value: Fraction, pair: Sequence[Point], position: str, setting: Below | Above | None
) -> dict[str, Any]:
    return {
        "value": value,
        "position": position,
        "setting": None if setting is None else str(setting),
        "from": pair[0]._asdict(),
        "to": pair[1]._asdict(),
    }
