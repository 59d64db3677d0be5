"""Answers are brought into one shape without losing a letter, and what is missing is named."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_templates.answers import (
    LONGEST_VALUE,
    MOST_ROWS,
    excess,
    normalise_answers,
    validate_answers,
)
from tests.rendering.samples import form_answers, schema

KEYS = [f"form-{number}" for number in range(1, 6)]


def paths(key: str, answers: object) -> list[str]:
    return [missing.path for missing in validate_answers(schema(key), answers)]


@pytest.mark.parametrize("key", KEYS)
def test_a_completed_form_misses_nothing(key):
    assert paths(key, form_answers(key)) == []


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("form-1", ["header.office_name", "rows"]),
        ("form-2", ["header.process_name", "rows"]),
        (
            "form-3",
            [
                "header.fiscal_year_be",
                "header.office_name",
                "header.process_name",
                "header.objective",
                "rows",
            ],
        ),
        (
            "form-4",
            [
                "header.unit_name",
                "header.process_name",
                "answers.problem_before",
                "answers.operation_before",
                "answers.diagram_before",
                "answers.operation_after",
                "answers.diagram_after",
                "answers.benefits",
            ],
        ),
    ],
)
def test_an_empty_form_names_all_it_needs(key, expected):
    assert paths(key, {}) == expected


def test_a_fault_speaks_both_languages():
    (missing,) = [m for m in validate_answers(schema("form-1"), {}) if m.path == "rows"]
    assert missing.message_th.endswith("ต้องมีอย่างน้อย 1 แถว")
    assert missing.message_en.endswith("needs at least 1 row(s)")


def test_rows_name_their_own_gaps():
    answers = form_answers("form-1")
    answers["rows"][1]["process_name"] = " "
    answers["rows"][2] |= {"budget": "budget_used", "budget_amount": ""}
    assert paths("form-1", answers) == ["rows.1.process_name", "rows.2.budget_amount"]


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("answers", "url", "javascript:alert(1)"),
        ("answers", "url", "hydro.example.go.th"),
        ("answers", "url", "https://[::1"),
        ("answers", "start_date", "2025-02-30"),
    ],
)
def test_what_cannot_be_read_is_named(part, field, value):
    answers = form_answers("form-5")
    answers[part][field] = value
    assert paths("form-5", answers) == [f"{part}.{field}"]


@pytest.mark.parametrize("value", ["https://intranet/x", "http://10.0.0.1/", "https://ก.ไทย/"])
def test_intranet_addresses_are_taken(value):
    answers = form_answers("form-5")
    answers["answers"]["url"] = value
    assert paths("form-5", answers) == []


@pytest.mark.parametrize(
    ("value", "good"), [("๘๐.๕", True), ("101", False), ("-1", False), ("ก", False)]
)
def test_per_cents(value, good):
    answers = form_answers("form-5")
    answers["tables"]["plan_results"][0]["percent_done"] = value
    assert paths("form-5", answers) == ([] if good else ["tables.plan_results.0.percent_done"])


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({}, "no month is planned"),
        ({"m10": {"planned": "60"}, "m11": {"planned": "30"}}, "add up to 100"),
        ({"m10": {"planned": "100", "done": "70"}, "m11": {"done": "40"}}, "more than 100"),
        ({"m10": {"planned": "ครึ่ง"}}, "a number from 0 to 100"),
    ],
)
def test_plans_that_do_not_add_up(plan, message):
    answers = form_answers("form-3")
    answers["rows"][0]["schedule"] = plan
    (missing,) = validate_answers(schema("form-3"), answers)
    assert (missing.path, message in missing.message_en) == ("rows.0.schedule", True)


def test_text_is_mended_and_foreign_keys_left_out():
    dirty = {
        "header": {"office_name": "สํานัก\u200bน้ํา\x00", "owner": "x"},
        "rows": [
            {"process_name": "  ", "seq": "7"},
            {"process_name": "ก", "process_type": ["type_support", "type_service", "x"]},
            "no row",
        ],
        "extra": 1,
    }
    shaped = normalise_answers(schema("form-1"), dirty)
    assert shaped["header"] == {"office_name": "สำนักน้ำ"}
    (row,) = shaped["rows"]
    assert row["process_type"] == ["type_service", "type_support"]
    assert set(shaped) == {"header", "rows", "answers", "tables", "signatures"}


def test_pictures_are_kept_by_checksum_only():
    answers = form_answers("form-4")
    good = answers["answers"]["diagram_before"][0]
    answers["answers"]["diagram_before"] = [good, {"sha256": "../../etc"}, "x"]
    shaped = normalise_answers(schema("form-4"), answers)
    assert shaped["answers"]["diagram_before"] == [good]


def test_nothing_typed_is_cut_but_too_much_is_named():
    answers = form_answers("form-1", rows=1)
    answers["rows"][0]["problem_need"] = "ก" * (LONGEST_VALUE + 1)
    shaped = normalise_answers(schema("form-1"), answers)
    assert len(shaped["rows"][0]["problem_need"]) == LONGEST_VALUE + 1
    (fault,) = excess(schema("form-1"), shaped)
    assert fault.path == "rows.0.problem_need"
    assert paths("form-1", answers) == ["rows.0.problem_need"]


def test_too_many_rows_are_named():
    answers = form_answers("form-1", rows=MOST_ROWS + 1)
    shaped = normalise_answers(schema("form-1"), answers)
    assert [fault.path for fault in excess(schema("form-1"), shaped)] == ["rows"]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["header", "rows", "answers", "tables", "m10", "planned", "schedule"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(data=st.dictionaries(st.sampled_from(["header", "rows", "answers", "tables"]), JSON_VALUES))
def test_any_json_is_brought_into_shape_and_stays_there(data):
    before = copy.deepcopy(data)
    for key in ("form-3", "form-5"):
        shaped = normalise_answers(schema(key), data)
        assert normalise_answers(schema(key), shaped) == shaped
        validate_answers(schema(key), data)
    assert data == before
