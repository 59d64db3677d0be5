"""The single next step that would raise a score.

Every candidate is tried on the engine's own rules: the requirement is taken as met and the score
computed again, so the promise made to a director is the score that follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from scoring.case import Case
from scoring.choices import Method
from scoring.deduction import settle
from scoring.definition import Indicator, Requirement, Round
from scoring.engine import MethodNotSupported
from scoring.methods.standing import Standing, standing_of
from scoring.numbers import exact_text, two_places
from scoring.plan import CriterionPlan, LevelPlan, RequirementPlan, plan_of


class Action(StrEnum):
    """What kind of step comes next."""

    SUBMIT = "submit"
    EVIDENCE = "evidence"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement still to be met, with what is there already."""

    requirement: Requirement
    level: int
    accepted: int
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class NextStep:
    """`needs` holds one requirement, or, where no single one raises the score, all that must be
    met together. `score` is the final score now and `result` the one that follows; before
    anything is submitted both leave lateness aside."""

    action: Action
    needs: tuple[Need, ...]
    score: Fraction
    result: Fraction


def next_step(definition: Indicator | Round, case: Case) -> NextStep | None:
    """The step that raises the score most directly; None when nothing can raise it."""
    entry = definition if isinstance(definition, Round) else definition.round(case.round)
    if entry.method is not Method.MILESTONES:
        raise MethodNotSupported(entry.method)
    return _Search(entry, case).run()


@dataclass(frozen=True, slots=True)
class _Search:
    entry: Round
    case: Case

    def run(self) -> NextStep | None:
        plan = plan_of(self.entry)
        met = plan.met(self.case.accepted, self.case.values)
        standing = standing_of(self.entry, met)
        if self.case.submitted_at is None and standing.raw() > 0:
            return NextStep(Action.SUBMIT, (), Fraction(0), standing.raw())
        return self._single(standing) or self._several(standing)

    def _worth(self, met: int) -> Fraction:
        """The final score when exactly these requirements are met."""
        raw = standing_of(self.entry, met).raw()
        if self.case.submitted_at is None:
            return raw
        return settle(self.entry, self.case, raw).final

    def _single(self, standing: Standing) -> NextStep | None:
        """The one requirement with the largest gain, the earliest among equals."""
        now = self._worth(standing.met)
        best, best_worth = None, now
        for plan in standing.plan.requirements:
            if plan.bit & standing.met or not plan.requirement.required:
                continue
            worth = self._worth(standing.met | plan.bit)
            if worth > best_worth:
                best, best_worth = plan, worth
        if best is None:
            return None
        return NextStep(Action.EVIDENCE, (self._need(best),), now, best_worth)

    def _several(self, standing: Standing) -> NextStep | None:
        """The fewest requirements that raise the score together."""
        now = self._worth(standing.met)
        best: tuple[int, Fraction, int] | None = None
        for mask in _bundles(standing):
            worth = self._worth(standing.met | mask)
            rank = (mask.bit_count(), -worth, mask)
            if worth > now and (best is None or rank[:2] < best[:2]):
                best = rank
        if best is None:
            return None
        plans = [plan for plan in standing.plan.requirements if plan.bit & best[2]]
        needs = tuple(self._need(plan) for plan in plans)
        return NextStep(Action.SEVERAL, needs, now, -best[1])

    def _need(self, plan: RequirementPlan) -> Need:
        key = plan.requirement.key
        return Need(
            plan.requirement,
            plan.level,
            self.case.accepted.get(key, 0),
            self.case.values.get(key),
        )


def _bundles(standing: Standing) -> Iterator[int]:
    """What completes a criterion or a level, alone and together with all levels below it."""
    below = 0
    for level in standing.plan.levels:
        parts: tuple[CriterionPlan | LevelPlan, ...] = (*level.criteria, level)
        for part in parts:
            lacking = part.needs & ~standing.met
            if lacking:
                yield lacking
                yield lacking | below
        below |= level.needs & ~standing.met


def next_step_as_dict(step: NextStep) -> dict[str, Any]:
    """The step as JSON-able data, such as `scoring.wording.next_step_sentence` reads."""
    return {
        "action": str(step.action),
        "score": two_places(step.score),
        "result": two_places(step.result),
        "needs": [_need_as_dict(need) for need in step.needs],
    }


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
