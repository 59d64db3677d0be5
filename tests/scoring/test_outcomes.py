"""What a page needs of a result: what became of each level, criterion and requirement."""

from __future__ import annotations

from fractions import Fraction

from scoring.engine import score
from scoring.requirements import complete_for, missing_for, required_up_to, supplied_keys
from tests.scoring.builders import case, criterion, fixture, indicator, level, requirement


def test_levels_tell_complete_counted_points_and_what_blocks() -> None:
    result = score(indicator(), case("1.1-a 3.1-a"))
    told = [(o.number, o.complete, o.counted, o.points, o.blocking) for o in result.levels]
    assert told == [
        (1, True, True, 50, ()),
        (2, False, False, 0, ("2.1-a",)),
        (3, True, False, 0, ()),
    ]


def test_criteria_tell_partial_credit() -> None:
    halves = [criterion("1.1", points=30), criterion("1.2", points=30)]
    result = score(indicator(level(1, *halves, points=100)), case("1.2-a"))
    (outcome,) = result.levels
    told = [(c.key, c.met, c.points, c.blocking) for c in outcome.criteria]
    assert told == [("1.1", False, 0, ("1.1-a",)), ("1.2", True, 30, ())]
    assert (outcome.points, outcome.counted) == (30, False)


def test_the_points_of_the_levels_sum_to_the_raw_score() -> None:
    for accepted in ("", "1.1-a", "1.1-a 2.1-a", "1.1-a 3.1-a"):
        for skip in ("forbidden", "allowed"):
            result = score(indicator(skip=skip), case(accepted))
            assert sum(outcome.points for outcome in result.levels) == result.raw


def test_requirements_are_found_by_key() -> None:
    optional = requirement("1.1-b", required=False)
    definition = indicator(level(1, criterion("1.1", requirement("1.1-a"), optional), points=100))
    found = score(definition, case("1.1-b")).requirements
    assert [(r.key, r.met, r.required) for r in found.values()] == [
        ("1.1-a", False, True),
        ("1.1-b", True, False),
    ]


def test_all_requirements_of_a_round_with_their_level_and_criterion() -> None:
    m5 = fixture("rid-digitalize-2568").round("m5")
    told = [(level.number, criterion.key, item.key) for level, criterion, item in m5.evidence()]
    assert told[0] == (1, "1.1", "1.1-a")
    assert told[-1] == (3, "3.3", "3.3-b")


# what is required up to a claimed level


def test_required_up_to_a_level_leaves_out_optional_evidence() -> None:
    m5 = fixture("rid-digitalize-2568").round("m5")
    assert required_up_to(m5, 0) == ()
    assert required_up_to(m5, 1) == ("1.1-a", "1.2-a", "1.2-b")
    assert "3.3-b" not in required_up_to(m5, 3)
    assert required_up_to(m5, 99) == required_up_to(m5, 3)


def test_required_evidence_elsewhere_belongs_to_the_level_it_proves() -> None:
    levels = [
        level(1, criterion("1.1"), points=60),
        level(2, criterion("2.1", requirement("2.1-a", also=["1.1"])), points=40),
    ]
    assert required_up_to(indicator(*levels).rounds[0], 1) == ("1.1-a", "2.1-a")


def test_complete_for_the_claimed_level() -> None:
    entry = indicator().rounds[0]
    assert complete_for(entry, 0, set())
    assert complete_for(entry, 1, {"1.1-a"})
    assert not complete_for(entry, 2, {"1.1-a", "3.1-a"})
    assert missing_for(entry, 3, {"1.1-a"}) == ("2.1-a", "3.1-a")


def test_supplied_is_about_what_is_there_not_about_what_is_good() -> None:
    both = requirement("1.1-a", ["file", "number"], minimum=2, at_least=80)
    number = requirement("1.1-b", "number", at_least=80)
    entry = indicator(level(1, criterion("1.1", both, number), points=100)).rounds[0]
    low = {"1.1-a": Fraction(1), "1.1-b": Fraction(1)}
    assert supplied_keys(entry, {}, {}) == set()
    assert supplied_keys(entry, {"1.1-a": 1, "1.1-b": 9}, {}) == set()
    assert supplied_keys(entry, {"1.1-a": 2}, {}) == {"1.1-a"}
    assert supplied_keys(entry, {}, low) == {"1.1-a", "1.1-b"}
