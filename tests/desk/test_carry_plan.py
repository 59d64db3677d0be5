"""What a copy would come to: dates, years, baseline; made from what is ticked, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.carrying import Choice, carried, plan, usual
from indicators.carrying.dates import moved_case, years_later
from indicators.carrying.results import Reached, result_text
from indicators.carrying.texts import with_changes, year_changes
from scoring.parsing import dump_definition, load_document
from tests.desk.conftest import PRINTED, printed

NOTHING = Choice(frozenset(), "")
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
# Texts of letters and years, so that most of them hold some.
TEXTS = st.lists(
    st.sampled_from(["ปี ", "2568", "๒๕๖๙", " - ", "2567", "ครม. ", "2025", "x", "\n", "31 มี.ค. "]),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("name", sorted(path.stem for path in PRINTED.glob("*.yaml")))
def test_the_usual_copy_of_a_printed_definition_is_sound(name):
    document = dump_definition(printed(name))
    year = document["fiscal_year"] + 1
    new = load_document(carried(document, to_year=year, choice=usual(plan(document, to_year=year))))
    assert new.fiscal_year == year
    for before, after in zip(printed(name).rounds, new.rounds, strict=True):
        assert (after.due - before.due).days in (365, 366)
    assert year_of(new.code) in (None, year)


def year_of(code: str) -> int | None:
    digits = [part for part in code.split("-") if part.isdigit() and len(part) == 4]
    return int(digits[0]) if digits else None


def test_what_moves_and_what_stays_in_the_printed_indicator_of_fisheries():
    document = dump_definition(printed("fisheries-digital-2563"))
    new = carried(document, to_year=2564, choice=usual(plan(document, to_year=2564)))
    assert "15 กันยายน 2564" in new["card"]["collection"]
    assert "พ.ศ. 2561 - 2565" in new["card"]["definition"]
    assert "ในปี พ.ศ. 2562 สรุป" in new["card"]["definition"]
    assert new["rounds"][0]["name"] == "ปีงบประมาณ พ.ศ. 2564"
    assert new["notes"] == document["notes"]
    assert "พ.ศ.2565" in str(new["rounds"][0]["levels"])


def test_a_citation_is_offered_but_not_ticked():
    document = dump_definition(printed("rid-digitalize-2568"))
    planned = plan(document, to_year=2569)
    [cited] = [change for change in planned.texts if change.place == ("card", "importance")]
    assert (cited.ticked, cited.replaced) == (False, "2564")
    new = carried(document, to_year=2569, choice=Choice(frozenset({cited.id}), ""))
    assert "31 มี.ค. 2564" in new["card"]["importance"]


def test_the_result_becomes_a_row_of_the_baseline():
    document = dump_definition(printed("rid-digitalize-2568"))
    new = carried(document, to_year=2569, choice=Choice(frozenset(), " ระดับ 1 - 5 "))
    assert new["baseline"][-1] == {"fiscal_year": 2568, "value": "ระดับ 1 - 5"}
    again = carried({**new, "fiscal_year": 2568}, to_year=2569, choice=Choice(frozenset(), "ใหม่"))
    assert [row["value"] for row in again["baseline"] if row["fiscal_year"] == 2568] == ["ใหม่"]


def test_the_names_of_a_map_are_texts_too():
    document = {"fiscal_year": 2568, "rounds": [{"guidance": {"ปี 2568": ["ก"], "อื่น": "ปี 2568"}}]}
    new = carried(document, to_year=2569, choice=usual(plan(document, to_year=2569)))
    assert new["rounds"][0]["guidance"] == {"ปี 2569": ["ก"], "อื่น": "ปี 2569"}


def test_names_that_would_become_one_stay():
    document = {"fiscal_year": 2568, "rounds": [{"guidance": {"ปี 2568": 1, "ปี 2569": 2}}]}
    only_first = [c for c in plan(document, to_year=2569).texts if "2568" in c.text]
    ticked = frozenset(c.id for c in only_first)
    new = carried(document, to_year=2569, choice=Choice(ticked, ""))
    assert new["rounds"][0]["guidance"] == {"ปี 2568": 1, "ปี 2569": 2}


@pytest.mark.parametrize(
    "broken",
    [{}, {"rounds": None}, {"rounds": ["x", 3, {"due": 5}]}, {"baseline": "ปี 2568", "card": []}],
)
def test_a_faulty_draft_is_carried_as_it_is(broken):
    document = {"fiscal_year": 2568, **broken}
    new = carried(document, to_year=2569, choice=usual(plan(document, to_year=2569)))
    assert new == {**document, "fiscal_year": 2569}


def test_weekends_and_holidays_are_known():
    document = {"fiscal_year": 2568, "rounds": [{"key": "r", "due": "2025-02-28T16:30:00+07:00"}]}
    [moved] = plan(document, to_year=2569).dates
    assert moved.new.date() == date(2026, 2, 28)
    assert moved.on_weekend
    assert moved.holiday({date(2026, 2, 28): "หยุดชดเชย"}) == "หยุดชดเชย"


@given(DAYS, st.integers(-10, 10))
def test_moving_there_and_back_is_nothing_but_for_leap_days(day, years):
    back = years_later(years_later(day, years), -years)
    assert back == day or (day.month, day.day, back.day) == (2, 29, 28)


@given(DAYS, st.integers(0, 400), st.integers(-10, 10))
def test_dates_stay_in_order(first, days, years):
    assert years_later(first, years) <= years_later(first + timedelta(days=days), years)


@given(st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, max_size=3), max_size=4))
def test_nothing_ticked_changes_no_text(texts):
    document = {"fiscal_year": 2568, "card": texts, "rounds": []}
    assert carried(document, to_year=2569, choice=NOTHING) == {**document, "fiscal_year": 2569}


@given(st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, max_size=3), max_size=4), st.integers(1, 5))
def test_all_ticked_and_taken_back_is_nothing(texts, years):
    """Whatever is ticked, moving back by as many years gives the text again."""
    values = {str(n): value for n, value in enumerate(texts.values())}
    document = {"card": values}
    there = year_changes(document, 2568, years)
    moved = with_changes(document, there, {change.id for change in there})
    for change in there:
        spot = change.spots[0]
        assert moved["card"] != document["card"] or not change.replaced
        assert len(spot.text) == len(text_at(moved, spot.place))
    back = year_changes(moved, 2568 + years, -years)
    assert with_changes(moved, back, {change.id for change in back}) == document


def text_at(part, place):
    for key in place:
        part = part[key]
    return part


def test_a_case_moves_with_its_round():
    case = {
        "round": "m5",
        "submitted_at": "2025-02-26T16:20:00+07:00",
        "due": "2025-02-28",
        "holidays": ["2025-02-12"],
        "accepted": {"1.1-a": 1},
    }
    assert moved_case(case, 1) == {
        "round": "m5",
        "submitted_at": "2026-02-26T16:20:00+07:00",
        "due": "2026-02-28",
        "holidays": ["2026-02-12"],
        "accepted": {"1.1-a": 1},
    }
    assert moved_case({"submitted_at": None}, 1) == {"submitted_at": None}


@pytest.mark.parametrize(
    ("reached", "method", "words"),
    [
        ([], "milestones", ""),
        ([(5, 100)], "milestones", "ระดับ 1 - 5"),
        ([(1, 50)], "milestones", "ระดับ 1"),
        ([(0, 0)], "milestones", "ระดับ 0"),
        ([(3, 50), (3, 50)], "milestones", "ระดับ 1 - 3 (2 หน่วยงาน)"),
        ([(3, 50), (5, 100), (2, 30)], "milestones", "เฉลี่ย 60.00 คะแนน (3 หน่วยงาน)"),
        ([(None, 412), (None, 413)], "composite", "เฉลี่ย 412.50 คะแนน (2 หน่วยงาน)"),
        ([(None, 80)], "target", "80.00 คะแนน"),
    ],
)
def test_a_result_reads_as_sources_print_it(reached, method, words):
    found = [Reached(level, final) for level, final in reached]
    assert result_text(found, method=method, unit="ระดับ") == words
