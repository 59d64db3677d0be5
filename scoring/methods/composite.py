"""Composite: parts of any method, of other indicators or entered, made one score (rule 12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.case import Inputs, PartInput
from scoring.choices import Combine
from scoring.definition import Composite, Part, Scheme
from scoring.formula import FormulaUndefined, evaluate, parse_formula
from scoring.methods.attainment import Attainment
from scoring.methods.limits import limited
from scoring.plan import ZERO
from scoring.result import Outcome
from scoring.trace import Rule, Step

Attain = Callable[[Scheme, Inputs], Attainment]

# Between the keys of nested parts, where a step names the part it belongs to.
WITHIN = " › "


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """What became of a part: its score of its own scale, and what that adds to the whole.

    `source` is computed, indicator, entered, or absent where nothing was reported.
    """

    part: Part
    source: str
    score: Fraction
    contribution: Fraction
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class CompositeOutcome(Outcome):
    """What became of every part, in the order of the definition."""

    parts: tuple[PartOutcome, ...]


def factors(scheme: Scheme, composite: Composite) -> tuple[Fraction, ...]:
    """What one point of each part adds to the whole.

    A part without a weight (in a draft) adds nothing to a weighted sum.
    """
    if composite.combine is Combine.MEAN:
        weights = [Fraction(1)] * len(composite.parts)
    else:
        weights = [part.weight or ZERO for part in composite.parts]
    total = sum(weights, ZERO)
    return tuple(
        weight / total * scheme.scale / part.scale if total else ZERO
        for part, weight in zip(composite.parts, weights, strict=True)
    )


def attain(scheme: Scheme, inputs: Inputs, attain_part: Attain) -> Attainment:
    """The raw score of the parts together; `attain_part` scores one by its own method.

    The case must be sound. Lateness is not applied to parts, it applies once to the whole.
    """
    composite = scheme.composite
    if composite is None:
        return Attainment(ZERO, None, [], CompositeOutcome(()))
    steps: list[Step] = []
    outcomes: list[PartOutcome] = []
    for part, factor in zip(composite.parts, factors(scheme, composite), strict=True):
        given = inputs.parts.get(part.key)
        found = _part(part, factor, given, attain_part)
        steps.extend(found[1])
        outcomes.append(found[0])
    earned = sum((outcome.contribution for outcome in outcomes), ZERO)
    steps.append(_combined(composite, outcomes, earned, scheme.scale))
    raw, limits = limited(scheme, earned)
    return Attainment(raw, None, steps + limits, CompositeOutcome(tuple(outcomes)))


def _part(
    part: Part, factor: Fraction, given: PartInput | None, attain_part: Attain
) -> tuple[PartOutcome, list[Step]]:
    """One part with its steps, whose points are those of the whole."""
    steps: list[Step] = []
    score, source, outcome = ZERO, "absent", Outcome()
    if given is not None and part.scheme is not None:
        attainment = attain_part(part.scheme, given)
        score, source, outcome = attainment.raw, "computed", attainment.outcome
        steps = list(within(part.key, factor, attainment.steps))
        if part.scheme.composite is not None:
            steps.extend(within(part.key, ZERO, derive_steps(part.scheme.composite, score)))
    elif given is not None and given.score is not None:
        score, source = given.score, "entered" if part.entered else "indicator"
    contribution = score * factor
    facts = {
        "key": part.key,
        "title": part.title,
        "source": source,
        "indicator": part.indicator,
        "score": score,
        "scale": part.scale,
        "weight": part.weight,
        "contribution": contribution,
    }
    steps.append(Step(Rule.COMBINE, facts, None if source == "computed" else contribution))
    return PartOutcome(part, source, score, contribution, outcome), steps


def within(key: str, factor: Fraction, steps: Iterable[Step]) -> Iterator[Step]:
    """A part's steps as steps of the whole: they name the part, their points count by its share."""
    for step in steps:
        inner = step.facts.get("part")
        named = {"part": key if inner is None else f"{key}{WITHIN}{inner}"}
        points = None if step.points is None else step.points * factor
        yield Step(step.code, {**step.facts, **named}, points)


def _combined(
    composite: Composite, outcomes: Sequence[PartOutcome], earned: Fraction, scale: Fraction
) -> Step:
    facts = {
        "combine": str(composite.combine),
        "parts": len(outcomes),
        "absent": [outcome.part.key for outcome in outcomes if outcome.source == "absent"],
        "score": earned,
        "scale": scale,
    }
    return Step(Rule.COMBINE, facts)


def derived(composite: Composite, final: Fraction) -> dict[str, Fraction | None]:
    """The further numbers of a final score; None where a formula divides by zero there."""
    values: dict[str, Fraction | None] = {}
    for entry in composite.derive:
        try:
            values[entry.name] = evaluate(parse_formula(entry.formula), final)
        except FormulaUndefined:
            values[entry.name] = None
    return values


def derive_steps(composite: Composite, final: Fraction) -> Iterator[Step]:
    """Each derived number with its formula."""
    values = derived(composite, final)
    for entry in composite.derive:
        facts = {"name": entry.name, "formula": entry.formula, "score": final}
        yield Step(Rule.DERIVE, facts | {"derived": values[entry.name]})
