"""The scoring engine: a definition and a case in, a score with its reasons out.

Pure and exact: the same definition, case and engine version give the same result for ever.
"""

from __future__ import annotations

from fractions import Fraction

from scoring.case import Case
from scoring.case_checks import require_sound
from scoring.choices import Method
from scoring.deduction import settle
from scoring.definition import Indicator, Round, Tier
from scoring.methods.composite import derive_steps, derived
from scoring.methods.dispatch import MethodNotSupported, attain
from scoring.result import ENGINE_VERSION, Result
from scoring.trace import Rule, Step

__all__ = ["ENGINE_VERSION", "MethodNotSupported", "score"]


def score(definition: Indicator | Round, case: Case) -> Result:
    """The result of a case.

    With an indicator the case's round and group choose the round and the weight; with a round
    alone there is no weight. Raises UnknownRound, MethodNotSupported, CaseFaults for inputs that
    the definition cannot score, and NoDueDate for a late rule without any due date.
    """
    if isinstance(definition, Round):
        entry, weight = definition, None
    else:
        entry, weight = definition.round(case.round), definition.weight_of(case.group)
    if entry.method is not Method.MILESTONES:
        require_sound(entry, case)
    attainment = attain(entry, case)
    settlement = settle(entry, case, attainment.raw)
    steps = attainment.steps
    steps.extend(settlement.steps)
    tier = None
    if case.submitted_at is not None and entry.tiers:
        tier = reached_tier(entry, attainment.level, settlement.final)
        steps.append(_tier_step(entry, tier))
    steps.append(_weight_step(entry, settlement.final, weight, case.group))
    further: dict[str, Fraction | None] = {}
    if entry.composite is not None:
        further = derived(entry.composite, settlement.final)
        steps.extend(derive_steps(entry.composite, settlement.final))
    return Result(
        method=entry.method,
        level=attainment.level,
        raw=attainment.raw,
        deduction=settlement.deduction,
        days_late=settlement.days,
        final=settlement.final,
        scale=entry.scale,
        weight=weight,
        tier=None if tier is None else tier.name,
        trace=tuple(steps),
        outcome=attainment.outcome,
        derived={name: value for name, value in further.items() if value is not None},
    )


def reached_tier(entry: Round, level: int | None, final: Fraction) -> Tier | None:
    """Rule 9: the highest tier within the achieved level, for other methods within the final."""
    reached = None
    for tier in entry.tiers:
        if tier.level is not None and level is not None:
            within = tier.level <= level
        else:
            within = tier.score is not None and tier.score <= final
        reached = tier if within else reached
    return reached


def _tier_step(entry: Round, tier: Tier | None) -> Step:
    """The tier reached, or the first one, which was not."""
    shown = entry.tiers[0] if tier is None else tier
    facts = {"name": shown.name, "reached": tier is not None, "level": shown.level}
    return Step(Rule.TIER, facts | {"score": shown.score})


def _weight_step(entry: Round, final: Fraction, weight: Fraction | None, group: str | None) -> Step:
    """Rule 8."""
    weighted = None if weight is None else final * weight / entry.scale
    facts = {
        "final": final,
        "scale": entry.scale,
        "weight": weight,
        "group": group,
        "weighted": weighted,
    }
    return Step(Rule.WEIGHT, facts)
