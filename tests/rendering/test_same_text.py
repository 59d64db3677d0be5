"""Word and PDF of one context say the same, and say what they always said."""

from pathlib import Path

import pytest

from tests.rendering.conftest import KINDS, furniture_of
from tests.rendering.tools import WHITE_SPACE, bare, docx_paragraphs, pdf_text

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("kind", KINDS)
def test_word_and_pdf_have_the_same_text(kind, context, pdf, docx):
    furniture = furniture_of(context(kind))
    from_pdf = bare(pdf_text(pdf(kind)).replace("\f", "\n").split("\n"), furniture)
    # In Word the furniture lives in headers and footers, which are not read here.
    assert from_pdf == bare(docx_paragraphs(docx(kind)), furniture)


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_is_the_agreed_one(kind, docx):
    """The agreed texts are renewed by `python -m tests.rendering.golden` and read by a person."""
    agreed = (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")
    assert golden_text(docx(kind)) == agreed


def golden_text(docx: bytes) -> str:
    """A document's paragraphs, one a line, without empty ones."""
    lines = [WHITE_SPACE.sub(" ", line).strip() for line in docx_paragraphs(docx)]
    return "\n".join(line for line in lines if line) + "\n"
