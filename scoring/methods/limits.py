"""The bounds of rule 6 for the methods whose tiers are set by score."""

from __future__ import annotations

from fractions import Fraction

from scoring.choices import BelowFirstTier
from scoring.definition import Scheme, Tier
from scoring.plan import ZERO
from scoring.trace import Rule, Step


def limited(scheme: Scheme, earned: Fraction) -> tuple[Fraction, list[Step]]:
    """The raw score of the points earned, with the steps that took something away or gave it.

    Never under 0 nor over the scale, and 0 under the first tier where the round says so.
    """
    steps = []
    raw = min(max(earned, ZERO), scheme.scale)
    if raw != earned:
        reason = "scale" if earned > raw else "floor"
        facts = {"reason": reason, "amount": earned, "limit": raw}
        steps.append(Step(Rule.CAP, facts, raw - earned))
    first = _forfeiting_tier(scheme)
    if first is not None and first.score is not None and raw < first.score:
        tier = {"name": None, "below": first.name, "level": None, "score": first.score, "raw": raw}
        steps.append(Step(Rule.TIER, tier, ZERO - raw))
        raw = ZERO
    return raw, steps


def _forfeiting_tier(scheme: Scheme) -> Tier | None:
    """The tier under which nothing counts; None where the points count all the same."""
    if scheme.below_first_tier is not BelowFirstTier.ZERO or not scheme.tiers:
        return None
    return scheme.tiers[0]
