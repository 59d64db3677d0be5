"""The memo that carries the bureau's own report says of its form 1 what the form's sheet says."""

from __future__ import annotations

import re
from dataclasses import replace

from django.core.management import call_command

from forms_templates.contexts import MemoContext
from forms_templates.own_word import form_places
from forms_templates.own_word.places import listed, lost
from forms_templates.rendering import render_docx, render_pdf
from submissions.documents.domain import appended, drafting, memos
from submissions.domain import forms, forms_paper
from submissions.models import Submission
from tests.merging.conftest import LATER, World
from tests.rendering.tools import docx_paragraphs, pdf_text

NAME = "การขอใช้น้ำ"
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text).translate(THAI)


def test_word_and_pdf_of_the_memo_name_the_origins_of_merged_rows(world: World):
    call_command("load_memos", owner=world.bureau.code, verbosity=0)
    both = world.divisions[:2]
    world.merge(*(world.pick(report, NAME) for report in both), as_one=[NAME])
    memo = drafting.context_of(memos.draft_report(world.fresh(), actor=world.executive, at=LATER))
    assert isinstance(memo, MemoContext)
    said = memo.appended_forms[0].footnote
    own = forms.open_sheet(world.fresh(), "form-1", None)
    assert said == forms_paper.context_of(own).footnote
    origins = "; ".join(f"{report.unit_name} ลำดับที่ 1" for report in both)
    assert f"ที่มาของแถว: {origins}" in said
    form_alone = replace(memo, annexes=(), enclosures=())
    assert bare(origins) in bare("".join(docx_paragraphs(render_docx(form_alone))))
    assert bare(origins) in bare(pdf_text(render_pdf(form_alone)))


def test_a_divisions_forms_name_no_origins(world: World):
    world.merge(world.pick(world.divisions[0], NAME))
    (form,) = appended.forms_of(world.fresh(world.divisions[0]), at=LATER)
    assert "ที่มาของแถว" not in form.footnote


def test_an_own_word_file_without_a_place_for_origins_gives_way(world: World):
    """It would print merged rows as if they were the bureau's own."""
    sheet = forms.open_sheet(world.fresh(world.divisions[0]), "form-1", None)
    places = {one.path for one in listed(form_places.places_of(sheet.schema))} - {"form.origins"}

    def unsaid(report: Submission) -> list[str]:
        sheet = forms.open_sheet(world.fresh(report), "form-1", None)
        values = form_places.values_of(
            sheet.schema, sheet.data, forms_paper.context_of(sheet), pictures=str.encode
        )
        return lost(form_places.places_of(sheet.schema), values, places)

    world.merge(world.pick(world.divisions[0], NAME))
    assert unsaid(world.divisions[0]) == []
    assert unsaid(world.own) == ["form.origins"]
