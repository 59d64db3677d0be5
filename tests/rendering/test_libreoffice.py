"""A second program lays the Word files out: as many pages, the same text, the same look."""

import pytest

from forms_templates.rendering import render_docx, render_pdf
from tests.rendering import samples
from tests.rendering.conftest import KINDS, furniture_of
from tests.rendering.tools import bare, by_libreoffice, pdf_fonts, pdf_pages, pdf_text


@pytest.fixture(scope="module")
def converted(context) -> dict[str, bytes]:
    """Every sample as LibreOffice prints its Laksaman copy."""
    copies = {kind: render_docx(context(kind), "laksaman") for kind in KINDS}
    long_form = samples.filled_form("form-1", rows=24)
    copies["form-1-long"] = render_docx(long_form, "laksaman")
    return by_libreoffice(copies)


@pytest.mark.parametrize("kind", KINDS)
def test_page_counts_agree(kind, pdf, converted):
    assert len(pdf_pages(converted[kind])) == len(pdf_pages(pdf(kind)))


def test_page_counts_agree_for_a_long_table(converted):
    ours = render_pdf(samples.filled_form("form-1", rows=24))
    pages = pdf_pages(converted["form-1-long"])
    assert len(pages) == len(pdf_pages(ours))
    assert all("ปัญหา/ความต้องการ" in page for page in pages)


@pytest.mark.parametrize("kind", ["request", "feedback", "form-2"])
def test_the_printed_text_is_the_same(kind, context, pdf, converted):
    furniture = furniture_of(context(kind))
    texts = [
        bare(pdf_text(document).replace("\f", "\n").split("\n"), furniture)
        for document in (pdf(kind), converted[kind])
    ]
    assert sorted(texts[0]) == sorted(texts[1])


def test_no_other_font_was_needed(converted):
    names = {font["name"].split("+")[1] for font in pdf_fonts(converted["request"])}
    assert names <= {"Laksaman", "Laksaman-Bold"}
