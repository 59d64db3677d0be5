"""Acts on parts: fresh keys, references and numbers that keep up, and the way back."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.designing import keys
from indicators.designing.acts import NoSuchPart, perform
from indicators.designing.pages import describe
from indicators.designing.parts import part_at
from indicators.designing.places import place_of, text_of, value_at
from indicators.document_change import smallest_change, with_part
from indicators.domain.drafts import check
from tests.indicators.designer.conftest import NAMES, document
from tests.indicators.designer.test_lossless import parts


@pytest.mark.parametrize(
    ("key", "taken", "fresh"),
    [
        ("1.1", ["1.1"], "1.2"),
        ("1.1", ["1.1", "1.2"], "1.3"),
        ("1.1-a", ["1.1-a"], "1.1-b"),
        ("1.1-z", [], "1.1-aa"),
        ("1.1-az", [], "1.1-ba"),
        ("m5", ["m5", "m6"], "m7"),
        ("annual", ["annual"], "annual-2"),
        ("กลุ่ม", ["กลุ่ม", "กลุ่ม-2"], "กลุ่ม-3"),
        ("", [], "2"),
    ],
)
def test_fresh_keys(key, taken, fresh):
    assert keys.fresh(key, taken) == fresh


def numbers(body: Any, scheme: str = "rounds[1]") -> list[int]:
    return [level["number"] for level in value_at(body, place_of(scheme))["levels"]]


def test_a_level_in_between_counts_the_following_up(digitalize):
    done = perform(digitalize, "add_after:rounds[1].levels[1]")
    assert numbers(done.document) == [1, 2, 3, 4, 5, 6]
    assert done.place == ["rounds", 1, "levels", 2]
    before = [tier["level"] for tier in digitalize["rounds"][1]["tiers"]]
    after = [tier["level"] for tier in done.document["rounds"][1]["tiers"]]
    assert after == [level + (level >= 3) for level in before]


def test_a_gap_takes_the_new_level_without_counting_up():
    body = document("process-improvement-2566")
    assert numbers(body, "rounds[0]") == [1, 3, 5]
    done = perform(body, "add_after:rounds[0].levels[0]")
    assert numbers(done.document, "rounds[0]") == [1, 2, 3, 5]


def test_moved_levels_keep_the_numbers_rising(digitalize):
    done = perform(digitalize, "down:rounds[1].levels[0]")
    assert numbers(done.document) == [1, 2, 3, 4, 5]
    titles = [level["title"] for level in done.document["rounds"][1]["levels"][:2]]
    assert titles == [level["title"] for level in digitalize["rounds"][1]["levels"][1::-1]]
    assert perform(done.document, "up:rounds[1].levels[1]").document == digitalize


def test_a_copied_criterion_has_keys_of_its_own(digitalize):
    done = perform(digitalize, "duplicate:rounds[0].levels[0].criteria[0]")
    original = digitalize["rounds"][0]["levels"][0]["criteria"][0]
    twin = value_at(done.document, done.place)
    assert twin["title"] == original["title"]
    assert twin["key"] not in {original["key"]}
    assert twin["evidence"][0]["key"].startswith(f"{twin['key']}-")
    assert not [f for f in check(done.document).faults if f.code == "duplicate"]


def test_references_inside_a_copied_level_keep_together():
    piece = {"key": "1.1-a", "title": "ก", "kind": "file", "also": ["1.2"]}
    other = {"key": "1.2", "title": "ข", "evidence": []}
    level = {"number": 1, "title": "ก", "points": 10, "criteria": [
        {"key": "1.1", "title": "ก", "evidence": [piece]}, other,
    ]}  # fmt: skip
    body = {"method": "milestones", "rounds": [{"key": "m5", "scale": 20, "levels": [level]}]}
    done = perform(body, "duplicate:rounds[0].levels[0]")
    twin = value_at(done.document, done.place)
    assert twin["number"] == 2
    assert [criterion["key"] for criterion in twin["criteria"]] == ["2.1", "2.2"]
    assert twin["criteria"][0]["evidence"][0]["key"] == "2.1-a"
    assert twin["criteria"][0]["evidence"][0]["also"] == ["2.2"]
    assert body["rounds"][0]["levels"] == [level]


def test_evidence_no_longer_names_a_criterion_that_went(digitalize):
    level = digitalize["rounds"][0]["levels"][2]
    index = next(n for n, one in enumerate(level["criteria"]) if one["key"] == "3.2")
    done = perform(digitalize, f"remove:rounds[0].levels[2].criteria[{index}]")
    assert "also.unknown" not in [fault.code for fault in check(done.document).faults]
    other_round = [
        piece.get("also")
        for one in done.document["rounds"][1]["levels"]
        for criterion in one["criteria"]
        for piece in criterion.get("evidence", ())
    ]
    assert any(also and "3.2" in also for also in other_round), "the other round is left alone"


@pytest.mark.parametrize(
    ("act", "place", "value"),
    [
        ("by_group:weight", "weight", {"ส่วนกลาง": 5, "ส่วนภูมิภาค": 5}),
        ("switch_on:rounds[0].late", "rounds[0].late", {}),
        ("add:notes", "notes[-1]", ""),
        ("as_list:card.target", "card.target", [
            "รอบ 5 เดือน เป้าหมายขั้นสูง ระดับ 1 - 3", "รอบ 12 เดือน เป้าหมายขั้นสูง ระดับ 1 - 5",
        ]),
    ],
)  # fmt: skip
def test_settings_in_their_other_form(digitalize, act, place, value):
    body = perform(digitalize, act).document
    if place.endswith("[-1]"):
        assert value_at(body, [place[:-4]])[-1] == value
    else:
        assert value_at(body, place_of(place)) == value


def test_a_weight_by_group_becomes_one_again(digitalize):
    body = perform(digitalize, "by_group:weight").document
    assert perform(body, "as_one:weight").document["weight"] == 5


def test_a_part_gets_its_result_from_elsewhere():
    body = document("org-frame-2564")
    body = perform(body, "by_entry:rounds[0].parts[0]").document
    part = body["rounds"][0]["parts"][0]
    assert part["entered"] is True
    assert not {"method", "combine", "parts"} & part.keys()
    assert check(body).is_sound


@pytest.mark.parametrize(
    "act",
    ["", "add", "add:", "fly:rounds", "remove:rounds[9]", "up:rounds[0]", "duplicate:name",
     "remove:rounds[0].none", "down:rounds[1]", "add_after:rounds", "remove:", "remove:[0]"],
)  # fmt: skip
def test_acts_on_what_is_not_there(digitalize, act):
    with pytest.raises(NoSuchPart):
        perform(digitalize, act)


def acts_of(body: Any) -> list[str]:
    """Every act that any page offers."""
    found = []
    for part in parts(body):
        page = describe(body, part)
        found += [act.value for act in page.acts if not act.disabled]
        for item in page.items():
            for holder in (*getattr(item, "rows", ()), *getattr(item, "items", ()), item):
                found += [act.value for act in getattr(holder, "acts", ()) if not act.disabled]
            for one in (getattr(item, "add", None), getattr(item, "remove", None)):
                if one is not None and not one.disabled:
                    found.append(one.value)
    return found


@pytest.mark.parametrize("name", [name for name in NAMES if name != "pmqa40-2565"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_done_can_be_taken_back_step_by_step(name, data):
    """Every act that a page offers works, leaves the document before it alone, and the smallest
    change kept of it leads back."""
    body = document(name)
    kept = []
    for _step in range(6):
        act = data.draw(st.sampled_from(acts_of(body)))
        before = copy.deepcopy(body)
        done = perform(body, act)
        assert body == before, act
        assert part_at(done.document, done.place) is not None
        change = smallest_change(body, done.document)
        if change is not None:
            kept.append((body, change))
        body = done.document
        names = [text_of(part.place) for part in parts(body)]
        assert len(names) == len(set(names))
    for before, change in reversed(kept):
        body = with_part(body, change.place, change.before)
        assert body == before
