"""The next step of a milestones scheme: the evidence whose acceptance raises the score most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scoring.case import Inputs
from scoring.definition import Scheme
from scoring.methods.standing import Standing, standing_of
from scoring.next_step.steps import Action, Need, NextStep, Worth
from scoring.plan import CriterionPlan, LevelPlan, RequirementPlan, plan_of


@dataclass(frozen=True, slots=True)
class Search:
    """The search within one scheme."""

    scheme: Scheme
    inputs: Inputs
    worth: Worth

    def run(self) -> NextStep | None:
        plan = plan_of(self.scheme)
        standing = standing_of(self.scheme, plan.met(self.inputs.accepted, self.inputs.values))
        return self._single(standing) or self._several(standing)

    def _worth(self, met: int) -> Fraction:
        """The final score when exactly these requirements are met."""
        return self.worth(standing_of(self.scheme, met).raw())

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
            self.inputs.accepted.get(key, 0),
            self.inputs.values.get(key),
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
