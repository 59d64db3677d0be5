"""Case files of every method are read and checked, also of those that are not scored yet."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scoring.case import Case, MeasureInput
from scoring.cases import LoadedCase, UnusableCase, load_cases
from scoring.choices import Better
from scoring.engine import reached_tier
from scoring.moments import BANGKOK
from scoring.parsing import load_document
from tests.scoring.builders import document
from tests.scoring.test_format import COMPOSITE, GROWTH, TARGET

Inputs = dict[str, Any]


def load(tmp_path: Path, data: Inputs) -> list[LoadedCase]:
    file = tmp_path / "case.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    return load_cases([file])


def the_case(tmp_path: Path, **inputs: Any) -> Case:
    inputs = {"indicator": document(), "round": "r", "submitted_at": None} | inputs
    (loaded,) = load(tmp_path, inputs)
    return loaded.case


MEASURE = {"history": [300, 450], "target": 450, "result": "400.5"}


def test_the_inputs_of_milestones(tmp_path: Path) -> None:
    case = the_case(
        tmp_path,
        submitted_at="2025-02-20T03:00:00Z",
        accepted={"1.1-a": 2, "2.1-a": 0, "3.1-a": None},
        group="ส่วนกลาง",
        due="2025-03-01",
        waiver=True,
        holidays=["2025-02-26", "2025-02-26"],
    )
    assert case == Case(
        "r",
        datetime(2025, 2, 20, 10, tzinfo=BANGKOK),
        {"1.1-a": 2, "2.1-a": 0},
        group="ส่วนกลาง",
        due=date(2025, 3, 1),
        waiver=True,
        holidays=frozenset({date(2025, 2, 26)}),
    )


def test_a_submission_date_alone_means_that_day(tmp_path: Path) -> None:
    case = the_case(tmp_path, submitted_at="2025-02-20")
    assert case.submitted_at is not None
    assert case.submitted_at.date() == date(2025, 2, 20)


def test_the_inputs_of_a_target(tmp_path: Path) -> None:
    case = the_case(
        tmp_path, indicator=TARGET, target_group=3, previous="412.03", values={"value": 400}
    )
    assert (case.target_group, case.previous) == ("3", Fraction("412.03"))
    assert case.values == {"value": 400}


def test_the_inputs_of_growth(tmp_path: Path) -> None:
    own = MEASURE | {"group": "พันธกิจ", "name": "รายได้", "better": "lower"}
    case = the_case(tmp_path, indicator=GROWTH, measures={"a": MEASURE, "b": own})
    history = (Fraction(300), Fraction(450))
    first = MeasureInput(Fraction(450), Fraction("400.5"), history)
    assert case.measures["a"] == first
    assert case.measures["b"].better is Better.LOWER


def test_the_inputs_of_a_composite(tmp_path: Path) -> None:
    parts = {
        "1": {"accepted": {"1.1-a": 1}},
        "2": {"score": "75.5"},
        "4": {"parts": {"4.1": {"score": 3}}},
        "5": {"values": {"value": 2}},
    }
    case = the_case(tmp_path, indicator=COMPOSITE, parts=parts)
    assert case.parts["1"].accepted == {"1.1-a": 1}
    assert case.parts["2"].score == Fraction("75.5")
    assert case.parts["4"].parts["4.1"].score == 3


FAULTY: dict[str, tuple[Inputs, str]] = {
    "a value that a target does not have": (
        {"indicator": TARGET, "values": {"x": 1}},
        "values.x: x is not a number requirement",
    ),
    "accepted pieces of a target": (
        {"indicator": TARGET, "accepted": {"x": 1}},
        "accepted.x: this round has no requirement x",
    ),
    "a measure without target": (
        {"indicator": GROWTH, "measures": {"a": {"result": 1}}},
        "measures.a.target: target is missing",
    ),
    "a measure with an unknown key": (
        {"indicator": GROWTH, "measures": {"a": MEASURE | {"goal": 1}}},
        "measures.a.goal: unknown key goal",
    ),
    "a measure that is a number": (
        {"indicator": GROWTH, "measures": {"a": 5}},
        "measures.a: must be a mapping",
    ),
    "a measure's direction": (
        {"indicator": GROWTH, "measures": {"a": MEASURE | {"better": "up"}}},
        "measures.a.better: up is not allowed",
    ),
    "an unknown part": (
        {"indicator": COMPOSITE, "parts": {"9": {"score": 1}}},
        'parts["9"]: there is no part 9',
    ),
    "a requirement that the part does not have": (
        {"indicator": COMPOSITE, "parts": {"1": {"accepted": {"9": 1}}}},
        'parts["1"].accepted["9"]: this round has no requirement 9',
    ),
    "a part that is a number": (
        {"indicator": COMPOSITE, "parts": {"2": 75}},
        'parts["2"]: must be a mapping',
    ),
    "a holiday with a time": (
        {"holidays": ["2025-02-26T10:00:00"]},
        "holidays[0]: 2025-02-26T10:00:00 must be a date without time",
    ),
    "a float": ({"previous": 412.03}, "previous (line 1): the decimal 412.03 must be quoted"),
    "two indicators": ({"indicator_file": "x.yaml"}, "exactly one of indicator_file and indicator"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_faults_of_inputs_are_named(name: str, tmp_path: Path) -> None:
    inputs, message = FAULTY[name]
    data = {"indicator": document(), "round": "r", "submitted_at": None} | deepcopy(inputs)
    with pytest.raises(UnusableCase) as raised:
        load(tmp_path, data)
    line = raised.value.one_line("en").replace(" (line 1)", "")
    assert message.replace(" (line 1)", "") in line


def test_faults_are_told_in_thai_too(tmp_path: Path) -> None:
    with pytest.raises(UnusableCase) as raised:
        load(tmp_path, {"indicator": document(), "round": "x", "submitted_at": None})
    assert "ไม่มีรอบ x ตัวชี้วัดนี้มี r" in raised.value.one_line("th")


def test_tiers_of_methods_without_levels_go_by_the_final_score() -> None:
    entry = load_document(TARGET).rounds[0]
    reached = [reached_tier(entry, None, Fraction(final)) for final in (49, 50, 99, 100)]
    assert [tier.name if tier else None for tier in reached] == [None, "ต้น", "ต้น", "สูง"]
