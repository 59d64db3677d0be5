"""Growth: results against targets that must be challenging, scored by bands (rule 11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.case import Inputs, MeasureInput
from scoring.choices import Better
from scoring.definition import Band, Growth, Scheme
from scoring.methods.attainment import Attainment
from scoring.methods.limits import limited
from scoring.plan import ZERO
from scoring.result import Outcome
from scoring.trace import Rule, Step


@dataclass(frozen=True, slots=True)
class Scored:
    """One reported measure: whether its target is challenging, its margin and its band.

    `margin` is the per cent by which the result is better than the target; None for a target of 0
    or one that is not challenging. `band` is None where the target is not challenging.
    """

    key: str
    reported: MeasureInput
    better: Better
    challenging: bool
    margin: Fraction | None
    band: Band | None
    score: Fraction


def better_of(growth: Growth, key: str, reported: MeasureInput) -> Better:
    """The good direction: the definition's where it names the measures, else the unit's."""
    if growth.measures is not None:
        return next((m.better for m in growth.measures if m.key == key), Better.HIGHER)
    return reported.better or Better.HIGHER


def baselines(history: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """What a target is measured against: last year's result and the mean of the last two.

    One past year stands alone; without any there is nothing to measure against.
    """
    if len(history) < 2:
        return tuple(history)
    return history[-1], (history[-1] + history[-2]) / 2


def is_challenging(reported: MeasureInput, better: Better) -> bool:
    """Whether the target reaches one of the baselines."""
    if better is Better.LOWER:
        return any(reported.target <= baseline for baseline in baselines(reported.history))
    return any(reported.target >= baseline for baseline in baselines(reported.history))


def margin_of(reported: MeasureInput, better: Better) -> Fraction | None:
    """Per cent by which the result is better than the target; None for a target of 0."""
    if reported.target == 0:
        return None
    gain = reported.result - reported.target
    return (gain if better is Better.HIGHER else -gain) * 100 / abs(reported.target)


def band_of(bands: Sequence[Band], margin: Fraction | None) -> Band:
    """The band a margin falls in; a result under the target and a target of 0 get the lowest."""
    found = bands[0]
    if margin is None or margin < 0:
        return found
    for band in bands[1:]:
        if band.above is not None and margin >= band.above:
            found = band
    return found


def scored(growth: Growth, key: str, reported: MeasureInput) -> Scored:
    """One measure by rule 11."""
    better = better_of(growth, key, reported)
    if not is_challenging(reported, better):
        return Scored(key, reported, better, False, None, None, growth.unchallenging)
    margin = margin_of(reported, better)
    band = band_of(growth.bands, margin)
    return Scored(key, reported, better, True, margin, band, band.score)


def attain(scheme: Scheme, inputs: Inputs) -> Attainment:
    """The raw score: the reported measures' scores over `count`. The case must be sound."""
    growth = scheme.growth
    if growth is None:
        return Attainment(ZERO, None, [], Outcome())
    measures = [scored(growth, key, reported) for key, reported in inputs.measures.items()]
    steps = [step for measure in measures for step in _steps(growth, measure)]
    earned = sum((measure.score for measure in measures), ZERO) / growth.count
    summary = {"combine": "growth", "reported": len(measures), "count": growth.count}
    steps.append(Step(Rule.COMBINE, summary | {"score": earned}))
    raw, limits = limited(scheme, earned)
    return Attainment(raw, None, steps + limits, Outcome())


def _steps(growth: Growth, measure: Scored) -> Iterator[Step]:
    """The challenge test, and the band where it is passed."""
    reported = measure.reported
    points = measure.score / growth.count
    named = {"key": measure.key, "title": reported.name}
    tested: dict[str, Any] = {
        **named,
        "target": reported.target,
        "last": reported.history[-1] if reported.history else None,
        "mean": baselines(reported.history)[1] if len(reported.history) > 1 else None,
        "better": str(measure.better),
        "challenging": measure.challenging,
    }
    if measure.band is None:
        yield Step(Rule.CHALLENGE, tested | {"score": measure.score}, points)
        return
    yield Step(Rule.CHALLENGE, tested)
    found = {"margin": measure.margin, "above": measure.band.above, "score": measure.score}
    result = {"result": reported.result, "target": reported.target, "count": growth.count}
    yield Step(Rule.BAND, named | found | result, points)
