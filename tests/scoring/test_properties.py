"""What must hold for every definition and every case."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.case import Case
from scoring.choices import Skip
from scoring.definition import Indicator
from scoring.engine import score
from scoring.faults import DefinitionFaults, child
from scoring.next_step import next_step
from scoring.parsing import (
    dump_definition,
    load_document,
    parse_definition,
    publishing_faults,
    to_yaml,
)
from scoring.result import result_as_dict
from scoring.wording import sentences, summary
from tests.scoring.builders import INDICATORS
from tests.scoring.strategies import indicators, scored

Pair = tuple[Indicator, Case]
FIXTURES = {path.stem: path.read_text("utf-8") for path in sorted(INDICATORS.glob("*.yaml"))}
UNTIMED = settings(deadline=None)


@UNTIMED
@given(scored(), st.data())
def test_accepting_more_never_lowers_a_score(pair: Pair, data: st.DataObject) -> None:
    definition, case = pair
    keys = [item.key for _, _, item in definition.rounds[0].evidence()]
    if not keys:
        return
    key = data.draw(st.sampled_from(keys))
    more = data.draw(st.integers(1, 3))
    richer = replace(case, accepted={**case.accepted, key: case.accepted[key] + more})
    higher = {**case.values, key: case.values.get(key, Fraction(-10)) + more * 40}
    before = score(definition, case)
    for better in (richer, replace(case, values=higher)):
        after = score(definition, better)
        assert after.raw >= before.raw
        assert after.final >= before.final
        assert after.level >= before.level  # type: ignore[operator]


@UNTIMED
@given(scored(), st.integers(0, 60 * 24 * 60))
def test_later_never_raises_a_score(pair: Pair, minutes: int) -> None:
    definition, case = pair
    if case.submitted_at is None:
        return
    later = replace(case, submitted_at=case.submitted_at + timedelta(minutes=minutes))
    assert score(definition, later).final <= score(definition, case).final
    assert score(definition, replace(case, submitted_at=None)).final == 0


@UNTIMED
@given(scored())
def test_nothing_above_the_first_incomplete_level_ever_counts(pair: Pair) -> None:
    definition, case = pair
    entry = definition.rounds[0]
    if entry.skip is Skip.ALLOWED:
        return
    result = score(definition, case)
    gap = next((i for i, level in enumerate(result.levels) if not level.complete), None)
    if gap is None:
        return
    assert all(level.points == 0 and not level.counted for level in result.levels[gap + 1 :])
    full = {item.key: item.minimum for level, _, item in entry.evidence()}
    above = {level.number for level in entry.levels[gap + 1 :]}
    gap_needs = set(result.levels[gap].blocking)
    filled = {
        item.key: full[item.key]
        for level, _, item in entry.evidence()
        if level.number in above and item.key not in gap_needs and not item.also
    }
    lifted = score(definition, replace(case, accepted={**case.accepted, **filled}))
    assert (lifted.final, lifted.level) == (result.final, result.level)


@UNTIMED
@given(scored())
def test_scores_stay_within_their_bounds(pair: Pair) -> None:
    definition, case = pair
    result = score(definition, case)
    assert 0 <= result.final <= result.raw <= result.scale
    assert 0 <= result.deduction <= result.raw
    assert 0 <= result.percent <= 100
    if case.submitted_at is not None:
        assert result.final == result.raw - result.deduction
    if result.weight is not None and result.weighted is not None:
        assert 0 <= result.weighted <= result.weight


@UNTIMED
@given(scored())
def test_the_trace_adds_up_to_the_score(pair: Pair) -> None:
    result = score(*pair)
    assert sum((step.points or Fraction(0) for step in result.trace), Fraction(0)) == result.final


@UNTIMED
@given(scored())
def test_a_result_is_the_same_every_time_and_can_be_told(pair: Pair) -> None:
    definition, case = pair
    first = score(definition, case)
    again = score(load_document(dump_definition(definition)), case)
    assert first == again
    stored = result_as_dict(first)
    for language in ("th", "en"):
        assert all(sentences(stored, language))  # type: ignore[arg-type]
        assert summary(stored, language)  # type: ignore[arg-type]


@UNTIMED
@given(scored())
def test_the_next_step_keeps_its_promise(pair: Pair) -> None:
    definition, case = pair
    step = next_step(definition, case)
    if step is None or case.submitted_at is None:
        return
    accepted, values = dict(case.accepted), dict(case.values)
    for need in step.needs:
        accepted[need.requirement.key] = need.requirement.minimum
        values[need.requirement.key] = max(
            need.requirement.at_least or Fraction(0),
            case.values.get(need.requirement.key, Fraction(0)),
        )
    kept = score(definition, replace(case, accepted=accepted, values=values))
    assert kept.final == step.result > step.score == score(definition, case).final


@UNTIMED
@given(scored())
def test_no_next_step_means_that_everything_would_not_help(pair: Pair) -> None:
    definition, case = pair
    if next_step(definition, case) is not None or case.submitted_at is None:
        return
    everything = {item.key: 9 for _, _, item in definition.rounds[0].evidence()}
    numbers = dict.fromkeys(everything, Fraction(1_000))
    full = score(definition, replace(case, accepted=everything, values=numbers))
    assert full.final == score(definition, case).final


@UNTIMED
@given(indicators())
def test_writing_and_reading_is_identity(definition: Indicator) -> None:
    assert load_document(dump_definition(definition)) == definition
    assert parse_definition(to_yaml(definition)) == definition


def read_or_refused(read: Callable[[], Indicator]) -> Indicator | DefinitionFaults:
    """What a door gives: a definition or its faults, and nothing else."""
    try:
        return read()
    except DefinitionFaults as faults:
        return faults


TEXTS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufffe\uffff"), max_size=40
)


@UNTIMED
@given(TEXTS)
def test_any_text_survives_writing_and_reading_or_is_named(text: str) -> None:
    data = {**dump_definition(parse_definition(FIXTURES["fisheries-digital-2563"])), "unit": text}
    definition = read_or_refused(lambda: load_document(data))
    if isinstance(definition, DefinitionFaults):
        named = [(fault.path, fault.code) for fault in definition.faults]
        assert named == [("unit", "text.control")]
        return
    assert definition.unit == text
    assert parse_definition(to_yaml(definition)) == definition


# mutated files

SNIPPETS = [
    "", "\n", "  ", ":", "- ", "{", "}", "[", "]", '"', "'", "#", "&a ", "*a ", "!!str ", "? ", "|",
    "0.5", "-1", "๕", "null", "true", "1e9", "\t", "\x00", "\ud800", "9" * 40, "number: 3", "---\n",
]  # fmt: skip


@UNTIMED
@given(st.sampled_from(sorted(FIXTURES)), st.integers(0, 2**32), st.integers(1, 4))
def test_mutated_files_give_faults_not_tracebacks(name: str, seed: int, changes: int) -> None:
    dice = random.Random(seed)
    text = FIXTURES[name]
    for _ in range(changes):
        start = dice.randrange(len(text))
        end = start + dice.choice([0, 0, 1, 3, 30])
        text = text[:start] + dice.choice(SNIPPETS) + text[end:]
    definition = read_or_refused(lambda: parse_definition(text))
    if isinstance(definition, DefinitionFaults):
        assert definition.faults
        for fault in definition.faults:
            assert fault.path or fault.line, fault
        assert definition.one_line("th")
        assert definition.one_line("en")
        return
    assert parse_definition(to_yaml(definition)) == definition


WRONG = st.sampled_from([{"?": [1]}, "สุ่ม ๕", [[]], -7, "1e400"])
# Faults between two places are told where one refers to the other.
REFERRING = {"also.unknown"}


def trodden(path: str, key: str | int) -> str:
    return f"{path}[{key}]" if isinstance(key, int) else child(path, key)


@UNTIMED
@given(st.sampled_from(sorted(set(FIXTURES) - {"pmqa40-2565"})), st.data(), WRONG)
def test_a_wrong_value_is_refused_at_its_own_path(
    name: str, data: st.DataObject, wrong: Any
) -> None:
    """Also deep in the document: no fault is told only for what stands around it."""
    document: Any = dump_definition(parse_definition(FIXTURES[name]))
    place, path = document, ""
    while True:
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
        )
        path = trodden(path, key)
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = wrong
    definition = read_or_refused(lambda: load_document(document))
    if isinstance(definition, DefinitionFaults):
        found = {fault.code for fault in definition.faults if is_at(fault.path, path)}
        assert found or REFERRING & {fault.code for fault in definition.faults}, (path, definition)


def is_at(fault: str, path: str) -> bool:
    return fault == path or fault.startswith((f"{path}.", f"{path}["))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)


@UNTIMED
@given(st.sampled_from(sorted(FIXTURES)), st.data())
def test_any_value_anywhere_gives_faults_not_tracebacks(name: str, data: st.DataObject) -> None:
    document: Any = dump_definition(parse_definition(FIXTURES[name]))
    place: Any = document
    while True:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 5)) == 0:
            break
        place = inner
    place[key] = data.draw(JSON)
    definition = read_or_refused(lambda: load_document(document))
    if isinstance(definition, DefinitionFaults):
        assert definition.one_line("th")
        return
    assert isinstance(publishing_faults(definition), tuple)
    assert parse_definition(to_yaml(definition)) == definition
