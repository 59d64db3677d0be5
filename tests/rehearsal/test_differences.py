"""Two definitions are compared part by part; names decide what belongs together, not places."""

from __future__ import annotations

import copy

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.difference_words import FIELDS
from indicators.domain.differences import Turn, between
from scoring.parsing import dump_definition, load_document
from tests.scoring.builders import INDICATORS, criterion, document, fixture, ladder, level
from tests.scoring.builders import requirement as piece
from tests.scoring.builders import round_document as round_

SHIPPED = sorted(file.stem for file in INDICATORS.glob("*.yaml"))


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def body(*rounds, **settings):
    return dump_definition(load_document(document(*rounds, **settings)))


def told(before, after):
    return [(d.part, d.before, d.after) for d in between(before, after)]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_definition_does_not_differ_from_itself(name):
    one = dump_definition(fixture(name))
    assert between(one, copy.deepcopy(one)) == []


def test_a_spelled_out_default_is_no_difference():
    assert between(document(round_()), document(round_(skip="forbidden"))) == []


def test_the_part_is_named_from_the_outside_in():
    before = body(round_(ladder([50, 50])))
    after = copy.deepcopy(before)
    after["rounds"][0]["levels"][1]["criteria"][0]["evidence"][0]["minimum"] = 3
    (found,) = between(before, after)
    assert found.part == "รอบทดสอบ › Level 2 › Criterion 2.1 › Evidence 2.1-a › At least (pieces)"
    assert (found.before, found.after, found.turn) == ("", "3", Turn.ADDED)
    assert found.place == "rounds[0].levels[1].criteria[0].evidence[0].minimum"


def test_settings_speak_in_words():
    late = {"deduct": "0.10", "per": "day"}
    before = body(round_(skip="allowed", late=late))
    after = body(round_(late=late | {"count": "working"}, due="2025-02-28"))
    parts = {part: (old, new) for part, old, new in told(before, after)}
    assert parts == {
        "รอบทดสอบ › Due": ("25 Feb 2025", "28 Feb 2025"),
        "รอบทดสอบ › Skipping of levels": ("allowed", ""),
        "รอบทดสอบ › Deduction for lateness › Days that count": ("", "working days"),
    }


def test_an_inserted_level_changes_only_itself():
    before = body(round_([level(1, points=50), level(3, points=50)]))
    after = body(round_([level(1, points=50), level(2, points=20), level(3, points=30)]))
    assert told(before, after) == [
        ("รอบทดสอบ › Level 2", "", "ระดับที่ 2"),
        ("รอบทดสอบ › Level 3 › Points", "50", "30"),
    ]


def test_a_new_key_under_the_same_title_is_a_new_name():
    before = body(round_([level(1, criterion("1.1", piece("1.1-a")), points=100)]))
    renamed = piece("1.1-a") | {"key": "1.1-x", "minimum": 2}
    after = body(round_([level(1, criterion("1.1", renamed), points=100)]))
    assert told(before, after) == [
        ("รอบทดสอบ › Level 1 › Criterion 1.1 › Evidence 1.1-x › Key", "1.1-a", "1.1-x"),
        ("รอบทดสอบ › Level 1 › Criterion 1.1 › Evidence 1.1-x › At least (pieces)", "", "2"),
    ]


def test_what_is_gone_is_told_with_its_title():
    before = body(round_([level(1, criterion("1.1"), criterion("1.2"), points=100)]))
    after = body(round_([level(1, criterion("1.1"), points=100)]))
    assert told(before, after) == [("รอบทดสอบ › Level 1 › Criterion 1.2", "เกณฑ์ 1.2", "")]


def test_a_new_order_is_one_difference():
    one, two = round_(key="a", name="ก"), round_(key="b", name="ข")
    assert told(body(one, two), body(two, one)) == [("Rounds › Order", "a, b", "b, a")]


def test_weights_by_group():
    before = body(weight={"ส่วนกลาง": 5, "ส่วนภูมิภาค": 10})
    after = body(weight={"ส่วนกลาง": 5, "ส่วนภูมิภาค": 8})
    assert told(before, after) == [("Weight › ส่วนภูมิภาค", "10", "8")]


def test_a_faulty_draft_is_compared_as_it_is_written():
    before = body()
    after = before | {"weight": "มาก"}
    assert told(before, after) == [("Weight", "5", "มาก")]


def test_every_field_of_the_shipped_definitions_has_a_name():
    missing = set()

    def walk(part):
        if isinstance(part, dict):
            for name, value in part.items():
                if name.isascii() and name.isidentifier():
                    missing.update({name} - FIELDS.keys())
                walk(value)
        elif isinstance(part, list):
            for entry in part:
                walk(entry)

    for name in SHIPPED:
        walk(dump_definition(fixture(name)))
    # the format's own name, and names of texts that the source gives per level
    assert missing - {"format", "basic", "advance", "significance", "A", "D", "previous"} == set()


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5), st.data())
def test_nothing_is_told_only_where_nothing_differs(points, data):
    total = sum(points)
    before = body(round_(ladder(points), scale=total))
    after = copy.deepcopy(before)
    index = data.draw(st.integers(0, len(points) - 1))
    value = data.draw(st.integers(1, 40))
    after["rounds"][0]["levels"][index]["points"] = value
    assert bool(between(before, after)) == (value != points[index])
