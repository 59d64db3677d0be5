"""What a next step is, and its JSON-able form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from scoring.definition import Requirement
from scoring.numbers import exact_text, two_places

# The final score that a raw one becomes, by the rules of lateness.
Worth = Callable[[Fraction], Fraction]


class Action(StrEnum):
    """What kind of step comes next."""

    SUBMIT = "submit"
    EVIDENCE = "evidence"
    SEVERAL = "several"
    VALUE = "value"
    REPORT = "report"
    RAISE = "raise"


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement still to be met, with what is there already."""

    requirement: Requirement
    level: int
    accepted: int
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a composite or a measure, by key and title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """`needs` holds one requirement, or, where no single one raises the score, all that must be
    met together. `score` is the final score now and `result` the one that follows; before
    anything is submitted both leave lateness aside.

    With `value` the measured value, or the result of the measure at `places`, must become `value`,
    which reaches the tier named `tier` where one is named. With `report` something not reported yet
    comes next, with `raise` the part with the most left to gain, and `result` is then the most that
    can follow. `places` leads from the outermost part to the one the step is about.
    """

    action: Action
    needs: tuple[Need, ...]
    score: Fraction
    result: Fraction
    value: Fraction | None = None
    tier: str | None = None
    places: tuple[Place, ...] = ()


def next_step_as_dict(step: NextStep) -> dict[str, Any]:
    """The step as JSON-able data, such as `scoring.wording.next_step_sentence` reads."""
    data: dict[str, Any] = {
        "action": str(step.action),
        "score": two_places(step.score),
        "result": two_places(step.result),
        "needs": [_need_as_dict(need) for need in step.needs],
    }
    if step.value is not None:
        data |= {"value": exact_text(step.value), "tier": step.tier}
    if step.places:
        data["places"] = [{"key": place.key, "title": place.title} for place in step.places]
    return data


def _need_as_dict(need: Need) -> dict[str, Any]:
    requirement = need.requirement
    return {
        "key": requirement.key,
        "title": requirement.title,
        "level": need.level,
        "kinds": [str(kind) for kind in requirement.kinds],
        "accepted": need.accepted,
        "minimum": requirement.minimum,
        "value": None if need.value is None else exact_text(need.value),
        "at_least": None if requirement.at_least is None else exact_text(requirement.at_least),
    }
