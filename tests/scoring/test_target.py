"""Targets: interpolation, both directions, last year's score, groups, gaps and both ends."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from scoring.engine import score
from scoring.faults import CaseFaults
from scoring.next_step import Action, next_step, next_step_as_dict
from scoring.result import result_as_dict
from scoring.wording import next_step_sentence, sentences, summary
from tests.scoring.builders import case, fixture, target_indicator

STATUS = fixture("org-status-2564")
FALLING = [(40, 20), (20, 50), (10, 100)]


def measured(value: Any, **settings: Any) -> Any:
    """A case of round `r` with one measured value."""
    return case(**settings) if value is None else case(values={"value": value}, **settings)


def raw(definition: Any, value: Any, **settings: Any) -> Fraction:
    return score(definition, measured(value, **settings)).raw


@pytest.mark.parametrize(
    ("value", "expected"),
    [(10, 20), (15, 35), (20, 50), (25, "62.5"), (40, 100), (9, 0), (41, 100), (0, 0), (-5, 0)],
)
def test_a_rising_target(value: int, expected: Any) -> None:
    assert raw(target_indicator(), value) == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [(40, 20), (30, 35), (20, 50), (15, 75), (10, 100), (41, 0), (9, 100)]
)
def test_a_falling_target(value: int, expected: int) -> None:
    assert raw(target_indicator(FALLING), value) == expected


@pytest.mark.parametrize(
    ("below", "above", "low", "high"),
    [
        ("zero", "cap", 0, 80),
        ("first", "cap", 20, 80),
        ("extrapolate", "extrapolate", 10, 90),
    ],
)
def test_both_ends_by_their_settings(below: str, above: str, low: int, high: int) -> None:
    points = [(10, 20), (20, 40), (40, 80)]
    definition = target_indicator(points, below=below, above=above)
    assert (raw(definition, 5), raw(definition, 45)) == (low, high)


def test_extrapolation_stays_between_zero_and_the_scale() -> None:
    definition = target_indicator(below="extrapolate", above="extrapolate")
    assert raw(definition, -1000) == 0
    assert raw(definition, 1000) == 100
    result = score(definition, measured(1000))
    assert [str(step.code) for step in result.trace] == ["interpolate", "cap", "weight"]
    assert sum(step.points or 0 for step in result.trace) == 100
    worded = sentences(score(definition, measured(-1000)), "en")
    assert worded[1] == "The sum of -3010.00 counts no less than 0.00"


def test_last_years_score_is_rounded_half_up_before_it_counts() -> None:
    at = {"target_group": "3", "previous": Fraction("412.03")}
    for value, expected in [("412.03", 75), ("420.27", 100), ("420.26", "99.969660")]:
        found = score(STATUS, _annual(Fraction(value), **at)).raw
        assert abs(found - Fraction(expected)) < Fraction(1, 10**5)


def _annual(value: Fraction | None, **settings: Any) -> Any:
    given = {} if value is None else {"value": value}
    return replace(case(), round="annual", values=given, **settings)


def test_group_one_has_no_standard_tier_but_reaches_it_by_proportion() -> None:
    result = score(STATUS, _annual(Fraction(295), target_group="1"))
    assert (result.final, result.tier) == (75, "เป้าหมายมาตรฐาน")


@pytest.mark.parametrize(
    ("settings", "code", "path"),
    [
        ({}, "case.target_group", "target_group"),
        ({"target_group": "4"}, "case.target_group", "target_group"),
        ({"target_group": "3"}, "case.needs_previous", "previous"),
        ({"target_group": "3", "previous": Fraction(360)}, "points.order", "previous"),
    ],
)
def test_a_case_that_does_not_fit_is_named(settings: Any, code: str, path: str) -> None:
    with pytest.raises(CaseFaults) as raised:
        score(STATUS, _annual(Fraction(400), **settings))
    assert [(fault.path, fault.code) for fault in raised.value.faults] == [(path, code)]


@pytest.mark.parametrize(
    ("previous", "named"),
    [
        ("360", "point 2 (360) is out of order after point 1 (370)"),
        ("370", "point 2 (370) is out of order after point 1 (370)"),
        ("0", "point 3 (0) is out of order after point 2 (0)"),
    ],
)
def test_points_out_of_order_name_both(previous: str, named: str) -> None:
    given = {"target_group": "3", "previous": Fraction(previous)}
    with pytest.raises(CaseFaults, match="out of order") as raised:
        score(STATUS, _annual(Fraction(400), **given))
    assert named in raised.value.one_line("en")


def test_without_a_value_the_score_is_zero_and_says_so() -> None:
    result = score(STATUS, _annual(None))
    assert (result.raw, result.final, result.tier) == (0, 0, None)
    assert "ยังไม่มีค่าผลการดำเนินงาน" in summary(result, "th")
    assert "No accepted value yet" in summary(result, "en")


def test_below_the_first_tier_may_count_nothing() -> None:
    definition = target_indicator(tiers=[{"name": "ขั้นต้น", "score": 50}], below_first_tier="zero")
    assert (raw(definition, 19), raw(definition, 20)) == (0, 50)
    told = sentences(score(definition, measured(19)), "th")
    assert "ผลต่ำกว่าขั้นต้น (50.00 คะแนน) จึงได้ 0.00" in told[1]
    assert sum(step.points or 0 for step in score(definition, measured(19)).trace) == 0


def test_lateness_is_taken_from_the_interpolated_score() -> None:
    definition = target_indicator(
        due="2025-02-18", late={"deduct": "0.5"}, tiers=[{"name": "ขั้นต้น", "score": 50}]
    )
    result = score(definition, measured(20))
    assert (result.raw, result.deduction, result.final, result.tier) == (50, 1, 49, None)
    step = next_step(definition, measured(20))
    assert step is not None
    assert (step.tier, step.value, step.result) == ("ขั้นต้น", Fraction("20.4"), 50)


@pytest.mark.parametrize(
    ("value", "needed", "tier", "result"),
    [
        (None, "370", "เป้าหมายขั้นต้น", "50.00"),
        ("300", "370", "เป้าหมายขั้นต้น", "50.00"),
        ("400", "412.03", "เป้าหมายมาตรฐาน", "75.00"),
        ("415", "420.27", "เป้าหมายขั้นสูง", "100.00"),
    ],
)
def test_the_next_step_is_the_value_of_the_next_tier(
    value: str | None, needed: str, tier: str, result: str
) -> None:
    given = None if value is None else Fraction(value)
    step = next_step(STATUS, _annual(given, target_group="3", previous=Fraction("412.03")))
    assert step is not None
    told = next_step_as_dict(step)
    assert (told["action"], told["value"], told["tier"]) == ("value", needed, tier)
    assert told["result"] == result


def test_the_next_step_in_words() -> None:
    given = {"target_group": "3", "previous": Fraction("412.03")}
    step = next_step(STATUS, _annual(Fraction(400), **given))
    assert next_step_sentence(step, "th") == (
        "เมื่อผลเป็น 412.03 ถึงเป้าหมายมาตรฐาน คะแนนจะเพิ่มจาก 67.84 เป็น 75.00"
    )
    assert next_step_sentence(step, "en") == (
        "Once the value is 412.03 (เป้าหมายมาตรฐาน), the score rises from 67.84 to 75.00"
    )


def test_no_next_step_at_the_top_and_none_without_a_group() -> None:
    assert next_step(target_indicator(), measured(40)) is None
    assert next_step(STATUS, _annual(None)) is None
    assert next_step(STATUS, _annual(None, target_group="3")) is None
    assert next_step(STATUS, _annual(None, target_group="3", previous=Fraction(360))) is None


def test_without_tiers_the_next_point_is_the_goal() -> None:
    step = next_step(target_indicator(), measured(15))
    assert step is not None
    assert (step.action, step.value, step.tier, step.result) == (Action.VALUE, 20, None, 50)
    falling = next_step(target_indicator(FALLING), measured(15))
    assert falling is not None
    assert (falling.value, falling.result) == (10, 100)


def test_a_value_not_yet_submitted_asks_to_submit() -> None:
    step = next_step(target_indicator(), measured(15, submitted_at=None))
    assert step is not None
    assert (step.action, step.result) == (Action.SUBMIT, 35)


def test_a_stored_trace_shows_measured_values_in_full() -> None:
    result = score(target_indicator(), measured(Fraction("15.125")))
    facts = result_as_dict(result)["trace"][0]["facts"]
    assert facts["value"] == "15.125"
    assert facts["from"] == {"value": "10", "score": "20.00"}
