"""Word and PDF of one context say the same, and say what they always said."""

from dataclasses import replace
from pathlib import Path

import pytest

from forms_templates.rendering import render_docx, render_pdf
from submissions.documents.enums import DocumentKind
from tests.rendering.conftest import KINDS, furniture_of
from tests.rendering.tools import WHITE_SPACE, bare, docx_paragraphs, pdf_text

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("kind", KINDS)
def test_word_and_pdf_have_the_same_text(kind, context, pdf, docx):
    document, furniture = context(kind), furniture_of(context(kind))
    printed, word = pdf(kind), docx(kind)
    if getattr(document, "charts", ()):
        # What stands on a chart is drawn in Word and no text of the document; see test_charts.
        plain = replace(document, charts=())
        printed, word = render_pdf(plain), render_docx(plain)
    from_pdf = bare(pdf_text(printed).replace("\f", "\n").split("\n"), furniture)
    from_pdf = _once(from_pdf, _headings(document))
    # In Word the furniture lives in headers and footers, which are not read here.
    assert from_pdf == bare(docx_paragraphs(word), furniture)


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_is_the_agreed_one(kind, docx):
    """The agreed texts are renewed by `python -m tests.rendering.golden` and read by a person."""
    agreed = (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")
    assert golden_text(docx(kind)) == agreed


@pytest.mark.parametrize("kind", KINDS)
def test_the_pdf_says_the_agreed_text_too(kind, context, pdf):
    """Without its repeated headings, what stands around the pages, and what is drawn on charts."""
    document = context(kind)
    printed = pdf(kind)
    if getattr(document, "charts", ()):
        printed = render_pdf(replace(document, charts=()))
    text = bare(pdf_text(printed).replace("\f", "\n").split("\n"), furniture_of(document))
    agreed = (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8").split("\n")
    drawn = {chart.title for chart in getattr(document, "charts", ())}
    agreed = [line for line in agreed if line not in drawn]
    assert _once(text, _headings(document)) == bare(agreed, furniture_of(document))


def test_every_kind_of_document_has_an_agreed_text():
    memos = {kind.value for kind in DocumentKind}
    assert memos | {"card", "circular"} <= set(KINDS)
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(KINDS)


def _headings(document) -> list[str]:
    """The heading rows of the tables on pages of their own, which the PDF repeats."""
    tables = [t for annex in getattr(document, "annexes", ()) for t in annex.tables]
    return [bare([column.label for column in table.columns]) for table in tables]


def _once(text: str, repeated: list[str]) -> str:
    for heading in repeated:
        first, found, rest = text.partition(heading)
        text = first + found + rest.replace(heading, "")
    return text


def golden_text(docx: bytes) -> str:
    """A document's paragraphs, one a line, without empty ones."""
    lines = [WHITE_SPACE.sub(" ", line).strip() for line in docx_paragraphs(docx)]
    return "\n".join(line for line in lines if line) + "\n"
