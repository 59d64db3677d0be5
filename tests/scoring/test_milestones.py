"""Rules 1 to 6: requirements, criteria, levels, skipping, partial credit, the first tier."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from scoring.case import Case
from scoring.engine import score
from scoring.parsing import load_document
from tests.scoring.builders import (
    case,
    criterion,
    document,
    indicator,
    ladder,
    level,
    requirement,
    round_document,
)


def result_of(case_: Case, *levels: Any, **settings: Any) -> tuple[int | None, str]:
    """Level and raw score."""
    result = score(indicator(*levels, **settings), case_)
    return result.level, str(result.raw)


def met(evidence: dict[str, Any], **inputs: Any) -> bool:
    """Whether a lone requirement is met."""
    result = score(indicator(level(1, criterion("1.1", evidence), points=100)), case(**inputs))
    return result.raw == 100


# rule 1


@pytest.mark.parametrize("kind", ["file", "link", "form", "approval", "answer"])
def test_a_counted_kind_is_met_by_its_minimum_of_accepted_pieces(kind: str) -> None:
    evidence = requirement("1.1-a", kind, minimum=2)
    assert not met(evidence)
    assert not met(evidence, accepted={"1.1-a": 1})
    assert met(evidence, accepted={"1.1-a": 2})
    assert met(evidence, accepted={"1.1-a": 5})


@pytest.mark.parametrize(("value", "expected"), [(79, False), (80, True), (81, True)])
def test_a_number_is_met_at_its_threshold(value: int, expected: bool) -> None:
    evidence = requirement("1.1-a", "number", at_least=80)
    assert met(evidence, values={"1.1-a": value}) is expected


def test_a_number_is_compared_exactly() -> None:
    evidence = requirement("1.1-a", "number", at_least="49.995")
    assert not met(evidence, values={"1.1-a": Fraction("49.994999")})
    assert met(evidence, values={"1.1-a": Fraction("49.995")})


def test_accepted_pieces_do_not_stand_for_a_number() -> None:
    assert not met(requirement("1.1-a", "number", at_least=80), accepted={"1.1-a": 9})


def test_a_number_without_threshold_is_met_by_any_accepted_value() -> None:
    evidence = requirement("1.1-a", "number")
    assert not met(evidence)
    assert met(evidence, values={"1.1-a": 0})


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, False),
        ({"accepted": {"1.1-a": 1}}, False),
        ({"accepted": {"1.1-a": 2}}, True),
        ({"values": {"1.1-a": 79}}, False),
        ({"values": {"1.1-a": 80}}, True),
        ({"accepted": {"1.1-a": 2}, "values": {"1.1-a": 0}}, True),
    ],
)
def test_any_one_alternative_that_meets_its_own_rule_suffices(
    inputs: dict[str, Any], expected: bool
) -> None:
    evidence = requirement("1.1-a", ["file", "link", "number"], minimum=2, at_least=80)
    assert met(evidence, **inputs) is expected


def test_evidence_that_is_not_required_never_blocks() -> None:
    optional = requirement("1.1-b", required=False)
    definition = indicator(level(1, criterion("1.1", requirement("1.1-a"), optional), points=100))
    assert score(definition, case("1.1-a")).final == 100
    assert score(definition, case("1.1-b")).final == 0


# rule 2


def test_a_criterion_needs_all_its_required_evidence() -> None:
    two = criterion("1.1", requirement("1.1-a"), requirement("1.1-b"))
    definition = indicator(level(1, two, points=100))
    assert score(definition, case("1.1-a")).level == 0
    assert score(definition, case("1.1-a 1.1-b")).level == 1


def test_evidence_elsewhere_that_names_a_criterion_proves_it_too() -> None:
    levels = [
        level(1, {"key": "1.1", "title": "", "evidence": []}, criterion("1.2"), points=60),
        level(2, criterion("2.1", requirement("2.1-a", also=["1.1"])), points=40),
    ]
    assert result_of(case("1.2-a"), *levels) == (0, "0")
    assert result_of(case("1.2-a 2.1-a"), *levels) == (2, "100")


def test_evidence_elsewhere_joins_a_criterions_own() -> None:
    levels = [
        level(1, criterion("1.1"), points=60),
        level(2, criterion("2.1", requirement("2.1-a", also=["1.1"])), points=40),
    ]
    assert result_of(case("1.1-a"), *levels) == (0, "0")
    assert result_of(case("1.1-a 2.1-a"), *levels) == (2, "100")


def test_optional_evidence_elsewhere_proves_nothing_and_blocks_nothing() -> None:
    extra = requirement("2.1-b", also=["1.1"], required=False)
    levels = [
        level(1, points=60),
        level(2, criterion("2.1", requirement("2.1-a"), extra), points=40),
    ]
    assert result_of(case("1.1-a"), *levels) == (1, "60")


def test_a_level_is_complete_when_all_its_criteria_are() -> None:
    levels = [level(1, criterion("1.1"), criterion("1.2"), points=100)]
    assert result_of(case("1.1-a"), *levels) == (0, "0")
    assert result_of(case("1.1-a 1.2-a"), *levels) == (1, "100")


def test_what_nothing_proves_counts_as_met_by_the_engine() -> None:
    unproven = {"key": "1.1", "title": "เกณฑ์"}
    assert result_of(case(), level(1, unproven, points=100)) == (1, "100")
    assert result_of(case(), {"number": 1, "title": "ระดับ", "points": 100}) == (1, "100")


# rule 3


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", (0, "0")),
        ("1.1-a", (1, "50")),
        ("1.1-a 2.1-a", (2, "80")),
        ("1.1-a 2.1-a 3.1-a", (3, "100")),
        ("2.1-a 3.1-a", (0, "0")),
        ("1.1-a 3.1-a", (1, "50")),
    ],
)
def test_levels_count_up_to_the_first_incomplete_one(accepted: str, expected: Any) -> None:
    assert result_of(case(accepted)) == expected


def test_a_level_left_out_by_the_source_is_neither_reached_nor_skipped() -> None:
    levels = [level(1), level(3), level(5)]
    assert result_of(case("1.1-a 3.1-a"), *levels, scale=5) == (3, "3")
    assert result_of(case("1.1-a 3.1-a 5.1-a"), *levels, scale=5) == (5, "5")


# rule 4


def half_and_half(number: int, points: int = 40, part: Any = 20) -> dict[str, Any]:
    first, second = f"{number}.1", f"{number}.2"
    return level(
        number, criterion(first, points=part), criterion(second, points=part), points=points
    )


def test_the_first_incomplete_level_earns_its_met_criteria() -> None:
    levels = [level(1, points=60), half_and_half(2)]
    assert result_of(case("1.1-a 2.2-a"), *levels) == (1, "80")
    assert result_of(case("2.2-a"), *levels) == (0, "0")


def test_partial_credit_stops_at_the_first_incomplete_level() -> None:
    levels = [level(1, points=20), half_and_half(2), half_and_half(3)]
    assert result_of(case("1.1-a 2.1-a 3.1-a"), *levels) == (1, "40")


def test_criteria_without_points_of_their_own_earn_nothing_alone() -> None:
    levels = [level(1, criterion("1.1"), criterion("1.2", points=30), points=100)]
    assert result_of(case("1.1-a"), *levels) == (0, "0")
    assert result_of(case("1.2-a"), *levels) == (0, "30")


def test_a_complete_level_earns_all_its_points_whatever_its_criteria_carry() -> None:
    levels = [level(1, criterion("1.1", points=10), criterion("1.2"), points=100)]
    assert result_of(case("1.1-a 1.2-a"), *levels) == (1, "100")


def test_shares_split_the_levels_points_equally_and_exactly() -> None:
    thirds = [criterion(f"1.{n}", points="share") for n in (1, 2, 3)]
    levels = [level(1, *thirds, points=100)]
    assert result_of(case("1.1-a"), *levels) == (0, "100/3")
    assert result_of(case("1.1-a 1.3-a"), *levels) == (0, "200/3")
    assert result_of(case("1.1-a 1.2-a 1.3-a"), *levels) == (1, "100")


# rule 5


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("3.1-a", (0, "20")),
        ("1.1-a 3.1-a", (1, "70")),
        ("2.1-a 3.1-a", (0, "50")),
        ("1.1-a 2.1-a 3.1-a", (3, "100")),
    ],
)
def test_where_skipping_is_allowed_every_complete_level_earns(accepted: str, expected: Any) -> None:
    assert result_of(case(accepted), skip="allowed") == expected


def test_where_skipping_is_allowed_every_incomplete_level_gives_partial_credit() -> None:
    levels = [half_and_half(1, 60, 30), half_and_half(2)]
    assert result_of(case("1.1-a 2.2-a"), *levels, skip="allowed") == (0, "50")
    assert result_of(case("1.1-a 2.1-a 2.2-a"), *levels, skip="allowed") == (0, "70")


# rule 6 and 9

TIERS = [{"name": "ต้น", "score": 50, "level": 2}, {"name": "สูง", "score": 100, "level": 3}]


@pytest.mark.parametrize(
    ("accepted", "raw", "tier"),
    [
        ("1.1-a", 50, None),
        ("1.1-a 2.1-a", 80, "ต้น"),
        ("1.1-a 2.1-a 3.1-a", 100, "สูง"),
    ],
)
def test_the_tier_is_the_highest_within_the_achieved_level(
    accepted: str, raw: int, tier: str | None
) -> None:
    result = score(indicator(tiers=TIERS), case(accepted))
    assert (result.raw, result.tier) == (raw, tier)


@pytest.mark.parametrize(("accepted", "raw"), [("1.1-a", 0), ("1.1-a 2.1-a", 80), ("", 0)])
def test_below_the_first_tier_nothing_counts_where_the_round_says_so(
    accepted: str, raw: int
) -> None:
    result = score(indicator(tiers=TIERS, below_first_tier="zero"), case(accepted))
    assert (result.raw, result.final) == (raw, raw)


def test_below_the_first_tier_goes_by_the_level_not_by_the_points() -> None:
    definition = indicator(tiers=TIERS, below_first_tier="zero", skip="allowed")
    assert score(definition, case("2.1-a 3.1-a")).raw == 0


def test_below_the_first_tier_without_tiers_changes_nothing() -> None:
    assert score(indicator(below_first_tier="zero"), case("1.1-a")).raw == 50


def test_the_raw_score_never_passes_the_scale() -> None:
    """The format forbids such points; the engine holds its own bound all the same."""
    definition = indicator()
    small = replace(definition.rounds[0], scale=Fraction(60))
    result = score(small, case("1.1-a 2.1-a 3.1-a"))
    assert (result.raw, result.final) == (60, 60)
    assert [step.facts["reason"] for step in result.trace if step.code == "cap"] == ["scale"]


# rule 8


@pytest.mark.parametrize(
    ("group", "weight", "weighted"),
    [("ส่วนกลาง", 5, Fraction(5, 2)), ("ส่วนภูมิภาค", 10, 5), ("อื่น", None, None), (None, None, None)],
)
def test_the_weight_is_that_of_the_units_group(group: Any, weight: Any, weighted: Any) -> None:
    definition = indicator(weight={"ส่วนกลาง": 5, "ส่วนภูมิภาค": 10})
    result = score(definition, case("1.1-a", group=group))
    assert (result.weight, result.weighted, result.percent) == (weight, weighted, 50)


@pytest.mark.parametrize("group", [None, "ส่วนกลาง"])
def test_one_weight_holds_for_every_group(group: str | None) -> None:
    assert score(indicator(weight="2.5"), case("1.1-a", group=group)).weighted == Fraction(5, 4)


def test_a_draft_without_weight_has_no_weighted_score() -> None:
    result = score(indicator(weight=None), case("1.1-a"))
    assert (result.weight, result.weighted, result.final) == (None, None, 50)


def test_a_round_alone_is_scored_without_weight() -> None:
    result = score(indicator().rounds[0], case("1.1-a"))
    assert (result.final, result.weight) == (50, None)


def test_the_two_rounds_of_a_year_are_separate() -> None:
    second = round_document(ladder([100]), key="r2")
    definition = load_document(document(round_document(), second))
    assert score(definition, case("1.1-a")).final == 50
    assert score(definition, Case("r2", case().submitted_at, {"1.1-a": 1})).final == 100
