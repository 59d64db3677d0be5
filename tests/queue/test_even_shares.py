"""Sharing work out: nobody has more than need be, nobody gets what they may not."""

from __future__ import annotations

import random
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from submissions.domain.even_shares import share

PEOPLE = st.integers(1, 6)
LOADS = st.dictionaries(PEOPLE, st.integers(0, 6), min_size=1, max_size=5)
WORK = st.dictionaries(st.integers(1, 60), st.frozensets(PEOPLE), max_size=30)
FEW = st.dictionaries(st.integers(1, 60), st.frozensets(PEOPLE, max_size=4), max_size=5)


def after(loads: dict[int, int], found: dict[int, int]) -> dict[int, int]:
    then = dict(loads)
    for person in found.values():
        then[person] += 1
    return then


@given(WORK, LOADS)
def test_everything_that_somebody_may_take_is_given_to_one_who_may(work, loads):
    found = share(work, loads)
    assert found.keys() == {piece for piece, able in work.items() if able & loads.keys()}
    assert all(found[piece] in work[piece] for piece in found)


@given(WORK, LOADS)
def test_nobody_could_pass_a_piece_on_to_somebody_less_busy(work, loads):
    """Along no chain of people who may take each other's pieces lies anybody with two less."""
    found = share(work, loads)
    then = after(loads, found)
    passes = {person: set() for person in loads}
    for piece, person in found.items():
        passes[person] |= set(work[piece]) & loads.keys()
    for start in loads:
        reached, waiting = {start}, [start]
        while waiting:
            for other in passes[waiting.pop()] - reached:
                reached.add(other)
                waiting.append(other)
        assert then[start] <= min(then[person] for person in reached) + 1


@given(FEW, LOADS)
def test_no_other_distribution_is_more_even(work, loads):
    """Against every possible one: the loads, the busiest first, are the least."""
    pieces = {piece: sorted(able & loads.keys()) for piece, able in work.items()}
    given_out = {piece: able for piece, able in pieces.items() if able}
    found = sorted(after(loads, share(work, loads)).values(), reverse=True)
    everything = (
        sorted(after(loads, dict(zip(given_out, people, strict=True))).values(), reverse=True)
        for people in product(*given_out.values())
    )
    assert found == min(everything)


@given(WORK, LOADS, st.randoms(use_true_random=False))
def test_the_order_in_which_work_and_people_are_named_does_not_matter(
    work, loads, shuffle: random.Random
):
    def mixed(mapping):
        rows = list(mapping.items())
        shuffle.shuffle(rows)
        return dict(rows)

    assert share(mixed(work), mixed(loads)) == share(work, loads)


@given(st.integers(0, 60), LOADS)
def test_where_everybody_may_take_everything_those_who_get_work_end_level(number, loads):
    work = {piece: frozenset(loads) for piece in range(number)}
    then = after(loads, share(work, loads))
    got = [then[person] for person in loads if then[person] > loads[person]]
    if got:
        assert max(got) - min(got) <= 1
        assert max(got) <= min(then.values()) + 1


def test_work_moves_on_along_a_chain():
    """Only the first may take the last piece, so an earlier one goes on to the second."""
    assert share({1: {1, 2}, 2: {1}, 3: {1}}, {1: 0, 2: 0}) == {1: 2, 2: 1, 3: 1}
    assert share({1: {1}, 2: {1, 2}, 3: {2}}, {1: 3, 2: 0}) == {1: 1, 2: 2, 3: 2}
