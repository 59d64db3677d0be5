"""The distribution and its drawing, without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.domain import round_comparison
from submissions.domain.bar_plot import HEIGHT, WIDTH, bars
from submissions.domain.round_comparison import Change
from submissions.domain.round_view import Report
from submissions.enums import State

DUE = datetime(2025, 2, 25, 9, 30, tzinfo=UTC)


def report(score: str | None, state: State = State.CONFIRMED) -> Report:
    confirmed = None if score is None else Decimal(score)
    return Report(1, "ส่วน", 1, state, DUE, None, confirmed, None, False, False, 1, 1)


@pytest.mark.parametrize(
    ("score", "place"), [("0", 0), ("9.99", 0), ("10", 1), ("99.99", 9), ("100", 9), ("105", 9)]
)
def test_each_score_falls_into_one_bin(score: str, place: int) -> None:
    bins = round_comparison.distribution([report(score)], Fraction(100))

    assert [n for n, one in enumerate(bins) if one.count] == [place]


def test_only_settled_scores_count() -> None:
    given_reports = [report("80", State.ASSESSED), report(None), report("80")]

    assert sum(b.count for b in round_comparison.distribution(given_reports, Fraction(100))) == 1


@given(
    st.lists(st.decimals(min_value=0, max_value=120, places=2), max_size=40),
    st.sampled_from([Fraction(5), Fraction(100), Fraction(7, 2)]),
)
def test_no_score_is_lost_and_the_bins_join(scores, scale) -> None:
    bins = round_comparison.distribution([report(str(score)) for score in scores], scale)

    assert sum(one.count for one in bins) == len(scores)
    assert all(left.high == right.low for left, right in pairwise(bins))
    assert (bins[0].low, bins[-1].high) == (0, scale)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10_000)), min_size=1, max_size=12))
def test_bars_stay_inside_the_drawing_and_keep_their_order(values) -> None:
    drawn = bars([(str(n), value, str(value)) for n, value in enumerate(values)])
    if drawn is None:
        assert not any(values)
        return
    assert len(drawn.bars) == len(values)
    for bar, value in zip(drawn.bars, values, strict=True):
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
        assert bar.y >= 0
        assert bar.y + bar.height <= HEIGHT
        assert bool(bar.height) <= bool(value)
    heights = sorted(
        (value or 0, bar.height) for value, bar in zip(values, drawn.bars, strict=True)
    )
    assert [h for _v, h in heights] == sorted(h for _v, h in heights)


def test_a_difference_needs_both_results() -> None:
    assert Change(report("80"), Decimal("72.50")).difference == Decimal("7.50")
    assert Change(report("80"), None).difference is None
    assert Change(report(None), Decimal(1)).difference is None
    so_far = Change(report("80", State.IN_REVIEW), Decimal(1))
    assert (so_far.now, so_far.difference) == (None, None)
