"""Reads the points of a target: values and the scores they earn."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from scoring.choices import Above, Below
from scoring.definition import Target, TargetGroup, TargetPoint
from scoring.numbers import exact_text
from scoring.parsing.reader import Reader


def read_target(reader: Reader) -> Target:
    """`points` (a list, or one list per target group), `below` and `above`."""
    return Target(
        groups=_read_groups(reader),
        below=reader.choice("below", Below, Below.ZERO),
        above=reader.choice("above", Above, Above.CAP),
    )


def _read_groups(reader: Reader) -> tuple[TargetGroup, ...]:
    value = reader.raw("points", required=True)
    if not isinstance(value, dict):
        return (TargetGroup(None, _read_points(reader, "points")),)
    by_group = reader.mapping("points")
    if by_group is None or not value:
        reader.fault("points", "list.empty")
        return ()
    return tuple(TargetGroup(name, _read_points(by_group, name)) for name in value)


def _read_points(reader: Reader, key: str) -> tuple[TargetPoint, ...]:
    readers = list(reader.mappings(key, least=2))
    points = [_read_point(entry) for entry in readers]
    _check_scores(readers, points)
    _check_values(readers, points)
    return tuple(point for point in points if point is not None)


def _read_point(reader: Reader) -> TargetPoint | None:
    score = reader.number("score", required=True)
    value = previous = None
    if isinstance(reader.raw("value", required=True), dict):
        multiple = reader.mapping("value")
        if multiple is not None:
            previous = multiple.number("previous", required=True, positive=True)
            multiple.finish()
    else:
        value = reader.number("value")
    reader.finish()
    if score is None or (value is None and previous is None):
        return None
    return TargetPoint(score, value, previous)


def _check_scores(readers: list[Reader], points: list[TargetPoint | None]) -> None:
    """Scores rise strictly from point to point."""
    for index in range(1, len(points)):
        before, point = points[index - 1], points[index]
        if before is not None and point is not None and point.score <= before.score:
            _out_of_order(readers[index], "score", index, before.score, point.score)


def _check_values(readers: list[Reader], points: list[TargetPoint | None]) -> None:
    """Printed values rise or fall strictly throughout.

    Multiples of last year's score are compared among themselves; against printed values only a
    case can tell, which is checked when the case is scored.
    """
    for kind in ("value", "previous"):
        known = [
            (index, number)
            for index, point in enumerate(points)
            if point is not None and (number := getattr(point, kind)) is not None
        ]
        if len(known) < 2:
            continue
        rising = known[1][1] > known[0][1]
        for (_, before), (index, number) in pairwise(known):
            if number == before or (number > before) is not rising:
                _out_of_order(readers[index], "value", index, before, number)


def _out_of_order(reader: Reader, key: str, index: int, before: Fraction, value: Fraction) -> None:
    reader.fault(
        key,
        "points.order",
        first=index,
        second=index + 1,
        before=exact_text(before),
        value=exact_text(value),
    )
