"""Changing a form's document: nothing is lost, nothing breaks the shape, everything comes back."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_templates import editing
from forms_templates.checking import faults_of
from forms_templates.editing import Document, NoSuchPlace, PartKind
from forms_templates.forms.parts import CHOICES, Editor
from forms_templates.paper import blank_context
from forms_templates.schema_loading import draft_from_data, form_as_data
from kpi_portal.document_change import smallest_change, with_part
from tests.forms.world import NOON, the_forms

CODES = ("form-1", "form-2", "form-3", "form-4", "form-5")


def document(code: str) -> Document:
    return form_as_data(the_forms().forms[code])


def posted(editor: Editor) -> QueryDict:
    """What a browser sends for the inputs as the page shows them."""
    data = QueryDict(mutable=True)
    forms = [editor.form]
    if editor.choices is not None:
        forms += [editor.choices.management_form, *editor.choices.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                data[bound.html_name] = str(value).replace("\n", "\r\n")
    return data


@pytest.mark.parametrize("code", CODES)
def test_opening_and_saving_every_part_changes_nothing(code: str) -> None:
    before = document(code)
    after = before
    places = ["", *(part.place for part in editing.outline(before))]
    for place in places:
        editor = Editor(after, place, posted(Editor(after, place)))
        assert editor.is_valid(), (place, editor.form.errors)
        after = editing.change(after, place, editor.values())
    assert after == before
    assert len(places) > 5
    assert faults_of(before) == []


@pytest.mark.parametrize("code", CODES)
def test_the_outline_names_every_part_once(code: str) -> None:
    form = document(code)
    places = [part.place for part in editing.outline(form)]
    assert len(places) == len(set(places))
    asked = {place for place, _field in editing.fields_of(form)}
    assert asked <= set(places)


def test_typing_into_a_part_is_taken_over() -> None:
    form = document("form-1")
    data = posted(Editor(form, "columns.3"))
    data["label"], data["required"], data["width"] = "ชนิด", "on", "40"
    data["choices-2-label"] = "อื่น ๆ"
    editor = Editor(form, "columns.3", data)
    assert editor.is_valid()
    column = editing.change(form, "columns.3", editor.values())["columns"][3]
    assert (column["label"], column["required"], column["width"]) == ("ชนิด", True, 40)
    assert [c["key"] for c in column[CHOICES]] == ["type_service", "type_support", "choice_1"]
    assert column[CHOICES][2]["label"] == "อื่น ๆ"


def test_choices_are_moved_and_taken_out() -> None:
    form = document("form-1")
    data = posted(Editor(form, "columns.3"))
    data["choices-0-ORDER"], data["choices-1-ORDER"] = "2", "1"
    editor = Editor(form, "columns.3", data)
    assert editor.is_valid()
    assert [c["key"] for c in editor.values()[CHOICES]] == ["type_support", "type_service"]
    data["choices-0-DELETE"] = "on"
    editor = Editor(form, "columns.3", data)
    assert editor.is_valid()
    assert [c["key"] for c in editor.values()[CHOICES]] == ["type_support"]


def test_a_width_that_is_no_number_is_refused_and_kept() -> None:
    form = document("form-1")
    data = posted(Editor(form, "columns.1"))
    data["width"] = "กว้าง"
    editor = Editor(form, "columns.1", data)
    assert not editor.is_valid()
    assert editor.form["width"].value() == "กว้าง"


def test_a_doubled_section_gets_names_of_its_own() -> None:
    form = document("form-5")
    doubled, place = editing.duplicate(form, "sections.1")
    assert place == "sections.2"
    assert doubled["sections"][2]["title"] == form["sections"][1]["title"]
    assert faults_of(doubled) == []
    keys = [field["key"] for _place, field in editing.fields_of(doubled)]
    assert len(keys) == len([*editing.fields_of(form)]) + len(form["sections"][1]["fields"])
    assert {f["key"] for f in doubled["sections"][2]["fields"]}.isdisjoint(
        f["key"] for f in form["sections"][1]["fields"]
    )


@pytest.mark.parametrize("place", ["columns.99", "sections.0.choices.1", "title", "header", "x.0"])
def test_a_place_that_is_not_there_is_named(place: str) -> None:
    with pytest.raises(NoSuchPlace):
        editing.part_at(document("form-1"), place)
    with pytest.raises(NoSuchPlace):
        editing.remove(document("form-1"), place)


def test_the_form_itself_cannot_be_removed() -> None:
    with pytest.raises(NoSuchPlace):
        editing.remove(document("form-1"), "")


def test_faults_lead_to_their_place() -> None:
    form = document("form-1")
    form, place = editing.add(form, "columns")
    assert [(f.place, f.code) for f in faults_of(form)] == [(place, "label")]
    form = editing.change(form, place, {"label": "ก", "key": "seq", "type": "choice_one"})
    assert {(f.place, f.code) for f in faults_of(form)} == {(place, "twice"), (place, "choices")}
    form = editing.change(form, "header.0", {"type": "month_plan", "key": "ชื่อ"})
    assert ("header.0", "only_in_tables") in {(f.place, f.code) for f in faults_of(form)}
    assert ("header.0", "key") in {(f.place, f.code) for f in faults_of(form)}
    empty = document("form-1") | {"columns": [], "title": ""}
    assert {f.code for f in faults_of(empty)} == {"asks_nothing", "title"}
    section, _place = editing.add(document("form-5"), "sections")
    section["sections"][-1]["fields"] = []
    assert {f.code for f in faults_of(section)} == {"label", "section_empty"}


ACTS = ("add", "table", "duplicate", "up", "down", "remove", "reword")


@st.composite
def worked(draw: Any) -> list[Document]:
    """The documents that a series of random acts leads through."""
    history = [document(draw(st.sampled_from(CODES)))]
    for act in draw(st.lists(st.sampled_from(ACTS), min_size=1, max_size=12)):
        form = history[-1]
        places = [part.place for part in editing.outline(form)]
        if act == "add" or not places:
            lists = ["header", "columns", "sections", "signatures", "notes"]
            form, _place = editing.add(form, draw(st.sampled_from(lists)))
        elif act == "table":
            form, _place = editing.add(form, "sections", table=True)
        elif act == "reword":
            place = draw(st.sampled_from(places))
            kind = editing.kind_at(form, place)
            text = draw(st.text(max_size=20))
            name = {PartKind.NOTE: "text", PartKind.SIGNATURE: "role"}.get(
                kind, "title" if "section" in kind else "label"
            )
            form = editing.change(form, place, {name: text})
        else:
            place = draw(st.sampled_from(places))
            form, _place = {
                "duplicate": editing.duplicate,
                "up": lambda d, p: editing.move(d, p, -1),
                "down": lambda d, p: editing.move(d, p, 1),
                "remove": editing.remove,
            }[act](form, place)
        history.append(form)
    return history


@given(worked())
@settings(max_examples=60, deadline=None)
def test_every_series_of_changes_can_be_undone_and_previewed(history: list[Document]) -> None:
    steps = []
    for before, after in itertools.pairwise(history):
        kept = copy.deepcopy(before)
        change = smallest_change(before, after)
        if change is not None:
            steps.append((change.place, change.before))
        assert before == kept  # no act touches the document it was given
    last = history[-1]
    faults_of(last)
    blank_context(draft_from_data(last), made_at=NOON)
    for place, before in reversed(steps):
        last = with_part(last, place, before)
    assert last == history[0]


@given(worked())
@settings(max_examples=60, deadline=None)
def test_moving_there_and_back_changes_nothing(history: list[Document]) -> None:
    form = history[-1]
    for part in editing.outline(form):
        moved, place = editing.move(form, part.place, 1)
        if place != part.place:
            back, _place = editing.move(moved, place, -1)
            assert back == form
