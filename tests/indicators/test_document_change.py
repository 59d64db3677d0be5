"""The smallest differing part of two documents, and putting it back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indicators.document_change import smallest_change, with_part

leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=4)
documents = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(documents, documents)
def test_putting_the_part_back_gives_the_document_before(before, after):
    change = smallest_change(before, after)
    if change is None:
        assert before == after
        return
    assert with_part(after, change.place, change.before) == before
    assert with_part(before, change.place, change.after) == after


def test_one_changed_value_is_all_that_is_kept():
    before = {"rounds": [{"key": "m5", "levels": [{"points": 20}, {"points": 30}]}]}
    after = {"rounds": [{"key": "m5", "levels": [{"points": 20}, {"points": 35}]}]}
    change = smallest_change(before, after)
    assert change is not None
    assert (change.place, change.before, change.after) == (
        ["rounds", 0, "levels", 1, "points"],
        30,
        35,
    )


def test_an_added_row_keeps_the_list_it_joins():
    change = smallest_change({"a": [1], "b": 2}, {"a": [1, 2], "b": 2})
    assert change is not None
    assert change.place == ["a"]


def test_the_order_of_keys_is_a_difference_of_the_whole():
    change = smallest_change({"a": {"x": 1, "y": 2}}, {"a": {"x": 1, "z": 2}})
    assert change is not None
    assert change.place == ["a"]
