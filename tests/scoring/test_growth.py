"""Growth: the challenge test, the bands, both directions, missing years and targets of zero."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from scoring.case import MeasureInput
from scoring.choices import Better
from scoring.engine import score
from scoring.faults import CaseFaults
from scoring.next_step import Action, next_step
from scoring.requirements import measure_gaps
from scoring.wording import next_step_sentence, sentences, summary
from tests.scoring.builders import case, growth_indicator, measure

ONE = growth_indicator()
LOWER = Better.LOWER


def reported(*measures: MeasureInput) -> Any:
    return case(measures={f"ตัววัด {n}": given for n, given in enumerate(measures, start=1)})


def raw(*measures: MeasureInput, **settings: Any) -> Fraction:
    return score(growth_indicator(**settings), reported(*measures)).raw


@pytest.mark.parametrize(
    ("target", "history", "challenging"),
    [
        (450, (300, 450), True),
        (375, (300, 450), True),
        ("374.99", (300, 450), False),
        (400, (500, 400), True),  # last year alone suffices
        (1, (9, 1, 1), True),  # only the last two years count
        (300, (300,), True),
        (299, (300,), False),
        (300, (), False),
        (0, (-5,), True),
        (-4, (-5,), True),
        (-6, (-5,), False),
    ],
)
def test_what_makes_a_target_challenging(target: Any, history: Any, challenging: bool) -> None:
    assert raw(measure(target, 10_000, *history)) == (0 if not challenging else _top(target))


def _top(target: Any) -> int:
    return 300 if Fraction(target) == 0 else 500


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (100, 300),
        ("104.999999", 300),
        (105, 400),
        ("109.999999", 400),
        (110, 500),
        (1000, 500),
        ("99.999999", 300),
        (-1000, 300),
    ],
)
def test_the_bands_are_half_open(result: Any, expected: int) -> None:
    assert raw(measure(100, result, 100)) == expected


def test_lower_is_better_turns_both_tests_round() -> None:
    assert raw(measure(20, 19, 20, better=LOWER)) == 400
    assert raw(measure(20, 18, 20, better=LOWER)) == 500
    assert raw(measure(20, 21, 20, better=LOWER)) == 300
    assert raw(measure(25, 10, 30, 20, better=LOWER)) == 500
    assert raw(measure(26, 10, 30, 20, better=LOWER)) == 0


def test_a_negative_target_is_measured_by_its_size() -> None:
    assert raw(measure(-100, -95, -100)) == 400
    assert raw(measure(-100, -101, -100)) == 300


def test_a_target_of_zero_gets_the_lowest_band() -> None:
    assert raw(measure(0, 500, 0)) == 300
    assert (
        "no per cent of a target of zero"
        in sentences(score(ONE, reported(measure(0, 5, 0))), "en")[1]
    )


def test_a_result_under_the_target_gets_the_lowest_band_whatever_the_bands() -> None:
    bands = [
        {"above": None, "score": 100},
        {"above": -10, "score": 200},
        {"above": 0, "score": 300},
    ]
    assert raw(measure(100, 95, 100), bands=bands) == 100
    assert raw(measure(100, 100, 100), bands=bands) == 300


def test_what_is_not_challenging_may_be_worth_something() -> None:
    assert raw(measure(1, 9, 5), unchallenging=120) == 120


def test_the_sum_is_over_the_count_not_over_what_is_reported() -> None:
    assert raw(measure(100, 110, 100), measure(100, 105, 100), count=5) == 180
    assert raw(count=5) == 0


def test_more_measures_than_count_are_a_fault() -> None:
    with pytest.raises(CaseFaults, match="2 measures are reported, more than the 1") as raised:
        score(ONE, reported(measure(1, 1, 1), measure(1, 1, 1)))
    assert [fault.path for fault in raised.value.faults] == ["measures"]


FIXED = growth_indicator(measures=[{"key": "ก"}, {"key": "ข", "better": "lower"}], count=2)


def test_fixed_measures_keep_their_direction() -> None:
    given = {"ก": measure(100, 110, 100), "ข": measure(100, 90, 100)}
    assert score(FIXED, case(measures=given)).raw == 500


def test_fixed_measures_refuse_others_and_another_direction() -> None:
    given = {"ค": measure(1, 1), "ก": measure(1, 1, better=LOWER)}
    with pytest.raises(CaseFaults) as raised:
        score(FIXED, case(measures=given))
    assert [(fault.path, fault.code) for fault in raised.value.faults] == [
        ("measures.ค", "case.no_measure"),
        ("measures.ก.better", "case.better_fixed"),
    ]


def test_the_trace_adds_up_and_is_told() -> None:
    definition = growth_indicator(count=3)
    result = score(definition, reported(measure(100, 110, 100), measure(1, 9, 5)))
    assert sum(step.points or 0 for step in result.trace) == result.final == Fraction(500, 3)
    assert [str(step.code) for step in result.trace] == [
        "challenge", "band", "challenge", "combine", "weight",
    ]  # fmt: skip
    thai = summary(result, "th")
    assert "ไม่ท้าทาย เพราะต่ำกว่าผลปีล่าสุด 5" in thai
    assert "รายงาน 2 จาก 3 ตัววัด" in thai
    lower = score(ONE, reported(measure(9, 1, 5, better=LOWER)))
    assert "ไม่ท้าทาย เพราะสูงกว่าผลปีล่าสุด 5" in summary(lower, "th")
    assert "has no past result" in summary(score(ONE, reported(measure(9, 1))), "en")


def test_the_next_step_is_the_result_of_the_next_band() -> None:
    step = next_step(ONE, reported(measure(375, 380, 300, 450)))
    assert step is not None
    assert (step.action, step.value, step.score, step.result) == (
        Action.VALUE, Fraction("393.75"), 300, 400,
    )  # fmt: skip
    assert next_step_sentence(step, "th") == (
        "เมื่อผลของ ตัววัด 1 เป็น 393.75 คะแนนจะเพิ่มจาก 300.00 เป็น 400.00"
    )
    assert next_step_sentence(step, "en") == (
        "Once the result of ตัววัด 1 is 393.75, the score rises from 300.00 to 400.00"
    )
    kept = score(ONE, reported(measure(375, step.value, 300, 450)))
    assert kept.final == step.result


def test_the_promise_is_the_band_that_the_rounded_result_reaches() -> None:
    """A hundredth of a small target skips a band; negative bands wait for the target itself."""
    small = next_step(ONE, reported(measure("0.1", "0.1", "0.1")))
    assert small is not None
    assert (small.value, small.result) == (Fraction("0.11"), 500)
    low = [{"above": above, "score": s} for above, s in ((None, 0), (-10, 20), (0, 60), (5, 70))]
    step = next_step(growth_indicator(bands=low), reported(measure(100, 80, 100)))
    assert step is not None
    assert (step.value, step.result) == (100, 60)


def test_the_next_step_of_a_falling_measure_goes_down() -> None:
    step = next_step(ONE, reported(measure(20, 20, 20, better=LOWER)))
    assert step is not None
    assert (step.value, step.result) == (19, 400)


def test_a_further_measure_is_the_step_where_no_result_helps() -> None:
    definition = growth_indicator(count=2)
    step = next_step(definition, reported(measure(100, 110, 100)))
    assert step is not None
    assert (step.action, step.score, step.result) == (Action.REPORT, 250, 500)
    assert "a further measure" in next_step_sentence(step, "en")
    assert "ตัววัดเพิ่ม" in next_step_sentence(step, "th")
    assert next_step(ONE, reported(measure(1, 9, 5))) is None


GROUPS = [
    {"name": "ก", "mandatory": True},
    {"name": "ข", "minimum": 1, "maximum": 1},
    {"name": "ค"},
]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["ก", "ข"], []),
        (["ก", "ก", "ข", "ค"], []),
        (["ข"], ["measures.few"]),
        (["ก"], ["measures.few"]),
        (["ก", "ข", "ข"], ["measures.many"]),
        (["ก", "ข", "ง"], ["measure.group"]),
        (["ก", "ข", None], ["measure.group"]),
    ],
)
def test_groups_are_checked_before_submitting_not_scored(groups: Any, expected: Any) -> None:
    definition = growth_indicator(groups=GROUPS, count=len(groups))
    given = reported(*(measure(100, 110, 100, group=group) for group in groups))
    growth = definition.rounds[0].growth
    assert growth is not None
    faults = measure_gaps(growth, given.measures)
    assert [fault.code for fault in faults] == expected
    assert all(fault.message("th") and fault.message("en") for fault in faults)
    assert score(definition, given).raw == 500


def test_fewer_measures_than_asked_for_are_a_gap_and_a_fixed_group_is_the_definitions() -> None:
    fixed = [{"key": "ตัววัด 1", "group": "ก"}, {"key": "ตัววัด 2", "group": "ข"}]
    growth = growth_indicator(groups=GROUPS, measures=fixed, count=2).rounds[0].growth
    assert growth is not None
    both = reported(measure(1, 1, 1), measure(1, 1, 1)).measures
    assert measure_gaps(growth, both) == ()
    one = reported(measure(1, 1, 1)).measures
    assert [fault.code for fault in measure_gaps(growth, one)] == ["measures.count", "measures.few"]
