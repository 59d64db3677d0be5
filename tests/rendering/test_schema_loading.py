"""The definition of the forms: what stands in the fixture, and every fault named by its path."""

import json
from pathlib import Path

import pytest

from forms_templates.contexts import FormStatus
from forms_templates.schema import FieldType, Repeat
from forms_templates.schema_loading import (
    SchemaError,
    form_as_data,
    form_from_data,
    load_forms,
)
from tests.rendering.samples import FIXTURES, schema

YAML = (FIXTURES / "forms/forms-2568.yaml").read_text(encoding="utf-8")

SMALL = """
source: {title: "t", date: "2025-02-06"}
fiscal_year: 2568
version: 1
forms:
  - key: form-1
    number: "1"
    title: "ก"
    status: printed
    columns:
      - {key: a, label: "ก", type: text}
"""


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SchemaError) as caught:
        load_forms(text)
    return caught.value.faults


def test_the_forms_of_2568():
    found = load_forms(YAML)
    assert list(found.forms) == [f"form-{number}" for number in range(1, 6)]
    assert found.source.date == "2025-02-06"
    assert [form.landscape for form in found.forms.values()] == [True, False, True, False, False]
    repeats = [form.repeat for form in found.forms.values()]
    assert repeats == [Repeat.ONCE, *[Repeat.PROCESS] * 4]
    assert found.forms["form-3"].status is FormStatus.PARTIAL
    assert found.forms["form-5"].status is FormStatus.RECONSTRUCTED
    assert found.forms["form-3"].month_plan().type is FieldType.MONTH_PLAN


def test_no_trace_of_where_the_fixture_was_kept():
    assert "seed" not in YAML
    assert Path(FIXTURES, "forms").is_dir()


@pytest.mark.parametrize("key", [f"form-{number}" for number in range(1, 6)])
def test_a_form_survives_json(key):
    stored = json.loads(json.dumps(form_as_data(schema(key)), ensure_ascii=False))
    assert form_from_data(stored) == schema(key)


@pytest.mark.parametrize(
    ("before", "after", "path", "message"),
    [
        ("type: text}", "type: txt}", "forms[0].columns[0].type", "must be one of"),
        ("type: text}", "type: text, widht: 3}", "forms[0].columns[0].widht", "unknown key"),
        ("type: text}", "type: text, required: 1}", "forms[0].columns[0].required", "true or"),
        ("type: text}", "type: text, width: 0}", "forms[0].columns[0].width", "at least 1"),
        ("type: text}", "type: image}", "forms[0].columns[0]", "cannot hold pictures"),
        ("type: text}", "type: choice_one}", "forms[0].columns[0]", "needs choices"),
        ("key: a, ", "key: ก, ", "forms[0].columns[0].key", "Latin letters"),
        ("key: a, ", "", "forms[0].columns[0].key", "is missing"),
        ('title: "ก"', "title: 3", "forms[0].title", "must be text"),
        ("fiscal_year: 2568", 'fiscal_year: "2568"', "forms[0].fiscal_year", "whole number"),
        ("version: 1\n", "", "version", "is missing"),
        ("version: 1\n", "version: 1\nlevels: 3\n", "levels", "unknown key"),
        ("status: printed", "status: drawn", "forms[0].status", "must be one of"),
        (
            "    columns:\n      - {key: a",
            "    header:\n      - {key: a",
            "forms[0]",
            "asks nothing",
        ),
        ("columns:\n      - {", "columns: {x: {", "forms[0].columns", "must be a list"),
    ],
)
def test_faults_are_named_by_their_path(before, after, path, message):
    assert before in SMALL
    text = SMALL.replace(before, after, 1)
    if "{x: {" in after:
        text = text.rstrip() + "}\n"
    assert any(found == path and message in fault for found, fault in faults(text))


def test_all_faults_are_told_at_once():
    text = SMALL.replace("type: text}", "type: txt, widht: 3}").replace('"ก"\n', "3\n", 1)
    assert len(faults(text)) == 3


def test_keys_given_twice():
    twice = SMALL + '      - {key: a, label: "ข", type: text}\n'
    assert faults(twice) == [("forms[0].columns", "the key 'a' is given twice")]
    again = SMALL + SMALL[SMALL.index("  - key") :]
    assert ("forms", "the key 'form-1' is given twice") in faults(again)
    assert "duplicate key 'number'" in faults(SMALL + '    number: "2"\n')[0][1]


@pytest.mark.parametrize("text", ["", "- a", "a: [", "forms: !!python/object:os.system {}"])
def test_what_is_no_definition_at_all(text):
    assert faults(text)
