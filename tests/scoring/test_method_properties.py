"""What must hold for every target, growth and composite."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.case import Case, PartInput
from scoring.definition import Indicator, Round
from scoring.engine import score
from scoring.next_step import Action, next_step
from scoring.numbers import plain_number
from scoring.parsing import dump_definition, load_document, parse_definition, to_yaml
from tests.scoring.builders import (
    case,
    composite_indicator,
    entered,
    growth_indicator,
    measure,
    target_indicator,
)
from tests.scoring.random_cases import METHODS, drawn
from tests.scoring.test_oracle import read

UNTIMED = settings(deadline=None)
SEEDS = st.integers(0, 2**32)
numbers = st.fractions(-1000, 1000, max_denominator=1).map(Fraction) | st.integers(
    -(10**6), 10**6
).map(lambda thousandths: Fraction(thousandths, 1000))


@st.composite
def targets(draw: st.DrawFn) -> tuple[Indicator, list[tuple[Fraction, Fraction]]]:
    """A rising or falling target with any settings, and its points."""
    count = draw(st.integers(2, 5))
    values = sorted(draw(st.sets(numbers, min_size=count, max_size=count)))
    if draw(st.booleans()):
        values.reverse()
    some = st.integers(0, 100).map(Fraction)
    scores = sorted(draw(st.sets(some, min_size=count, max_size=count)))
    points = [
        {"value": plain_number(value), "score": plain_number(earned)}
        for value, earned in zip(values, scores, strict=True)
    ]
    definition = target_indicator(
        points,
        below=draw(st.sampled_from(["zero", "first", "extrapolate"])),
        above=draw(st.sampled_from(["cap", "extrapolate"])),
    )
    return definition, list(zip(values, scores, strict=True))


def worth(definition: Indicator, value: Fraction) -> Fraction:
    return score(definition, replace(case(), values={"value": value})).raw


@UNTIMED
@given(targets())
def test_interpolation_hits_its_points(drawn_target: Any) -> None:
    definition, points = drawn_target
    for value, expected in points:
        assert worth(definition, value) == expected


@UNTIMED
@given(targets(), numbers, numbers)
def test_interpolation_is_monotone(drawn_target: Any, one: Fraction, other: Fraction) -> None:
    definition, points = drawn_target
    lower, higher = sorted([one, other])
    if points[0][0] > points[-1][0]:
        lower, higher = higher, lower
    assert worth(definition, lower) <= worth(definition, higher)


@UNTIMED
@given(targets(), numbers)
def test_between_two_points_the_score_lies_between_theirs(
    drawn_target: Any, value: Fraction
) -> None:
    definition, points = drawn_target
    for (start, low), (end, high) in pairwise(points):
        if min(start, end) <= value <= max(start, end):
            assert low <= worth(definition, value) <= high


@UNTIMED
@given(targets(), numbers)
def test_the_next_value_keeps_its_promise(drawn_target: Any, value: Fraction) -> None:
    definition, _ = drawn_target
    step = next_step(definition, replace(case(), values={"value": value}))
    if step is not None and step.value is not None:
        assert worth(definition, step.value) == step.result > worth(definition, value)


histories = st.lists(numbers, max_size=4)


@UNTIMED
@given(numbers, numbers, numbers, histories, st.sampled_from(["higher", "lower"]))
def test_growth_is_monotone_in_the_result(
    aim: Fraction, one: Fraction, other: Fraction, history: list[Fraction], better: str
) -> None:
    worse, good = sorted([one, other], reverse=better == "lower")
    fixed = growth_indicator(measures=[{"key": "ก", "better": better}])

    def earned(result: Fraction) -> Fraction:
        return score(fixed, case(measures={"ก": measure(aim, result, *history)})).raw

    assert earned(worse) <= earned(good)


@UNTIMED
@given(numbers, numbers, histories)
def test_growth_is_never_better_with_less_challenge(
    aim: Fraction, result: Fraction, history: list[Fraction]
) -> None:
    """A target that passes the test still passes when it is raised."""
    definition = growth_indicator(bands=[{"above": None, "score": 300}])

    def earned(target: Fraction) -> Fraction:
        return score(definition, case(measures={"ก": measure(target, result, *history)})).raw

    assert earned(aim) <= earned(aim + 1)


@UNTIMED
@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 9)), min_size=1, max_size=6),
    st.sampled_from(["mean", "weighted_sum"]),
    st.sampled_from([5, 100, 500]),
)
def test_a_composite_lies_between_its_parts_extremes(
    given_parts: list[tuple[int, int]], combine: str, scale: int
) -> None:
    parts = [entered(f"ส{n}", weight=w) for n, (_, w) in enumerate(given_parts)]
    definition = composite_indicator(*parts, combine=combine, scale=scale)
    scores = {f"ส{n}": PartInput(score=Fraction(s)) for n, (s, _) in enumerate(given_parts)}
    shares = [Fraction(s, 100) for s, _ in given_parts]
    raw = score(definition, case(parts=scores)).raw
    assert min(shares) <= raw / scale <= max(shares)


@UNTIMED
@given(st.sampled_from(sorted(METHODS)), SEEDS)
def test_parsing_what_was_written_is_the_identity(method: str, seed: int) -> None:
    document, _ = drawn(method, Random(seed))
    definition = load_document(document)
    assert load_document(dump_definition(definition)) == definition
    assert parse_definition(to_yaml(definition)) == definition


@UNTIMED
@given(st.sampled_from(sorted(METHODS)), SEEDS)
def test_scores_stay_within_their_bounds(method: str, seed: int) -> None:
    result = score(*read(*drawn(method, Random(seed))))
    assert 0 <= result.final <= result.raw <= result.scale
    assert sum(step.points or 0 for step in result.trace) == result.final


@UNTIMED
@given(SEEDS)
def test_the_step_of_a_composite_keeps_its_promise(seed: int) -> None:
    """Doing what the step inside a part asks for gives the score it promised."""
    definition, plain = read(*drawn("composite", Random(seed)))
    assume(plain.submitted_at is not None)
    step = next_step(definition, plain)
    if step is None or step.action not in (Action.VALUE, Action.EVIDENCE, Action.SEVERAL):
        return
    keys = [place.key for place in step.places]
    kept = score(definition, done(definition.rounds[0], plain, keys, step))
    assert kept.final == step.result > score(definition, plain).final


def done(entry: Round, whole: Case, keys: list[str], step: Any) -> Case:
    return replace(whole, parts=_with(entry.composite, whole.parts, keys, step))


def _with(composite: Any, parts: Any, keys: list[str], step: Any) -> Any:
    """The inputs with the step taken in the part that `keys` lead to."""
    key, *rest = keys
    scheme = next(part.scheme for part in composite.parts if part.key == key)
    inputs = parts.get(key, PartInput())
    if scheme.composite is not None:
        changed = replace(inputs, parts=_with(scheme.composite, inputs.parts, rest, step))
    elif scheme.growth is not None:
        better = replace(inputs.measures[rest[0]], result=step.value)
        changed = replace(inputs, measures={**inputs.measures, rest[0]: better})
    elif scheme.target is not None:
        changed = replace(inputs, values={"value": step.value})
    else:
        accepted = {need.requirement.key: need.requirement.minimum for need in step.needs}
        values = {
            need.requirement.key: max(need.requirement.at_least or Fraction(0), need.value or 0)
            for need in step.needs
        }
        changed = replace(
            inputs,
            accepted={**inputs.accepted, **accepted},
            values={**inputs.values, **values},
        )
    return {**parts, key: changed}
