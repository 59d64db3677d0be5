"""Milestones: levels counted from the lowest, with or without skipping, with partial credit."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.case import Inputs
from scoring.choices import Skip
from scoring.definition import Scheme
from scoring.methods.attainment import Attainment
from scoring.methods.standing import Standing, credit_of, standing_of
from scoring.plan import ZERO, LevelPlan, missing, plan_of
from scoring.trace import Rule, Step


def attain(scheme: Scheme, case: Inputs) -> Attainment:
    """The raw score of a case with the steps that lead to it (rules 1 to 6)."""
    met = plan_of(scheme).met(case.accepted, case.values)
    standing = standing_of(scheme, met)
    steps: list[Step] = []
    for index, level in enumerate(standing.plan.levels):
        _add_evidence(steps, standing, level, case)
        steps.append(_level_step(standing, index))
        if index >= standing.prefix and standing.gives_credit(index):
            steps.extend(_partial_steps(standing, level))
    steps.extend(_no_skip_steps(standing))
    earned = standing.earned()
    limits = list(_limit_steps(standing, earned))
    raw = standing.limited(earned) if limits else earned
    return Attainment(raw, standing.level(), steps + limits, standing)


def _add_evidence(steps: list[Step], standing: Standing, level: LevelPlan, case: Inputs) -> None:
    """Each requirement, and after those of a criterion the criterion itself."""
    accepted, values = case.accepted, case.values
    for criterion in level.criteria:
        for plan in criterion.requirements:
            key = plan.requirement.key
            steps.append(plan.step(accepted.get(key, 0), values.get(key), standing.met))
        steps.append(criterion.step(standing.met))


def _level_step(standing: Standing, index: int) -> Step:
    """What the level earns, or why it does not count."""
    plan = standing.plan.levels[index]
    if standing.is_counted(index):
        return plan.complete_step
    complete = standing.is_complete(plan)
    facts: dict[str, Any] = {**plan.complete_step.facts, "complete": complete, "counted": False}
    if not complete:
        facts.update(missing(plan, standing.met))
    if standing.scheme.skip is Skip.FORBIDDEN and index > standing.prefix:
        facts["held_by"] = standing.plan.levels[standing.prefix].level.number
    return Step(Rule.LEVEL, facts)


def _partial_steps(standing: Standing, level: LevelPlan) -> Iterator[Step]:
    """Partial credit of an incomplete level, criterion by criterion."""
    credited = standing.credited(level)
    if credited:
        facts = {
            "level": level.level.number,
            "criteria": [
                {"key": c.criterion.key, "title": c.criterion.title, "points": c.credit}
                for c in credited
            ],
        }
        yield Step(Rule.PARTIAL, facts, credit_of(credited))


def _no_skip_steps(standing: Standing) -> Iterator[Step]:
    """Names the levels that earn nothing because a lower one is incomplete."""
    above = standing.plan.levels[standing.prefix + 1 :]
    if standing.scheme.skip is Skip.FORBIDDEN and above:
        facts = {
            "incomplete": standing.plan.levels[standing.prefix].level.number,
            "above": [plan.level.number for plan in above],
            "complete_above": [p.level.number for p in above if standing.is_complete(p)],
        }
        yield Step(Rule.NO_SKIP, facts)


def _limit_steps(standing: Standing, earned: Fraction) -> Iterator[Step]:
    """What rule 6 takes away again."""
    scheme = standing.scheme
    if standing.is_below_first_tier():
        first = scheme.tiers[0]
        facts = {"name": None, "below": first.name, "level": first.level, "raw": earned}
        yield Step(Rule.TIER, facts, ZERO - earned)
    elif earned > scheme.scale:
        facts = {"reason": "scale", "amount": earned, "limit": scheme.scale}
        yield Step(Rule.CAP, facts, scheme.scale - earned)
