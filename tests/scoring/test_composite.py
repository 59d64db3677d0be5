"""Composites: mean and weighted sum, parts of every kind, nesting, derived numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from scoring.case import PartInput
from scoring.engine import score
from scoring.faults import CaseFaults, DefinitionFaults
from scoring.formula import FormulaFault, FormulaUndefined, evaluate, parse_formula
from scoring.methods.composite import CompositeOutcome
from scoring.next_step import Action, next_step, next_step_as_dict
from scoring.wording import next_step_sentence, sentences, summary
from tests.scoring.builders import case, composite_indicator, criterion, entered, ladder, level

TWO = composite_indicator(entered("1"), entered("2", scale=5))
LADDER = {"key": "3", "title": "ขั้น", "weight": 3, "method": "milestones", "scale": 5}
MIXED = composite_indicator(
    entered("1", weight=2),
    {"key": "2", "title": "อื่น", "weight": 1, "indicator": "สบอ-7", "round": "m12", "scale": 100},
    {**LADDER, "levels": ladder([1, 1, 3])},
    combine="weighted_sum",
)


def given(**scores: Any) -> Any:
    """Entered scores by part: `given(_1=50)`."""
    parts = {key[1:]: PartInput(score=Fraction(value)) for key, value in scores.items()}
    return case(parts=parts)


def test_the_mean_is_of_shares_whatever_the_scales() -> None:
    assert score(TWO, given(_1=50, _2=5)).raw == 75


def test_an_absent_part_counts_nothing_and_is_named() -> None:
    result = score(TWO, given(_2=5))
    assert result.raw == 50
    assert "ยังไม่มีผลของ 1" in summary(result, "th")
    assert "no result yet for 1" in summary(result, "en")
    assert score(TWO, case()).raw == 0
    assert score(TWO, case(parts={"1": PartInput()})).raw == 0


def test_a_weighted_sum_of_parts_of_every_source() -> None:
    parts = {
        "1": PartInput(score=Fraction(50)),
        "2": PartInput(score=Fraction(100)),
        "3": PartInput(accepted={"1.1-a": 1, "2.1-a": 1}),
    }
    result = score(MIXED, case(parts=parts))
    assert result.raw == (2 * Fraction(1, 2) + 1 + 3 * Fraction(2, 5)) / 6 * 100
    assert isinstance(result.outcome, CompositeOutcome)
    assert [part.source for part in result.outcome.parts] == ["entered", "indicator", "computed"]
    assert [part.score for part in result.outcome.parts] == [50, 100, 2]
    assert sum(step.points or 0 for step in result.trace) == result.final
    assert "(result of the indicator สบอ-7)" in "".join(sentences(result, "en"))


def test_a_part_without_weight_adds_nothing_and_no_weights_at_all_give_zero() -> None:
    half = composite_indicator(entered("1", weight=None), entered("2"), combine="weighted_sum")
    assert score(half, given(_1=100, _2=40)).raw == 40
    none = composite_indicator(entered("1", weight=None), combine="weighted_sum")
    assert score(none, given(_1=100)).raw == 0


def nested() -> Any:
    """A composite within a composite, with milestones, a target and growth inside."""
    target = {
        "key": "ก", "title": "ก", "weight": 1, "scale": 100, "method": "target",
        "points": [{"value": 0, "score": 0}, {"value": 10, "score": 100}],
    }  # fmt: skip
    growth = {
        "key": "ข", "title": "ข", "weight": 1, "scale": 500, "method": "growth",
        "measures": "free", "count": 1, "bands": [{"above": None, "score": 300}],
    }  # fmt: skip
    inner = {
        "key": "1", "title": "ใน", "weight": 1, "scale": 500, "method": "composite",
        "combine": "mean", "parts": [target, growth],
        "derive": [{"name": "ครึ่ง", "formula": "score / 2"}],
    }  # fmt: skip
    return composite_indicator(inner, entered("2"))


def test_nesting_and_the_names_of_the_parts_in_the_trace() -> None:
    parts = {
        "1": PartInput(parts={"ก": PartInput(values={"value": Fraction(5)})}),
        "2": PartInput(score=Fraction(100)),
    }
    result = score(nested(), case(parts=parts))
    assert result.raw == (Fraction(1, 4) + 1) / 2 * 100
    assert sum(step.points or 0 for step in result.trace) == result.final
    english = sentences(result, "en")
    assert english[0].startswith("[1 › ก] The value 5 lies between 0")
    assert "[1] ครึ่ง: 62.50 (score / 2 at a score of 125.00)" in english
    assert result.derived == {}
    assert "[" not in summary(result, "en")


def test_faults_inside_a_part_name_their_place() -> None:
    tall = PartInput(score=Fraction(101))
    with pytest.raises(CaseFaults) as raised:
        score(nested(), case(parts={"2": tall, "9": tall, "1": PartInput(parts={"ง": tall})}))
    assert [(fault.path, fault.code) for fault in raised.value.faults] == [
        ('parts["2"].score', "number.most"),
        ('parts["9"]', "case.no_part"),
        ('parts["1"].parts.ง', "case.no_part"),
    ]


def test_a_negative_entered_score_is_a_fault() -> None:
    with pytest.raises(CaseFaults, match="at least 0"):
        score(TWO, given(_1=-1))


def test_the_first_tier_may_be_the_least_that_counts() -> None:
    tiers = [{"name": "ต้น", "score": 50}, {"name": "สูง", "score": 100}]
    whole = composite_indicator(entered("1"), tiers=tiers, below_first_tier="zero")
    assert score(whole, given(_1=49)).raw == 0
    assert score(whole, given(_1=50)).tier == "ต้น"


def test_lateness_applies_once_to_the_whole() -> None:
    late = {"due": "2025-02-18", "late": {"deduct": 3}}
    whole = composite_indicator(
        entered("1"), derive=[{"name": "ครึ่ง", "formula": "score / 2"}], **late
    )
    result = score(whole, given(_1=50))
    assert (result.raw, result.deduction, result.final) == (50, 6, 44)
    assert result.derived == {"ครึ่ง": 22}
    unsent = score(whole, case(parts={"1": PartInput(score=Fraction(50))}, submitted_at=None))
    assert (unsent.final, unsent.derived) == (0, {"ครึ่ง": 0})


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("score / 500 * 4", 250, 2),
        ("1 + 2 * 3", 0, 7),
        ("(1 + 2) * 3", 0, 9),
        ("10 - 4 - 3", 0, 3),
        ("16 / 4 / 2", 0, 2),
        ("-score + 1", 5, -4),
        ("--score", 5, 5),
        ("2 * -3", 0, -6),
        ("0.1 + 0.2", 0, "0.3"),
        ("score/3*3", 1, 1),
    ],
)
def test_formulas_are_exact(text: str, at: int, expected: Any) -> None:
    assert evaluate(parse_formula(text), Fraction(at)) == Fraction(expected)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "score score", "2 3", "(1", "1)", "1 +", "* 2", "score ** 2", "score // 2", "x",
        "score.real", "__import__('os')", "score if score else 1", "1e9", "๕", "1_000", "0x10",
        "lambda: 1", "score[0]", "1,2", "score = 1", "1 / 0", "score / (2 - 2)", "1 / (0 * 5)",
        "(" * 30 + "1" + ")" * 30, "-" * 150 + "1", "1 + " * 60 + "1", "9" * 16,
    ],
)  # fmt: skip
def test_nothing_else_is_a_formula(text: str) -> None:
    with pytest.raises(FormulaFault):
        parse_formula(text)
    with pytest.raises(DefinitionFaults) as raised:
        composite_indicator(entered("1"), derive=[{"name": "x", "formula": text}])
    assert {fault.path for fault in raised.value.faults} == {"rounds[0].derive[0].formula"}


def test_dividing_by_a_score_of_zero_leaves_the_number_out_and_says_why() -> None:
    with pytest.raises(FormulaUndefined):
        evaluate(parse_formula("1 / score"), Fraction(0))
    whole = composite_indicator(entered("1"), derive=[{"name": "ส่วนกลับ", "formula": "100 / score"}])
    assert score(whole, given(_1=50)).derived == {"ส่วนกลับ": 2}
    result = score(whole, given(_1=0))
    assert result.derived == {}
    assert "คำนวณไม่ได้ที่คะแนน 0.00" in sentences(result, "th")[-1]
    assert "divides by zero" in sentences(result, "en")[-1]


def test_the_next_step_is_that_of_the_best_part() -> None:
    parts = {"1": PartInput(score=Fraction(0)), "3": PartInput(accepted={"1.1-a": 1, "2.1-a": 1})}
    step = next_step(MIXED, case(parts=parts))
    assert step is not None
    assert step.action is Action.EVIDENCE
    assert [place.key for place in step.places] == ["3"]
    assert step.needs[0].requirement.key == "3.1-a"
    kept = score(MIXED, case(parts={**parts, "3": PartInput(accepted=_all())}))
    assert kept.final == step.result > step.score
    assert "(ใน “ขั้น” (3))" in next_step_sentence(step, "th")
    assert "(in “ขั้น” (3))" in next_step_sentence(step, "en")
    assert next_step_as_dict(step)["places"] == [{"key": "3", "title": "ขั้น"}]


def _all() -> dict[str, int]:
    return {"1.1-a": 1, "2.1-a": 1, "3.1-a": 1}


def test_where_no_part_has_a_step_the_one_with_most_left_is_named() -> None:
    step = next_step(TWO, given(_1=80, _2=1))
    assert step is not None
    assert (step.action, step.places[0].key, step.result) == (Action.RAISE, "2", 90)
    assert next_step_sentence(step, "th").startswith("“ส่วน 2” (2) ยังมีคะแนนเหลือมากที่สุด")
    assert "has the most left to gain" in next_step_sentence(step, "en")
    missing = next_step(TWO, given(_1=80))
    assert missing is not None
    assert (missing.action, missing.places[0].key) == (Action.REPORT, "2")
    assert next_step_sentence(missing, "th").startswith("รายงานผลของ “ส่วน 2” (2) แล้ว")
    assert next_step(TWO, given(_1=100, _2=5)) is None


def test_the_next_step_reaches_into_nested_parts() -> None:
    parts = {
        "1": PartInput(parts={"ก": PartInput(values={"value": Fraction(5)})}),
        "2": PartInput(score=Fraction(100)),
    }
    step = next_step(nested(), case(parts=parts))
    assert step is not None
    assert [place.key for place in step.places] == ["1", "ก"]
    assert (step.value, step.score, step.result) == (10, Fraction("62.5"), 75)
    assert "the result of “ใน” (1) › “ก” (ก) is 10" in next_step_sentence(step, "en")


def test_several_requirements_of_a_part_name_the_part() -> None:
    pair = level(1, criterion("1.1", {"key": "a", "title": "ก", "kind": "file"},
                              {"key": "b", "title": "ข", "kind": "file"}))  # fmt: skip
    whole = composite_indicator({**LADDER, "scale": 1, "levels": [pair]})
    step = next_step(whole, case(parts={"3": PartInput()}))
    assert step is not None
    assert (step.action, len(step.needs)) == (Action.SEVERAL, 2)
    assert "(ใน “ขั้น” (3)) เมื่อครบทั้ง 2 รายการ" in next_step_sentence(step, "th")
