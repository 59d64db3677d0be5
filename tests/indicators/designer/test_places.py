"""Paths as faults and addresses write them, and the parts they belong to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.designing.parts import PartKind, part_at
from indicators.designing.places import located, place_of, text_of
from tests.indicators.designer.conftest import document

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(KEYS | st.integers(0, 99_999), max_size=5))
def test_every_place_is_read_back_from_its_text(place):
    if not place or isinstance(place[0], int):
        place = ["rounds", *place]
    assert place_of(text_of(place)) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", []),
        ("rounds[0].levels[2].points", ["rounds", 0, "levels", 2, "points"]),
        ("weight.ส่วนกลาง", ["weight", "ส่วนกลาง"]),
        ('rounds[0].points["1"][2].value', ["rounds", 0, "points", "1", 2, "value"]),
        ('card["a"b"]', ["card", 'a"b']),
        ('guidance["พ.ศ. 2565"][0]', ["guidance", "พ.ศ. 2565", 0]),
    ],
)
def test_the_paths_of_faults(text, place):
    assert place_of(text) == place


@pytest.mark.parametrize("text", [".a", "a..b", "a[", "a[x]", "a.", "a[-1]", "]"])
def test_what_names_no_place(text):
    assert place_of(text) is None
    assert located({"a": 1}, text) == []


def test_a_shortened_name_is_found_again():
    long = "ก" * 80
    assert located({long: {"a": 1}}, f"{'ก' * 60}…") == [long]


def test_a_path_past_the_end_gives_the_deepest_part():
    body = {"rounds": [{"levels": []}]}
    assert located(body, "rounds[3].key") == ["rounds"]
    assert located(body, "rounds[0].due") == ["rounds", 0, "due"]


@pytest.mark.parametrize(
    ("name", "path", "kind", "place"),
    [
        ("rid-digitalize-2568", "", PartKind.INDICATOR, ""),
        ("rid-digitalize-2568", "weight", PartKind.INDICATOR, ""),
        ("rid-digitalize-2568", "card.contacts[0].phone", PartKind.CARD, "card"),
        ("rid-digitalize-2568", "baseline[0].value", PartKind.CARD, "card"),
        ("rid-digitalize-2568", "rounds[0].tiers[1].name", PartKind.ROUND, "rounds[0]"),
        ("rid-digitalize-2568", "rounds[0].levels", PartKind.ROUND, "rounds[0]"),
        ("rid-digitalize-2568", "rounds[0].levels[2].points", PartKind.LEVEL,
         "rounds[0].levels[2]"),
        ("rid-digitalize-2568", "rounds[0].levels[9].points", PartKind.ROUND, "rounds[0]"),
        ("org-status-2564", "rounds[0].above", PartKind.TARGET, "rounds[0].points"),
        ("org-status-2564", 'rounds[0].points["2"][1].value', PartKind.TARGET, "rounds[0].points"),
        ("org-frame-2564", "rounds[0].parts[1].parts[0].key", PartKind.PART,
         "rounds[0].parts[1].parts[0]"),
        ("pmqa40-2565", "rounds[0].parts[6].parts[0].measures", PartKind.GROWTH,
         "rounds[0].parts[6].parts[0].bands"),
    ],
)  # fmt: skip
def test_a_place_belongs_to_the_part_that_edits_it(name, path, kind, place):
    body = document(name)
    part = part_at(body, located(body, path))
    assert (part.kind, text_of(part.place)) == (kind, place)
