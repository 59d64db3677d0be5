"""The rule of the double review by itself: which decision follows from all verdicts on a piece."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.domain import verdict_effect
from submissions.domain.verdict_effect import Pair
from submissions.enums import Decision
from submissions.models import Verdict

PAIR = Pair(1, 2)
WORDS = st.sampled_from(list(Decision))
SAID = st.lists(WORDS, max_size=5)
FINAL = st.sampled_from([Decision.ACCEPTED, Decision.RETURNED])


def verdict(who: int, what: str, settles: bool = False) -> Verdict:
    return Verdict(reviewer_id=who, decision=what, settles=settles)


def effective(said: list[Verdict], pair: Pair = PAIR) -> Decision:
    return verdict_effect.effective(said, pair)


@pytest.mark.parametrize(
    ("said", "expected", "differ"),
    [
        ([], "pending", False),
        ([(1, "accepted")], "pending", False),
        ([(1, "accepted"), (2, "accepted")], "accepted", False),
        ([(1, "returned"), (2, "returned")], "returned", False),
        ([(1, "accepted"), (2, "returned")], "pending", True),
        ([(1, "accepted"), (2, "returned"), (2, "accepted")], "accepted", False),
        ([(1, "accepted"), (2, "accepted"), (2, "pending")], "pending", False),
        # nobody else is heard
        ([(1, "accepted"), (3, "accepted")], "pending", False),
        ([(1, "accepted"), (2, "accepted"), (3, "returned")], "accepted", False),
        # but for the third person who settles
        ([(1, "accepted"), (2, "returned"), (3, "returned", True)], "returned", False),
        ([(3, "accepted", True), (1, "returned"), (2, "returned")], "accepted", False),
        ([(1, "accepted"), (2, "returned"), (3, "returned", True), (4, "accepted", True)],
         "accepted", False),
        # a settling verdict is no word of the pair
        ([(1, "accepted", True), (2, "returned")], "accepted", False),
    ],
)  # fmt: skip
def test_what_follows(said, expected, differ):
    verdicts = [verdict(*one) for one in said]
    assert effective(verdicts) == expected
    assert verdict_effect.differ(verdicts, PAIR) is differ


def test_a_free_place_decides_nothing():
    assert effective([verdict(1, "accepted")], Pair(1, None)) == Decision.PENDING
    assert effective([verdict(1, "accepted"), verdict(1, "accepted")], Pair(1, 1)) == "accepted"


@st.composite
def interleaved(draw: st.DrawFn) -> tuple[list[Verdict], list[Verdict]]:
    """The same words of two people in two orders, each one's own order kept."""
    one, two = draw(SAID), draw(SAID)

    def mixed() -> list[Verdict]:
        turns = draw(st.permutations([1] * len(one) + [2] * len(two)))
        left = {1: iter(one), 2: iter(two)}
        return [verdict(who, next(left[who])) for who in turns]

    return mixed(), mixed()


@given(interleaved())
def test_who_spoke_first_makes_no_difference(said):
    one, other = said
    assert effective(one) == effective(other)
    assert verdict_effect.differ(one, PAIR) == verdict_effect.differ(other, PAIR)


@given(SAID, SAID)
def test_the_places_make_no_difference(one, two):
    said = [*(verdict(1, w) for w in one), *(verdict(2, w) for w in two)]
    assert effective(said, Pair(1, 2)) == effective(said, Pair(2, 1))


@given(SAID, SAID, FINAL)
def test_only_the_last_word_of_a_reviewer_counts(one, two, last):
    said = [*(verdict(1, w) for w in one), *(verdict(2, w) for w in two), verdict(1, last)]
    short = [verdict(1, last), *(verdict(2, w) for w in two[-1:])]
    assert effective(said) == effective(short)


@given(SAID, SAID)
def test_taking_back_makes_the_piece_wait(one, two):
    said = [*(verdict(1, w) for w in one), *(verdict(2, w) for w in two)]
    assert effective([*said, verdict(2, Decision.PENDING)]) == Decision.PENDING


@given(SAID, SAID, FINAL, st.integers(0, 10))
def test_settling_stands_wherever_it_comes(one, two, settled, where):
    said = [*(verdict(1, w) for w in one), *(verdict(2, w) for w in two)]
    said.insert(min(where, len(said)), verdict(3, settled, settles=True))
    assert effective(said) == settled
    assert not verdict_effect.differ(said, PAIR)


@given(SAID, SAID, st.lists(WORDS, min_size=1, max_size=4))
def test_words_of_others_are_no_words(one, two, others):
    said = [*(verdict(1, w) for w in one), *(verdict(2, w) for w in two)]
    assert effective([*said, *(verdict(9, w) for w in others)]) == effective(said)


@given(SAID, SAID)
def test_a_piece_is_decided_exactly_where_both_say_the_same(one, two):
    said = [*(verdict(1, w) for w in one), *(verdict(2, w) for w in two)]
    ends = [words[-1] if words else Decision.PENDING for words in (one, two)]
    alike = ends[0] == ends[1]
    assert effective(said) == (ends[0] if alike else Decision.PENDING)
    assert verdict_effect.differ(said, PAIR) == (Decision.PENDING not in ends and not alike)
