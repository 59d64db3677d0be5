"""What is typed into the boxes becomes a case, whatever the method, and a case fills the boxes."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from indicators.forms import reading
from indicators.forms.rehearsal import SENT, sheet, typed
from scoring.case_documents import case_document, read_case_document
from scoring.cases import load_cases
from scoring.definition import Indicator
from scoring.engine import score
from tests.scoring.builders import (
    CASES,
    composite_indicator,
    criterion,
    entered,
    fixture,
    growth_indicator,
    indicator,
    ladder,
    level,
    requirement,
    target_indicator,
)

TODAY = date(2025, 2, 1)


def boxes(definition: Indicator, **raw):
    entry = definition.rounds[0]
    filled = {SENT: "1", "on": "20/2/2568", **raw} if raw else {}
    return sheet(definition, entry, filled, today=TODAY)


@pytest.mark.parametrize("name", sorted(file.stem for file in CASES.glob("*.yaml")))
def test_every_shipped_case_can_be_loaded_and_comes_out_the_same(name):
    for loaded in load_cases([CASES / f"{name}.yaml"]):
        entry = loaded.indicator.round(loaded.case.round)
        raw = typed(case_document(loaded.case))
        again = sheet(loaded.indicator, entry, raw, today=TODAY)
        assert again.faults == []
        case = read_case_document(again.document, loaded.indicator)
        assert score(loaded.indicator, case).final == score(loaded.indicator, loaded.case).final
        assert case.parts == loaded.case.parts
        assert (case.target_group, case.previous, case.group) == (
            loaded.case.target_group,
            loaded.case.previous,
            loaded.case.group,
        )


def test_the_first_visit_is_on_time_and_empty():
    first = boxes(indicator())
    assert first.document["submitted_at"] == "2025-02-25T12:00:00+07:00"
    assert first.document["accepted"] == {}
    assert [section.number for section in first.sections] == [1, 2, 3]


def test_a_tick_a_count_and_a_number():
    rules = indicator(
        level(
            1,
            criterion(
                "1.1",
                requirement("a"),
                requirement("b", minimum=3),
                requirement("c", "number", at_least=80),
            ),
            points=100,
        )
    )
    found = boxes(rules, **{"accepted|a": "1", "accepted|b": "๒", "values|c": "1,085.5"})
    assert found.document["accepted"] == {"a": 1, "b": 2}
    assert found.document["values"] == {"c": "1085.5"}
    kinds = [(box.label[0], box.kind) for box in found.sections[0].boxes]
    assert kinds == [("a", "tick"), ("b", "count"), ("c", "number")]


def test_what_cannot_be_read_is_said_and_left_out():
    rules = indicator(
        level(1, criterion("1.1", requirement("c", "number", at_least=8)), points=100)
    )
    with translation.override("en"):
        found = boxes(rules, **{"values|c": "มาก", "on": "เมื่อวาน", "clock": "25:00"})
    assert [box.name for box in found.faults] == ["values|c", "on", "clock"]
    assert found.document["values"] == {}


def test_lateness_asks_for_what_its_rule_needs():
    late = {"deduct": 1, "per": "day", "count": "working"}
    names = [box.name for box in boxes(indicator(late=late)).submission]
    assert names == ["on", "clock", "none", "due", "waiver", "holidays"]
    assert [box.name for box in boxes(indicator()).submission] == ["on", "clock", "none"]
    found = boxes(
        indicator(late=late),
        due="28/2/2568",
        waiver="1",
        holidays="26/2/2568, 27 ก.พ. 2568",
        none="1",
    ).document
    assert (found["due"], found["waiver"], found["submitted_at"]) == ("2025-02-28", True, None)
    assert found["holidays"] == ["2025-02-26", "2025-02-27"]


def test_a_target_asks_for_group_and_last_years_score():
    points = {
        "1": [{"value": 240, "score": 50}, {"value": 350, "score": 100}],
        "3": [{"value": 370, "score": 50}, {"value": {"previous": 1}, "score": 75}],
    }
    names = [box.name for box in boxes(target_indicator(points)).sections[0].boxes]
    assert names == ["target_group", "values|value", "previous"]
    assert [b.name for b in boxes(target_indicator()).sections[0].boxes] == ["values|value"]


def test_a_measure_of_which_nothing_is_entered_is_not_reported():
    rules = growth_indicator(count=2)
    raw = {"free|0|target": "300", "free|0|result": "400", "free|0|history": "300, 450"}
    found = boxes(rules, **raw).document
    assert found["measures"] == {"1": {"history": [300, 450], "target": 300, "result": 400}}


def test_parts_are_nested_or_entered():
    nested = {"key": "2", "title": "ข", "weight": 1, "method": "milestones", "scale": 100}
    rules = composite_indicator(entered("1"), {**nested, "levels": ladder([100])})
    found = boxes(rules, **{"parts|1|score": "80.5", "parts|2|accepted|1.1-a": "1"})
    assert found.document["parts"]["1"] == {"score": "80.5"}
    assert found.document["parts"]["2"]["accepted"] == {"1.1-a": 1}
    assert boxes(rules, **{"parts|1|score": ""}).document["parts"] == {}


def test_unit_groups_are_those_of_the_weights():
    found = boxes(fixture("fisheries-digital-2563"), group="ส่วนภูมิภาค")
    assert found.document["group"] == "ส่วนภูมิภาค"


@pytest.mark.parametrize("text", ["300,450", "1,200, 3"])
def test_a_comma_without_a_space_is_not_guessed_at(text):
    with pytest.raises(reading.Unreadable):
        reading.numbers(text)


def test_hours_as_people_write_them():
    assert reading.a_time("16.20 น.") == reading.a_time("16:20") == reading.a_time("๑๖:๒๐")
