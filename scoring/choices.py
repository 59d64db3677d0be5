"""The settings of the format that take one of a few named values."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How a score comes about."""

    MILESTONES = "milestones"
    TARGET = "target"
    GROWTH = "growth"
    COMPOSITE = "composite"


class Kind(StrEnum):
    """What a piece of evidence is."""

    FILE = "file"
    LINK = "link"
    FORM = "form"
    NUMBER = "number"
    APPROVAL = "approval"
    ANSWER = "answer"


class Skip(StrEnum):
    """Whether a level may count above an incomplete one."""

    FORBIDDEN = "forbidden"
    ALLOWED = "allowed"


class BelowFirstTier(StrEnum):
    """What a result under the first tier is worth."""

    POINTS = "points"
    ZERO = "zero"


class DayCount(StrEnum):
    """Which days count as late."""

    CALENDAR = "calendar"
    WORKING = "working"


class Basis(StrEnum):
    """Which submission sets the counted moment."""

    FIRST = "first"
    LAST = "last"


class LevelSource(StrEnum):
    """Whether the source prints the level or it was inferred."""

    PRINTED = "printed"
    INFERRED = "inferred"


class Below(StrEnum):
    """The score of a value before the first point of a target."""

    ZERO = "zero"
    FIRST = "first"
    EXTRAPOLATE = "extrapolate"


class Above(StrEnum):
    """The score of a value after the last point of a target."""

    CAP = "cap"
    EXTRAPOLATE = "extrapolate"


class Better(StrEnum):
    """Which direction of a measure is the good one."""

    HIGHER = "higher"
    LOWER = "lower"


class Combine(StrEnum):
    """How the parts of a composite become one score."""

    MEAN = "mean"
    WEIGHTED_SUM = "weighted_sum"
