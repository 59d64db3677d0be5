"""How far a plan has come, exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_templates.progress import plan_progress, planned_progress
from tests.rendering.samples import form_answers

ROWS = [
    {"schedule": {"m10": {"planned": "50", "done": "50"}, "m01": {"planned": "50", "done": "25"}}},
    {"schedule": {"m01": {"planned": "๓๓.๕"}, "m09": {"planned": "66.5", "done": ""}}},
]


def test_activities_count_alike_without_weights():
    assert plan_progress(ROWS) == Fraction(75, 2)
    assert planned_progress(ROWS) == 100
    assert planned_progress(ROWS, through="m01") == Fraction(100 + Fraction(67, 2), 2)


def test_only_the_months_so_far_count():
    assert plan_progress(ROWS, through="m12") == 25
    assert plan_progress(ROWS, through="m01") == Fraction(75, 2)


def test_weights_shift_the_whole():
    weighted = [ROWS[0] | {"weight": "3"}, ROWS[1] | {"weight": "1"}]
    assert plan_progress(weighted) == Fraction(225, 4)
    assert plan_progress([ROWS[0] | {"weight": "1"}, ROWS[1]]) == 75


def test_the_sample_plan():
    rows = form_answers("form-3")["rows"]
    assert plan_progress(rows) == 20 + 30 + 40 * Fraction(1, 4)


def test_nothing_planned_is_nothing_done():
    assert plan_progress([]) == 0
    assert plan_progress([{"activity": "ก"}]) == 0


def test_a_share_that_is_no_number_is_an_error():
    with pytest.raises(ValueError, match="not a number"):
        plan_progress([{"schedule": {"m10": {"done": "มาก"}}}])


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["m10", "m02", "m09"]),
            st.fixed_dictionaries({"done": st.integers(0, 100).map(str)}),
        ),
        max_size=5,
    )
)
def test_progress_lies_between_nothing_and_all_and_never_falls(plans):
    rows = [{"schedule": plan} for plan in plans]
    course = [plan_progress(rows, through) for through in ("m10", "m01", "m02", "m09")]
    assert all(0 <= value <= 100 for value in course)
    assert course == sorted(course)
