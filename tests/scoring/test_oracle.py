"""The engine and the oracle agree on a thousand random cases of every method."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from scoring.case import Case
from scoring.case_reading import read_case
from scoring.definition import Indicator
from scoring.engine import score
from scoring.faults import CaseFaults, FaultList
from scoring.next_step import next_step, next_step_as_dict
from scoring.parsing import dump_definition, load_document, parse_definition, to_yaml
from scoring.parsing.reader import Reader
from scoring.parsing.tree import plain_tree
from scoring.result import result_as_dict
from scoring.wording import next_step_sentence, sentences, summary
from tests.scoring.oracle import judge
from tests.scoring.random_cases import METHODS, drawn

CASES = 1_000
FEWER = 250
SEED = 2568


def read(document: dict[str, Any], plain: dict[str, Any]) -> tuple[Indicator, Case]:
    """The plain pair as the engine takes it, through the readers people's files go through."""
    indicator = load_document(document)
    faults = FaultList()
    tree = plain_tree(plain, faults)
    assert isinstance(tree, dict)
    case = read_case(Reader(tree, "", faults), indicator)
    if faults:
        raise CaseFaults(faults)
    assert case is not None
    return indicator, case


def pairs(method: str, number: int = FEWER) -> Any:
    dice = Random(f"{SEED} {method}")
    return (drawn(method, dice) for _ in range(number))


@pytest.mark.parametrize("method", METHODS)
def test_the_engine_agrees_with_the_oracle(method: str) -> None:
    for document, plain in pairs(method, CASES):
        indicator, case = read(document, plain)
        result = score(indicator, case)
        expected = judge(document, plain)
        found = {name: getattr(result, name) for name in expected}
        assert found == expected, (document, plain)


@pytest.mark.parametrize("method", METHODS)
def test_every_trace_adds_up_and_can_be_told(method: str) -> None:
    for document, plain in pairs(method):
        indicator, case = read(document, plain)
        result = score(indicator, case)
        assert sum(step.points or 0 for step in result.trace) == result.final
        stored = result_as_dict(result)
        for language in ("th", "en"):
            assert all(sentences(stored, language))  # type: ignore[arg-type]
            assert summary(stored, language)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", METHODS)
def test_random_definitions_survive_writing_and_reading(method: str) -> None:
    for document, _ in pairs(method):
        indicator = load_document(document)
        assert load_document(dump_definition(indicator)) == indicator
        assert parse_definition(to_yaml(indicator)) == indicator


@pytest.mark.parametrize("method", METHODS)
def test_next_steps_only_ever_promise_more(method: str) -> None:
    for document, plain in pairs(method):
        indicator, case = read(document, plain)
        step = next_step(indicator, case)
        if step is None:
            continue
        assert step.result > step.score
        if case.submitted_at is not None:
            assert step.score == score(indicator, case).final
        told = next_step_as_dict(step)
        assert next_step_sentence(told, "th") != next_step_sentence(told, "en")
