"""The trace of a score: which rule did what, with which facts.

Steps are cheap values; their sentences are rendered by `scoring.wording` only when asked for. A
stored step (`step_as_dict`) can be worded years later without the definition, because its facts
carry the titles of their day.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.numbers import exact_text, two_places

# A fact is a plain value, an exact number, or a list or mapping of facts.
Facts = Mapping[str, Any]

# Facts that are measured values: shown in full, since rounding 49.995 to 50.00 would mislead.
MEASURED = frozenset({"value", "at_least", "target", "result", "last", "previous"})


class Rule(StrEnum):
    """The stable codes of the rules that a step can name."""

    EVIDENCE = "evidence"
    CRITERION = "criterion"
    LEVEL = "level"
    NO_SKIP = "no_skip"
    PARTIAL = "partial"
    LATE = "late"
    NOT_SUBMITTED = "not_submitted"
    WAIVER = "waiver"
    CAP = "cap"
    TIER = "tier"
    WEIGHT = "weight"
    INTERPOLATE = "interpolate"
    CHALLENGE = "challenge"
    BAND = "band"
    COMBINE = "combine"
    DERIVE = "derive"


class Step(NamedTuple):
    """One rule at work.

    `points` is what the step adds to (or takes from) the final score, in points of the scale; None
    where it only explains. The points of all steps of a trace sum to the final score.
    """

    code: str
    facts: Facts
    points: Fraction | None = None


def step_as_dict(step: Step) -> dict[str, Any]:
    """The step as JSON-able data: numbers as text with two decimals."""
    data: dict[str, Any] = {"code": str(step.code), "facts": _plain(step.facts)}
    if step.points is not None:
        data["points"] = two_places(step.points)
        _add_exact(data, "points", step.points)
    return data


def _plain(facts: Facts) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in facts.items():
        data[name] = _plain_value(name, value)
        if isinstance(value, Fraction) and name not in MEASURED:
            _add_exact(data, name, value)
    return data


def _plain_value(name: str, value: Any) -> Any:
    if isinstance(value, Fraction):
        return exact_text(value) if name in MEASURED else two_places(value)
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, tuple | list):
        return [_plain_value(name, entry) for entry in value]
    return value


def _add_exact(data: dict[str, Any], name: str, value: Fraction) -> None:
    """Where two decimals do not say it all, the exact number stands beside them."""
    if (value * 100).denominator != 1:
        data[f"{name}_exact"] = exact_text(value)
