"""What the shipped definitions must say, by their sources."""

from __future__ import annotations

import re

import pytest

from scoring.choices import Kind, LevelSource, Method, Skip
from scoring.definition import Card, Requirement, Scheme
from scoring.parsing import publishing_faults
from tests.scoring.builders import INDICATORS, ROOT, fixture

RID = "rid-digitalize-2568"
PROCESS = "process-improvement-2566"
FISHERIES = "fisheries-digital-2563"
STATUS = "org-status-2564"
FRAME = "org-frame-2564"
RESULTS = "pmqa40-2563-results"
PMQA = "pmqa40-2565"
PUBLISHABLE = [RID, PROCESS, FISHERIES, STATUS, FRAME, RESULTS]
ALL = [*PUBLISHABLE, PMQA]


def evidence(name: str, round_key: str) -> dict[str, Requirement]:
    return {item.key: item for _, _, item in fixture(name).round(round_key).evidence()}


@pytest.mark.parametrize("name", PUBLISHABLE)
def test_they_can_be_published(name: str) -> None:
    assert publishing_faults(fixture(name)) == ()


@pytest.mark.parametrize("name", [RID, PROCESS, FISHERIES])
def test_evidence_keys_are_criterion_dash_letter(name: str) -> None:
    for entry in fixture(name).rounds:
        for level, criterion, requirement in entry.evidence():
            assert criterion.key.startswith(f"{level.number}.")
            owner, letter = requirement.key.split("-")
            assert (owner, letter.isalpha(), len(letter)) == (criterion.key, True, 1)


@pytest.mark.parametrize("name", ALL)
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
    assert sorted(ALL) == sorted(path.stem for path in INDICATORS.glob("*.yaml"))
    for name in ALL:
        assert f"indicators/{name}.yaml" in sources


def pmqa_items() -> list[tuple[str, Scheme]]:
    """The sub-items of the seven categories, by code."""
    categories = fixture(PMQA).rounds[0].composite
    assert categories is not None
    found = []
    for category in categories.parts:
        assert category.scheme is not None
        assert category.scheme.composite is not None
        for part in category.scheme.composite.parts:
            assert part.scheme is not None
            found.append((part.key, part.scheme))
    return found


SELF_ASSESSED = [item for item in pmqa_items() if item[1].method is Method.MILESTONES]
RESULT_ITEMS = [item for item in pmqa_items() if item[1].method is Method.GROWTH]


def test_pmqa_has_all_its_sub_items() -> None:
    assert [key for key, _ in SELF_ASSESSED] == [
        f"{c}.{i}" for c in range(1, 7) for i in range(1, 5)
    ]
    assert [key for key, _ in RESULT_ITEMS] == [f"7.{i}" for i in range(1, 7)]


@pytest.mark.parametrize(("key", "scheme"), SELF_ASSESSED)
def test_pmqa_sub_items_say_what_each_level_asks(key: str, scheme: Scheme) -> None:
    assert scheme.scale == 500
    assert [level.title.split()[0] for level in scheme.levels] == [
        "Basic",
        "Advance",
        "Significance",
    ]
    assert [level.points for level in scheme.levels] == [300, 100, 100]
    for level in scheme.levels:
        assert level.annotations.statements
        assert level.annotations.guidance
        for criterion in level.criteria:
            assert criterion.key.startswith(f"{key}.")
            assert criterion.share
            assert criterion.annotations.level_source is not None
            assert [item.kinds for item in criterion.evidence] == [(Kind.ANSWER,)]
            assert [item.key for item in criterion.evidence] == [f"{criterion.key}-a"]


def test_pmqa_has_the_94_printed_items_and_the_one_split_off() -> None:
    criteria = {
        criterion.key: (level.number, criterion.annotations.level_source)
        for _, scheme in SELF_ASSESSED
        for level in scheme.levels
        for criterion in level.criteria
    }
    split = criteria.pop("3.2.2.3")
    assert len(criteria) == 94
    assert split == (1, LevelSource.INFERRED)
    printed = {key for key, (_, source) in criteria.items() if source is LevelSource.PRINTED}
    assert {key[:3] for key in printed} == {"1.1", "1.2", "5.4"}
    assert criteria["5.4.2"] == (3, LevelSource.PRINTED)
    assert criteria["3.2.2"] == (2, LevelSource.INFERRED)


def test_pmqa_waits_for_a_configurer_to_settle_what_the_source_leaves_open() -> None:
    faults = [(fault.path, fault.code) for fault in publishing_faults(fixture(PMQA))]
    assert faults == [
        ("weight", "publish.missing"),
        ("rounds[0].parts[4].parts[3].levels[1].criteria", "publish.no_criteria"),
    ]


@pytest.mark.parametrize(("key", "scheme"), RESULT_ITEMS)
def test_pmqa_results_have_five_groups_and_five_measures(key: str, scheme: Scheme) -> None:
    growth = scheme.growth
    assert growth is not None
    assert (growth.count, len(growth.groups), growth.measures) == (5, 5, None)
    assert [(band.above, band.score) for band in growth.bands] == [(None, 300), (5, 400), (10, 500)]
    mandatory = [group for group in growth.groups if group.mandatory]
    assert len(mandatory) == (1 if key == "7.5" else 2)
    assert {(group.minimum, group.maximum) for group in mandatory} == {(1, 3)}


def test_the_frame_weighs_70_and_30_and_takes_the_status_from_its_indicator() -> None:
    frame = fixture(FRAME).rounds[0].composite
    assert frame is not None
    assert [part.weight for part in frame.parts] == [70, 30]
    potential = frame.parts[1].scheme
    assert potential is not None
    assert potential.composite is not None
    inner = potential.composite.parts[0].scheme
    assert inner is not None
    assert inner.composite is not None
    assert [part.weight for part in inner.composite.parts] == [15, 15]
    status = inner.composite.parts[1]
    assert status.indicator == fixture(STATUS).code
    assert fixture(STATUS).round(status.round or "").scale == status.scale


def test_no_fixture_names_a_person() -> None:
    for name in ALL:
        text = (INDICATORS / f"{name}.yaml").read_text(encoding="utf-8")
        assert not re.search("(ดร\\.|นางสาว|นาย(?!จ้าง|ก))[ก-๙ ]", text)
