"""The portal's layout with its marks in place: examined without a fault, filled, and printed."""

from __future__ import annotations

from typing import Any

import pytest

from forms_templates.answers import normalise_answers
from forms_templates.own_word import form_places, memo_places, memo_tables, places, reading, starter
from forms_templates.own_word.filling import fill
from forms_templates.own_word.places import Place
from forms_templates.rendering import render_docx
from forms_templates.rendering.pictures import placeholder_emblem
from tests.own_word.files import word
from tests.rendering import samples
from tests.rendering.tools import (
    bare,
    by_libreoffice,
    docx_paragraphs,
    page_images,
    pdf_text,
)

FORMS = ("form-1", "form-2", "form-3", "form-4", "form-5")
MEMOS: dict[str, Any] = {
    "request": samples.request_memo,
    "feedback": samples.feedback_memo,
    "reminder": samples.reminder_circular,
    "summary": samples.summary_memo,
}


def filled_form(code: str) -> bytes:
    schema = samples.schema(code)
    answers = normalise_answers(schema, samples.form_answers(code))
    values = form_places.values_of(
        schema, answers, samples.filled_form(code), pictures=samples._diagrams().__getitem__
    )
    return fill(starter.starter_of_form(schema), values)


@pytest.mark.parametrize("code", FORMS)
def test_the_starter_of_a_form_names_every_question_and_has_no_fault(code: str) -> None:
    schema = samples.schema(code)
    tree = form_places.places_of(schema)
    found = reading.read(starter.starter_of_form(schema), tree)
    assert found.faults == ()
    assert places.missing(tree, found.found) == []


@pytest.mark.parametrize("kind", sorted(MEMOS))
def test_the_starter_of_a_memo_loses_nothing_of_a_real_one(kind: str) -> None:
    tree = memo_places.places_of(kind)
    found = reading.read(starter.starter_of_memo(kind), tree)
    assert found.faults == ()
    values = memo_places.values_of(MEMOS[kind]())
    assert places.lost(tree, values, found.found) == []


@pytest.mark.parametrize("code", FORMS)
def test_a_filled_form_says_what_the_portals_own_layout_says(code: str) -> None:
    own = bare(docx_paragraphs(filled_form(code)))
    ours = bare(docx_paragraphs(render_docx(samples.filled_form(code))))
    assert "{" not in own
    assert sorted(own) == sorted(ours)


@pytest.mark.parametrize("kind", sorted(MEMOS))
def test_a_filled_memo_says_what_the_portals_own_layout_says(kind: str) -> None:
    memo = MEMOS[kind]()
    own = bare(docx_paragraphs(fill(starter.starter_of_memo(kind), memo_places.values_of(memo))))
    assert "{" not in own
    for line in (memo.subject, memo.signatory.name, *memo.conclusion):
        assert bare([memo_tables.words(line)]) in own
    for table in (*memo.tables, *(t for annex in memo.annexes for t in annex.tables)):
        for row in table.rows:
            assert all(bare([memo_tables.words(cell.text)]) in own for cell in row)


def test_a_reminder_to_one_unit_prints_no_empty_list() -> None:
    single, circular = (
        bare(
            docx_paragraphs(fill(starter.starter_of_memo("reminder"), memo_places.values_of(memo)))
        )
        for memo in (samples.reminder_memo(), samples.reminder_circular())
    )
    assert "วันครบกำหนดเกินกำหนด" in circular
    assert "วันครบกำหนดเกินกำหนด" not in single


def test_uploaded_files_are_printed_by_another_program() -> None:
    memo = samples.feedback_memo()
    printed = by_libreoffice(
        {
            "form-1": filled_form("form-1"),
            "form-4": filled_form("form-4"),
            "feedback": fill(starter.starter_of_memo("feedback"), memo_places.values_of(memo)),
        }
    )
    assert "คลังข้อมูล" in pdf_text(printed["form-1"]) or "กระบวนการ" in pdf_text(printed["form-1"])
    assert bare([memo.signatory.name]) in bare(pdf_text(printed["feedback"]).split("\n"))
    for pdf in printed.values():
        for image in page_images(pdf, 40):
            assert image.convert("L").getextrema()[0] < 128  # something is printed on each page
    # The pictures of form 4 are there: a page with one holds more than black and white.
    assert len(page_images(printed["form-4"], 40)) >= 1


def test_missing_and_unknown_places_are_named() -> None:
    tree = memo_places.places_of("request")
    faults = reading.read(word("{{ memo.subject }}", "{{ memo.subjekt }}"), tree).faults
    named = {(fault.code, fault.what) for fault in faults}
    assert ("unknown", "memo.subjekt") in named
    assert ("missing", "memo.signer.name") in named
    assert ("missing", "memo.subject") not in named


def test_ticks_stand_for_the_question_and_text_for_its_ticks() -> None:
    tree = form_places.places_of(samples.schema("form-1"))
    every = [path for path, place, _group in places.walk(tree) if place.needed]
    ticks = [p for p in every if p != "rows.process_type"] + ["rows.process_type_type_service"]
    assert places.missing(tree, every) == []
    assert places.missing(tree, ticks) == []
    assert places.missing(tree, [p for p in every if p != "rows.process_type"]) == [
        "rows.process_type"
    ]


def test_what_a_file_has_no_place_for_is_known_before_it_is_lost() -> None:
    tree = memo_places.places_of("request")
    memo = memo_places.values_of(samples.secret_memo())
    needed = [path for path, place, _group in places.walk(tree) if place.needed]
    assert "memo.secrecy" in places.lost(tree, memo, needed)
    assert "memo.secrecy" not in places.lost(tree, memo, [*needed, "memo.secrecy"])


@pytest.mark.parametrize("code", FORMS)
def test_every_place_has_a_meaning_and_a_mark_that_can_be_read(code: str) -> None:
    tree = form_places.places_of(samples.schema(code))
    _every_mark_reads(tree)


@pytest.mark.parametrize("kind", sorted(MEMOS))
def test_every_place_of_a_memo_too(kind: str) -> None:
    _every_mark_reads(memo_places.places_of(kind))


def _every_mark_reads(tree: Place) -> None:
    listed = list(places.listed(tree))
    assert all(str(entry.place.meaning) for entry in listed)
    assert len({entry.path for entry in listed}) == len(listed)
    plain = [entry for entry in listed if entry.depth == 0 and entry.place.inside == ()]
    lines = [line for entry in plain for line in _lines(entry.written)]
    faults = reading.read(word(*lines), tree).faults
    assert {fault.code for fault in faults} <= {"missing"}
    values = places.sample_values(tree, placeholder_emblem())
    assert "{{" not in "".join(docx_paragraphs(fill(word(*lines), values)))


def _lines(written: str) -> list[str]:
    """An example as paragraphs: the marks of a loop stand in paragraphs of their own."""
    return written.replace(" {{ line }} ", "\n{{ line }}\n").split("\n")
