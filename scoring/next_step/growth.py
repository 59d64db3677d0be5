"""The next step of growth: the result that lifts one measure into its next band, or one more."""

from __future__ import annotations

from collections.abc import Iterator
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
    """The result that reaches the next band above the present one, with that band's score."""
    target = measure.reported.target
    if measure.band is None or target == 0:
        return
    index = growth.bands.index(measure.band)
    for band in growth.bands[index + 1 : index + 2]:
        margin = max(band.above or ZERO, ZERO)
        ahead = abs(target) * margin / 100
        if measure.better is Better.HIGHER:
            needed = Fraction(ceil((target + ahead) * HUNDREDTHS), HUNDREDTHS)
        else:
            needed = Fraction(floor((target - ahead) * HUNDREDTHS), HUNDREDTHS)
        yield needed, band.score


def _highest(growth: Growth) -> Fraction:
    return max(band.score for band in growth.bands)


def _one_more(growth: Growth, reported: int, now: Fraction, most: Fraction) -> NextStep | None:
    if reported >= growth.count or most <= now:
        return None
    return NextStep(Action.REPORT, (), now, most)
