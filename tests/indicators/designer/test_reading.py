"""What is typed is taken over exactly, or kept as it was typed beside its fault."""

from __future__ import annotations

import pytest
from django.utils import translation

from indicators.designing.pages import describe
from indicators.designing.parts import part_at
from indicators.designing.places import place_of, value_at
from indicators.designing.reading import take
from indicators.domain.drafts import check
from tests.indicators.designer.conftest import document


def typed(body, place: str, **texts: str | list[str]):
    """The document after texts were typed into the page of a part; names are relative to it."""
    part = part_at(body, place_of(place))
    prefix = f"{place}." if place else ""
    posted = {
        prefix + name.replace("__", "."): [text] if isinstance(text, str) else text
        for name, text in texts.items()
    }
    return take(body, describe(body, part), posted)


LEVEL = "rounds[0].levels[1]"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50", 50),
        ("๒๕", 25),
        ("1,000", 1000),
        ("0.5", "0.5"),
        ("12.50", "12.50"),
        ("-3", -3),
        ("abc", "abc"),
        ("12,5", "12,5"),
        ("1e3", "1e3"),
        ("9" * 16, "9" * 16),
        ("0.1234567", "0.1234567"),
    ],
)
def test_numbers(digitalize, text, value):
    taken = typed(digitalize, LEVEL, points=text)
    assert taken.document["rounds"][0]["levels"][1]["points"] == value
    assert [field.name for field in taken.changed] == [f"{LEVEL}.points"]


def test_what_is_no_number_stays_with_its_fault(digitalize):
    body = typed(digitalize, LEVEL, points="abc").document
    assert ("rounds[0].levels[1].points", "number.form") in [
        (fault.path, fault.code) for fault in check(body).faults
    ]


def test_an_emptied_setting_is_left_open_again(digitalize):
    taken = typed(digitalize, LEVEL, points=" ")
    assert "points" not in taken.document["rounds"][0]["levels"][1]


@pytest.mark.parametrize(
    ("day", "clock", "value"),
    [
        ("28 ก.พ. 2568", "", "2025-02-28"),
        ("๒๘ ก.พ. ๖๘", "16.30", "2025-02-28T16:30:00+07:00"),
        ("28/2/2568", "23.59", "2025-02-28T23:59:00+07:00"),
        ("28 ก.พ. 2568 16.30 น.", "", "2025-02-28T16:30:00+07:00"),
        ("2025-02-28 12:00", "", "2025-02-28T12:00:00+07:00"),
        ("31 ก.พ. 2568", "", "31 ก.พ. 2568"),
        ("สิ้นเดือน", "16.30", "สิ้นเดือน 16.30"),
        ("28 ก.พ. 2568", "25.00", "28 ก.พ. 2568 25.00"),
    ],
)
def test_dates_as_people_write_them(digitalize, day, clock, value):
    taken = typed(digitalize, "rounds[0]", **{"due": day, "due~time": clock})
    assert taken.document["rounds"][0]["due"] == value


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_same_day_written_otherwise_is_no_change(digitalize, language):
    with translation.override(language):
        for day in ("25 ก.พ. 2568", "25/2/2568", "อ. 25 ก.พ. 2568", "25 Feb 2025"):
            assert typed(digitalize, "rounds[0]", **{"due": day, "due~time": ""}).changed == ()


def test_one_kind_is_a_word_and_several_a_list(digitalize):
    place = "rounds[0].levels[0].criteria[0].evidence[0]"
    one = {"kind~seen": "1"}
    body = typed(digitalize, place, kind=["link", "file"], **one).document
    assert value_at(body, place_of(place))["kind"] in (["file", "link"], ["link", "file"])
    body = typed(body, place, kind=["link"], **one).document
    assert value_at(body, place_of(place))["kind"] == "link"
    body = typed(body, place, kind=[], **one).document
    assert "kind" not in value_at(body, place_of(place))


def test_boxes_that_were_not_on_the_page_are_left_alone(digitalize):
    place = "rounds[0].levels[0].criteria[0].evidence[0]"
    assert typed(digitalize, place, kind=["link"]).changed == ()


def test_partial_credit(digitalize):
    place = "rounds[0].levels[0].criteria[0]"

    def points(how, number=""):
        body = typed(digitalize, place, **{"points": how, "points~points": number}).document
        return value_at(body, place_of(place)).get("points")

    assert points("share") == "share"
    assert points("own", "๒.๕") == "2.5"
    assert points("", "10") == 10
    assert points("own", "ครึ่งหนึ่ง") == "ครึ่งหนึ่ง"
    assert points("own", "") is None


def test_a_criterions_new_key_is_followed_by_the_evidence_that_names_it(digitalize):
    named = [
        (path, also) for path, also in also_of(digitalize) if any(key == "3.2" for key in also)
    ]
    assert named
    index = next(
        n
        for n, criterion in enumerate(digitalize["rounds"][0]["levels"][2]["criteria"])
        if criterion["key"] == "3.2"
    )
    body = typed(digitalize, f"rounds[0].levels[2].criteria[{index}]", key="3.9").document
    assert all("3.2" not in also for path, also in also_of(body) if path[1] == 0)
    assert any("3.9" in also for path, also in also_of(body) if path[1] == 0)
    assert check(body).is_sound


def also_of(body):
    return [
        (["rounds", r], piece["also"])
        for r, entry in enumerate(body["rounds"])
        for level in entry["levels"]
        for criterion in level["criteria"]
        for piece in criterion.get("evidence", ())
        if "also" in piece
    ]


def test_a_points_value_may_be_a_multiple_of_last_year():
    body = document("org-status-2564")
    place = 'rounds[0].points["2"]'
    page = describe(body, part_at(body, place_of(place)))
    body = take(body, page, {f"{place}[0].value.previous": ["1.5"]}).document
    assert value_at(body, place_of(f"{place}[0].value")) == {"previous": "1.5"}
    body = take(body, describe(body, page.part), {f"{place}[1].value": ["400"]}).document
    assert value_at(body, place_of(f"{place}[1].value")) == 400
    body = take(body, describe(body, page.part), {f"{place}[2].value.previous": [""]}).document
    assert "value" not in value_at(body, place_of(f"{place}[2]"))


def test_groups_are_renamed_in_their_order_and_never_twice():
    body = document("org-status-2564")
    page = describe(body, part_at(body, place_of("rounds[0].points")))
    names = page.fields()
    second = [field for field in names if field.name.endswith("~name")][1]
    renamed = take(body, page, {second.name: ["กลุ่ม ข"]})
    assert list(renamed.document["rounds"][0]["points"]) == ["1", "กลุ่ม ข", "3"]
    for name in ("3", " "):
        refused = take(body, page, {second.name: [name]})
        assert refused.document == body
        assert [(field.name, text) for field, text in refused.refused] == [
            (second.name, name.strip())
        ]


def test_codes_and_years_are_shown_and_stay(digitalize):
    assert typed(digitalize, "", code="ใหม่", fiscal_year="2570", owner="ก").changed == ()
