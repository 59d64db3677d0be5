"""One report by other rules: exact, from its stored inputs, with what does not fit named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scoring.case_documents import case_document
from scoring.engine import score
from scoring.numbers import two_places
from scoring.parsing import load_document
from submissions.domain.rescoring import Filed, Kept, Rules, compare
from tests.review.world import three_levels
from tests.scoring.builders import case as a_case
from tests.scoring.builders import indicator, ladder, target_indicator
from tests.versions.conftest import second_body

NOON = datetime(2025, 2, 20, 5, 0, tzinfo=UTC)
OWN = Rules(load_document(three_levels()), "m5")
OTHER = Rules(load_document(second_body()), "m5")


def kept(*keys, final="0.00", level=0, tier=None, **more):
    inputs = {"round": "m5", "submitted_at": NOON.isoformat(), "accepted": dict.fromkeys(keys, 1)}
    return Kept(inputs=inputs, final=final, level=level, tier=tier, **more)


def test_points_that_changed_move_the_score():
    found = compare(kept("1.1-a", final="50.00", level=1), OWN, OTHER)
    assert (found.before.final, found.after.final) == (Decimal("50.00"), Decimal("60.00"))
    assert (found.change, found.moved) == (Decimal("10.00"), True)


def test_evidence_that_no_longer_counts_and_what_is_new_are_told_apart():
    found = compare(kept("1.1-a", "2.1-a", final="75.00", level=2), OWN, OTHER)
    assert found.left_out == ("2.1-a",)
    assert found.unmet == ("2.1-x", "3.1-b")
    assert (found.after.level, found.after.final) == (1, Decimal("60.00"))


def test_by_its_own_rules_nothing_moves():
    found = compare(kept("1.1-a", "2.1-a", final="75.00", level=2), OWN, OWN)
    assert (found.moved, found.change, found.left_out, found.unmet) == (False, Decimal(0), (), ())


def test_what_was_not_reported_stays_zero():
    given_ = kept("1.1-a", final="0.00", level=1)
    inputs = dict(given_.inputs) | {"submitted_at": None}
    found = compare(Kept(inputs, "0.00", 1, None), OWN, OTHER)
    assert found.after.final == 0


def test_rules_that_cannot_read_the_inputs_say_so():
    points = [{"value": {"previous": 1}, "score": 50}, {"value": {"previous": 2}, "score": 100}]
    rules = Rules(target_indicator(points), "r")
    inputs = {"submitted_at": NOON.isoformat(), "values": {"value": 3}}
    found = compare(Kept(inputs, "1.00", None, None), rules, rules)
    assert found.after is None
    assert [fault.code for fault in found.faults] == ["case.needs_previous"]
    assert not found.moved


def late(**settings):
    return Rules(indicator(due="2025-02-20", late={"deduct": 1, "per": "day", **settings}), "r")


def test_a_draft_is_compared_at_the_same_moment():
    now = datetime(2025, 2, 23, 5, 0, tzinfo=UTC)
    inputs = case_document(a_case("1.1-a"))
    found = compare(Kept(inputs, "50.00", 1, None, now=now), late(), late(grace_days=1))
    assert (found.before.final, found.after.final) == (Decimal("47.00"), Decimal("48.00"))


def test_another_basis_counts_another_filing():
    def filed(day):
        moment = datetime(2025, 2, day, 5, 0, tzinfo=UTC)
        return Filed(moment, 1, frozenset({"1.1-a"}), withdrawn=False)

    inputs = case_document(a_case("1.1-a", submitted_at=filed(19).at))
    stored = Kept(inputs, "50.00", 1, None, filings=(filed(19), filed(25)))
    assert compare(stored, late(), late()).after.final == 50
    assert compare(stored, late(), late(basis="last")).after.final == 45


def test_a_confirmed_result_keeps_its_moment():
    filings = tuple(
        Filed(NOON + timedelta(days=day), 1, frozenset(), withdrawn=False) for day in (0, 9)
    )
    inputs = case_document(a_case("1.1-a", submitted_at=NOON))
    stored = Kept(inputs, "50.00", 1, None, filings=filings, settled=True)
    assert compare(stored, late(), late(basis="last")).after.final == 50


def test_a_rule_of_working_days_gets_the_holidays():
    monday = datetime(2025, 2, 24, 5, 0, tzinfo=UTC)
    inputs = case_document(a_case("1.1-a", submitted_at=monday))
    free = Kept(inputs, "46.00", 1, None, holidays=frozenset({date(2025, 2, 21)}))
    bare = Kept(inputs, "46.00", 1, None)
    working = late(count="working")
    assert compare(bare, late(), working).after.final == 48
    assert compare(free, late(), working).after.final == 49


KEYS = st.sampled_from(["1.1-a", "2.1-a", "3.1-a", "4.1-a"])


@given(st.sets(KEYS), st.integers(1, 4), st.integers(1, 4))
def test_the_other_score_is_the_engines_own(keys, mine, theirs):
    own = Rules(indicator(*ladder([1] * mine), scale=mine), "r")
    other = Rules(indicator(*ladder([1] * theirs), scale=theirs), "r")
    keys &= own.places.keys()
    result = score(own.definition, a_case(dict.fromkeys(keys, 1)))
    inputs = case_document(a_case(dict.fromkeys(keys, 1)))
    found = compare(Kept(inputs, two_places(result.final), result.level, result.tier), own, other)
    wanted = score(other.definition, a_case({k: 1 for k in keys if k in other.places}))
    assert found.after.final == Decimal(two_places(wanted.final))
    assert set(found.left_out) == keys - other.places.keys()
    assert set(found.unmet) == other.places.keys() - own.places.keys()
