"""What the shipped definitions must say, by their sources."""

from __future__ import annotations

import pytest

from scoring.choices import Kind, Skip
from scoring.definition import Card, Requirement
from scoring.parsing import publishing_faults
from tests.scoring.builders import INDICATORS, ROOT, fixture

RID = "rid-digitalize-2568"
PROCESS = "process-improvement-2566"
FISHERIES = "fisheries-digital-2563"


def evidence(name: str, round_key: str) -> dict[str, Requirement]:
    return {item.key: item for _, _, item in fixture(name).round(round_key).evidence()}


@pytest.mark.parametrize("name", [RID, PROCESS, FISHERIES])
def test_they_can_be_published(name: str) -> None:
    assert publishing_faults(fixture(name)) == ()


@pytest.mark.parametrize("name", [RID, PROCESS, FISHERIES])
def test_evidence_keys_are_criterion_dash_letter(name: str) -> None:
    for entry in fixture(name).rounds:
        for level, criterion, requirement in entry.evidence():
            assert criterion.key.startswith(f"{level.number}.")
            owner, letter = requirement.key.split("-")
            assert (owner, letter.isalpha(), len(letter)) == (criterion.key, True, 1)


@pytest.mark.parametrize("name", [RID, PROCESS, FISHERIES])
def test_assumed_dates_are_marked_in_the_notes(name: str) -> None:
    notes = "\n".join(fixture(name).notes)
    text = (INDICATORS / f"{name}.yaml").read_text(encoding="utf-8")
    assumed = [line.split()[1] for line in text.splitlines() if line.endswith("# สมมติ")]
    assert assumed
    assert all(day in notes for day in assumed)


def test_rid_carries_the_whole_card() -> None:
    card = fixture(RID).card
    empty = [name for name in Card.__dataclass_fields__ if not getattr(card, name)]
    assert empty == []


def test_rid_points_and_tiers() -> None:
    m5, m12 = fixture(RID).rounds
    assert [level.points for level in m5.levels] == [50, 25, 25]
    assert [level.annotations.printed_points for level in m5.levels] == [20, 10, 20]
    assert [level.points for level in m12.levels] == [20, 10, 20, 25, 25]
    assert [(tier.level, tier.score) for tier in m5.tiers] == [(1, 50), (2, 75), (3, 100)]
    assert [(tier.level, tier.score) for tier in m12.tiers] == [(3, 50), (4, 75), (5, 100)]
    assert (m5.skip, m5.late, m12.late) == (Skip.FORBIDDEN, None, None)


def test_rid_evidence_proves_what_the_source_means() -> None:
    found = evidence(RID, "m12")
    assert found["1.1-a"].form == "form-1"
    assert found["1.2-b"].form == "form-2"
    assert (found["2.1-a"].form, found["2.1-b"].approver) == ("form-3", "executive")
    assert found["3.1-a"].kinds == (Kind.FORM, Kind.FILE)
    assert found["3.3-a"].also == ("3.2",)
    assert found["4.2-a"].kinds == (Kind.LINK, Kind.FILE)
    assert found["5.1-a"].also == ("5.2", "5.3")


def test_rid_asks_for_form_5_in_the_first_round_without_scoring_it() -> None:
    m5 = evidence(RID, "m5")
    assert (m5["3.3-b"].form, m5["3.3-b"].required) == ("form-5", False)
    assert "3.3-b" not in evidence(RID, "m12")


def test_process_improvement_has_the_late_rule_undefined_levels_and_half_points() -> None:
    r1, r2 = fixture(PROCESS).rounds
    assert [level.number for level in r1.levels] == [1, 3, 5]
    assert [level.points for level in r1.levels] == [1, 2, 2]
    assert [str(criterion.points) for criterion in r2.levels[2].criteria] == ["1/2", "1/2"]
    assert {str(entry.late.deduct) for entry in (r1, r2) if entry.late} == {"1/10"}


def test_fisheries_weighs_by_group_and_asks_for_two_pieces() -> None:
    definition = fixture(FISHERIES)
    assert (definition.weight_of("ส่วนกลาง"), definition.weight_of("ส่วนภูมิภาค")) == (5, 10)
    assert evidence(FISHERIES, "annual")["3.1-a"].minimum == 2


def test_every_shipped_indicator_cites_its_source() -> None:
    sources = (ROOT / "fixtures/sources/README.md").read_text(encoding="utf-8")
    for name in (RID, PROCESS, FISHERIES):
        assert f"indicators/{name}.yaml" in sources
