"""What the milestones rules need, worked out once per definition.

Every requirement gets one bit. What a criterion or level needs is then a mask, "is it met" one
comparison, and the steps that never vary are made beforehand. That is what makes a score cheap
enough to recompute after every verdict and for every what-if of the next step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from typing import Any

from scoring.choices import Kind
from scoring.definition import Criterion, Level, Requirement, Scheme
from scoring.trace import Rule, Step

ZERO = Fraction(0)
MOST_READY_STEPS = 10


@dataclass(frozen=True, slots=True)
class RequirementPlan:
    """A requirement with its bit; `counts`/`measures` say which alternatives it accepts.

    `counted_steps` are the ready steps for 0, 1, … accepted pieces of one that only counts; `facts`
    are those of every step, in their order, for the case to fill in.
    """

    requirement: Requirement
    level: int
    criterion: str
    bit: int
    counts: bool
    measures: bool
    reference: Mapping[str, str]
    facts: Mapping[str, Any]
    counted_steps: tuple[Step, ...] = ()

    def is_met(self, accepted: int, value: Fraction | None) -> bool:
        """Rule 1: any one alternative that meets its own rule suffices."""
        if self.counts and accepted >= self.requirement.minimum:
            return True
        if not self.measures or value is None:
            return False
        at_least = self.requirement.at_least
        return at_least is None or value >= at_least

    def step(self, accepted: int, value: Fraction | None, met: int) -> Step:
        """What was found for this requirement; `met` is the mask of those that are met."""
        if accepted < len(self.counted_steps):
            return self.counted_steps[accepted]
        facts = {**self.facts, "met": bool(met & self.bit)}
        if self.counts:
            facts["accepted"] = accepted
        if self.measures:
            facts["value"] = value
        return Step(Rule.EVIDENCE, facts)


@dataclass(frozen=True, slots=True)
class CriterionPlan:
    """A criterion, the requirements that prove it, and the partial credit it can earn."""

    criterion: Criterion
    requirements: tuple[RequirementPlan, ...]
    needs: int
    proofs: tuple[RequirementPlan, ...]
    credit: Fraction
    met_step: Step
    nothing_there: Mapping[str, Any]

    def step(self, met: int) -> Step:
        """Whether the criterion is met, and by what it is held up."""
        if not self.needs & ~met:
            return self.met_step
        return Step(Rule.CRITERION, {**self.met_step.facts, "met": False, **missing(self, met)})


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """A level with what it needs in all."""

    level: Level
    criteria: tuple[CriterionPlan, ...]
    needs: int
    proofs: tuple[RequirementPlan, ...]
    complete_step: Step
    nothing_there: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MilestonesPlan:
    """The levels of one scheme, lowest first, and all requirements in order.

    `cumulative[n]` is what the first n levels earn together.
    """

    levels: tuple[LevelPlan, ...]
    requirements: tuple[RequirementPlan, ...]
    cumulative: tuple[Fraction, ...]

    def met(self, accepted: Mapping[str, int], values: Mapping[str, Fraction]) -> int:
        """The mask of the requirements that are met."""
        mask = 0
        for plan in self.requirements:
            key = plan.requirement.key
            if plan.is_met(accepted.get(key, 0), values.get(key)):
                mask |= plan.bit
        return mask


def missing(plan: CriterionPlan | LevelPlan, met: int) -> Mapping[str, Any]:
    """The facts that name what is still missing, by key and title."""
    if not plan.needs & met:
        return plan.nothing_there
    return _missing(proof for proof in plan.proofs if not proof.bit & met)


def _missing(proofs: Iterable[RequirementPlan]) -> dict[str, Any]:
    return {"missing": [proof.reference for proof in proofs]}


def plan_of(scheme: Scheme) -> MilestonesPlan:
    """The plan of a scheme, made at the first call and kept on the definition."""
    plan = scheme.compiled
    if not isinstance(plan, MilestonesPlan):
        plan = _compile(scheme)
        # The definition stays the same value: `compiled` takes no part in comparison.
        object.__setattr__(scheme, "compiled", plan)
    return plan


def _compile(scheme: Scheme) -> MilestonesPlan:
    requirements = tuple(
        _requirement(requirement, level, criterion, 1 << index)
        for index, (level, criterion, requirement) in enumerate(scheme.evidence())
    )
    return MilestonesPlan(
        levels=tuple(_level(level, requirements) for level in scheme.levels),
        requirements=requirements,
        cumulative=tuple(accumulate((level.points for level in scheme.levels), initial=ZERO)),
    )


def _requirement(
    requirement: Requirement, level: Level, criterion: Criterion, bit: int
) -> RequirementPlan:
    facts = _evidence_facts(requirement, level, criterion)
    plan = RequirementPlan(
        requirement=requirement,
        level=level.number,
        criterion=criterion.key,
        bit=bit,
        counts="accepted" in facts,
        measures="value" in facts,
        reference={"key": requirement.key, "title": requirement.title},
        facts=facts,
    )
    if plan.measures:
        return plan
    ready = range(min(requirement.minimum, MOST_READY_STEPS) + 1)
    steps = (plan.step(pieces, None, bit if plan.is_met(pieces, None) else 0) for pieces in ready)
    return replace(plan, counted_steps=tuple(steps))


def _evidence_facts(requirement: Requirement, level: Level, criterion: Criterion) -> dict[str, Any]:
    """The facts of a requirement, those of the case still empty."""
    facts: dict[str, Any] = {
        "key": requirement.key,
        "title": requirement.title,
        "level": level.number,
        "criterion": criterion.key,
        "met": False,
        "required": requirement.required,
    }
    if any(kind is not Kind.NUMBER for kind in requirement.kinds):
        facts |= {"accepted": 0, "minimum": requirement.minimum}
    if Kind.NUMBER in requirement.kinds:
        facts |= {"value": None, "at_least": requirement.at_least}
    return facts


def _level(level: Level, requirements: tuple[RequirementPlan, ...]) -> LevelPlan:
    criteria = tuple(_criterion(criterion, level, requirements) for criterion in level.criteria)
    needs = 0
    for criterion in criteria:
        needs |= criterion.needs
    proofs = tuple(plan for plan in requirements if plan.bit & needs)
    facts = {
        "number": level.number,
        "title": level.title,
        "complete": True,
        "counted": True,
        "of": level.points,
    }
    return LevelPlan(
        level=level,
        criteria=criteria,
        needs=needs,
        proofs=proofs,
        complete_step=Step(Rule.LEVEL, facts, level.points),
        nothing_there=_missing(proofs),
    )


def _criterion(
    criterion: Criterion, level: Level, requirements: tuple[RequirementPlan, ...]
) -> CriterionPlan:
    """Rule 2: required evidence under the criterion and required evidence that names it."""
    key = criterion.key
    proofs = tuple(
        plan
        for plan in requirements
        if plan.requirement.required and (plan.criterion == key or key in plan.requirement.also)
    )
    credit = level.points / len(level.criteria) if criterion.share else criterion.points
    facts = {"key": key, "title": criterion.title, "level": level.number, "met": True}
    return CriterionPlan(
        criterion=criterion,
        requirements=tuple(plan for plan in requirements if plan.criterion == key),
        needs=sum(plan.bit for plan in proofs),
        proofs=proofs,
        credit=ZERO if credit is None else credit,
        met_step=Step(Rule.CRITERION, facts),
        nothing_there=_missing(proofs),
    )
