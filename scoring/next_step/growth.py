"""The next step of growth: the result that lifts one measure into its next band, or one more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from scoring.case import Inputs
from scoring.choices import Better
from scoring.definition import Growth, Scheme
from scoring.methods.growth import Scored, scored
from scoring.methods.limits import limited
from scoring.next_step.steps import Action, NextStep, Place, Worth
from scoring.plan import ZERO

HUNDREDTHS = 100


def step(scheme: Scheme, inputs: Inputs, worth: Worth) -> NextStep | None:
    """The better result with the largest gain; where none helps, a measure not reported yet.

    A target that is not challenging cannot be changed after the fact, so it gives no step.
    """
    growth = scheme.growth
    if growth is None:
        return None
    measures = [scored(growth, key, given) for key, given in inputs.measures.items()]
    total = sum((measure.score for measure in measures), ZERO)

    def after(change: Fraction) -> Fraction:
        return worth(limited(scheme, (total + change) / growth.count)[0])

    now = after(ZERO)
    best: NextStep | None = None
    for measure in measures:
        for needed, score in _better_results(growth, measure):
            result = after(score - measure.score)
            if result > (now if best is None else best.result):
                places = (Place(measure.key, measure.reported.name),)
                best = NextStep(Action.VALUE, (), now, result, value=needed, places=places)
    return best or _one_more(growth, len(measures), now, after(_highest(growth)))


def _better_results(growth: Growth, measure: Scored) -> Iterator[tuple[Fraction, Fraction]]:
    """The nearest result that scores more, with that score; none for a target of 0.

    The score is the engine's own at that result: rounded to two places it may reach further than
    the band it was aimed at.
    """
    reported = measure.reported
    if measure.band is None or reported.target == 0:
        return
    for band in growth.bands:
        ahead = abs(reported.target) * max(band.above or ZERO, ZERO) / 100
        needed = _two_places(reported.target, ahead, measure.better)
        reached = scored(growth, measure.key, replace(reported, result=needed))
        if reached.score > measure.score:
            yield needed, reached.score
            return


def _two_places(target: Fraction, ahead: Fraction, better: Better) -> Fraction:
    """The result so far ahead of the target, rounded to the better side."""
    if better is Better.HIGHER:
        return Fraction(ceil((target + ahead) * HUNDREDTHS), HUNDREDTHS)
    return Fraction(floor((target - ahead) * HUNDREDTHS), HUNDREDTHS)


def _highest(growth: Growth) -> Fraction:
    return max(band.score for band in growth.bands)


def _one_more(growth: Growth, reported: int, now: Fraction, most: Fraction) -> NextStep | None:
    if reported >= growth.count or most <= now:
        return None
    return NextStep(Action.REPORT, (), now, most)
