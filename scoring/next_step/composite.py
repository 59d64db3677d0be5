"""The next step of a composite: the step of the part that raises the whole most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from scoring.case import Inputs, PartInput
from scoring.definition import Part, Scheme
from scoring.methods.composite import Attain, factors
from scoring.methods.limits import limited
from scoring.next_step.steps import Action, NextStep, Place, Worth
from scoring.plan import ZERO

# The step within a part's own scheme, in points of its own scale.
Within = Callable[[Scheme, Inputs, Worth], NextStep | None]


def step(
    scheme: Scheme, inputs: Inputs, worth: Worth, attain: Attain, inside: Within
) -> NextStep | None:
    """The best step inside a part; where no part offers one, the part with most left to gain.

    A part whose result is entered or another indicator's has no step of its own to name.
    """
    composite = scheme.composite
    if composite is None:
        return None
    pairs = list(zip(composite.parts, factors(scheme, composite), strict=True))
    scores = {part.key: _score(part, inputs, attain) for part, _ in pairs}
    total = sum((scores[part.key] * factor for part, factor in pairs), ZERO)

    def after(change: Fraction) -> Fraction:
        return worth(limited(scheme, total + change)[0])

    now = after(ZERO)
    candidates = [
        replace(
            inner,
            score=now,
            result=after((inner.result - scores[part.key]) * factor),
            places=(Place(part.key, part.title), *inner.places),
        )
        for part, factor in pairs
        for inner in _inner(part, inputs, scores[part.key], inside)
    ]
    for kind in (_is_concrete, _is_open):
        best = max(filter(kind, candidates), key=lambda found: found.result, default=None)
        if best is not None and best.result > now:
            return best
    return None


def _is_concrete(found: NextStep) -> bool:
    return found.action not in (Action.REPORT, Action.RAISE)


def _is_open(found: NextStep) -> bool:
    return not _is_concrete(found)


def _score(part: Part, inputs: Inputs, attain: Attain) -> Fraction:
    given = inputs.parts.get(part.key)
    if given is None:
        return ZERO
    if part.scheme is not None:
        return attain(part.scheme, given).raw
    return ZERO if given.score is None else given.score


def _inner(part: Part, inputs: Inputs, score: Fraction, inside: Within) -> Iterator[NextStep]:
    """The part's own step, or how much is left where it has none to name."""
    given = inputs.parts.get(part.key)
    if part.scheme is not None:
        found = inside(part.scheme, given or PartInput(), _as_it_is)
        if found is not None:
            yield found
    elif score < part.scale:
        action = Action.REPORT if given is None or given.score is None else Action.RAISE
        yield NextStep(action, (), score, part.scale)


def _as_it_is(raw: Fraction) -> Fraction:
    """Lateness applies to the whole only."""
    return raw
