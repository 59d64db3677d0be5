"""The single next step that would raise the score, and the score it promises."""

from __future__ import annotations

import pytest

from scoring.case import Case
from scoring.engine import score
from scoring.next_step import Action, NextStep, next_step, next_step_as_dict
from scoring.wording import next_step_sentence
from tests.scoring.builders import bangkok, case, criterion, fixture, indicator, level, requirement


def told(step: NextStep | None) -> tuple[str, list[str], str] | None:
    """Action, requirements and the score that follows."""
    if step is None:
        return None
    return str(step.action), [need.requirement.key for need in step.needs], str(step.result)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", ("evidence", ["1.1-a"], "50")),
        ("1.1-a", ("evidence", ["2.1-a"], "80")),
        ("3.1-a", ("evidence", ["1.1-a"], "50")),
        ("1.1-a 3.1-a", ("evidence", ["2.1-a"], "100")),
        ("1.1-a 2.1-a 3.1-a", None),
    ],
)
def test_the_one_missing_piece_of_the_next_level(accepted: str, expected: object) -> None:
    assert told(next_step(indicator(), case(accepted))) == expected


def test_several_that_are_needed_together_are_listed() -> None:
    pair = criterion("1.1", requirement("1.1-a"), requirement("1.1-b"))
    definition = indicator(level(1, pair, points=40), level(2, points=60))
    step = next_step(definition, case("2.1-a"))
    assert told(step) == ("several", ["1.1-a", "1.1-b"], "100")


def test_partial_credit_is_the_most_direct_step() -> None:
    halves = level(1, criterion("1.1", points=10), criterion("1.2", points=30), points=100)
    assert told(next_step(indicator(halves), case())) == ("evidence", ["1.2-a"], "30")
    assert told(next_step(indicator(halves), case("1.2-a"))) == ("evidence", ["1.1-a"], "100")


def test_where_skipping_is_allowed_the_largest_gain_wins() -> None:
    levels = [level(1, points=20), level(2, points=50), level(3, points=30)]
    assert told(next_step(indicator(*levels, skip="allowed"), case())) == (
        "evidence",
        ["2.1-a"],
        "50",
    )


def test_where_a_tier_must_be_reached_first_all_below_it_is_listed() -> None:
    definition = indicator(tiers=[{"name": "ก", "level": 2}], below_first_tier="zero")
    assert told(next_step(definition, case())) == ("several", ["1.1-a", "2.1-a"], "80")
    assert told(next_step(definition, case("1.1-a"))) == ("evidence", ["2.1-a"], "80")


def test_the_promise_includes_the_late_deduction() -> None:
    late = case("1.1-a", submitted_at=bangkok("2025-02-27T09:00:00"))
    step = next_step(indicator(late={"deduct": 10}), late)
    assert step is not None
    assert (step.score, step.result) == (30, 60)


def test_a_deduction_that_eats_everything_takes_several_levels() -> None:
    late = case(submitted_at=bangkok("2025-03-03T09:00:00"))
    step = next_step(indicator(late={"deduct": 10}), late)
    assert told(step) == ("several", ["1.1-a", "2.1-a"], "20")


def test_nothing_submitted_means_submitting_comes_next() -> None:
    step = next_step(indicator(), case("1.1-a", submitted_at=None))
    assert told(step) == ("submit", [], "50")


def test_with_nothing_to_submit_evidence_comes_first() -> None:
    step = next_step(indicator(), case(submitted_at=None))
    assert told(step) == ("evidence", ["1.1-a"], "50")


def test_optional_evidence_is_never_the_next_step() -> None:
    optional = requirement("1.1-b", required=False)
    definition = indicator(level(1, criterion("1.1", requirement("1.1-a"), optional), points=100))
    assert next_step(definition, case("1.1-a")) is None


def test_the_promise_is_kept_by_the_engine() -> None:
    definition = fixture("rid-digitalize-2568")
    accepted: dict[str, int] = {}
    rounds = 0
    while True:
        now = Case("m12", bangkok("2025-08-29T10:00:00"), accepted)
        step = next_step(definition, now)
        if step is None:
            break
        assert step.score == score(definition, now).final
        accepted |= {need.requirement.key: need.requirement.minimum for need in step.needs}
        kept = score(definition, Case("m12", now.submitted_at, accepted))
        assert kept.final == step.result
        rounds += 1
    assert score(definition, Case("m12", now.submitted_at, accepted)).final == 100
    assert rounds == 5


def test_in_words() -> None:
    one = next_step(indicator(), case("1.1-a"))
    assert next_step_sentence(one, "th") == (
        "เมื่อ “หลักฐาน 2.1-a” (2.1-a) ผ่านการตรวจ คะแนนจะเพิ่มจาก 50.00 เป็น 80.00"
    )
    assert next_step_sentence(one, "en") == (
        "Once “หลักฐาน 2.1-a” (2.1-a) is accepted, the score rises from 50.00 to 80.00"
    )
    assert next_step_sentence(None, "th") == "ไม่มีหลักฐานใดที่จะทำให้คะแนนสูงขึ้นอีก"
    assert next_step_sentence(None, "en") == "No further evidence can raise the score"


def test_several_pieces_numbers_and_submitting_in_words() -> None:
    pair = criterion(
        "1.1",
        requirement("1.1-a", minimum=3),
        requirement("1.1-b", ["file", "number"], at_least=80),
        requirement("1.1-c", "number"),
    )
    step = next_step(indicator(level(1, pair, points=100)), case("1.1-a"))
    assert step is not None
    assert step.action is Action.SEVERAL
    thai = next_step_sentence(next_step_as_dict(step), "th")
    assert thai.startswith("คะแนนจะเพิ่มจาก 0.00 เป็น 100.00 เมื่อครบทั้ง 3 รายการ: ")
    assert "(1.1-a) ผ่านการตรวจอีก 2 รายการ" in thai
    assert "(1.1-b) ผ่านการตรวจ หรือมีค่าไม่น้อยกว่า 80" in thai
    assert "(1.1-c) มีค่าที่ผ่านการตรวจ" in thai
    english = next_step_sentence(step, "en")
    assert "has 2 more pieces accepted" in english
    assert "is accepted or is at least 80" in english
    submit = next_step(indicator(), case("1.1-a", submitted_at=None))
    assert "เสนอรายงาน แล้วคะแนนจะเป็น 50.00" in next_step_sentence(submit, "th")
    assert "Submit the report: the score becomes 50.00" in next_step_sentence(submit, "en")
