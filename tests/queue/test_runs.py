"""The queue cut into pages along the runs of its states; no database."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from submissions.domain.queue_runs import Runs
from submissions.domain.queue_shown import ORDER
from submissions.enums import State


@given(
    numbers=st.dictionaries(st.sampled_from(State), st.integers(0, 7)),
    start=st.integers(0, 60),
    length=st.integers(1, 20),
)
def test_a_part_holds_what_the_whole_line_holds_there(
    numbers: dict[State, int], start: int, length: int
) -> None:
    asked: list[State] = []

    def reports(states: Any) -> Any:
        asked.extend(states)
        return [(state, n) for state in states for n in range(numbers.get(state, 0))]

    runs = Runs(ORDER, numbers, reports)
    whole = [(state, n) for state in ORDER for n in range(numbers.get(state, 0))]
    part = runs[start : start + length]
    assert len(runs) == len(whole)
    assert part == whole[start : start + length]
    assert set(asked) == {state for state, _n in part}
