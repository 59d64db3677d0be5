"""The PDF's pages: fonts, furniture, margins, and what hostile values cannot do."""

import io
from dataclasses import replace

import pikepdf
import pytest

from forms_templates.contexts import FormContext, MemoContext, QrLink
from forms_templates.paper import filled_context
from forms_templates.rendering import measures as m
from forms_templates.rendering import render_pdf
from forms_templates.rendering.pdf.renderer import _warm
from tests.rendering import samples
from tests.rendering.conftest import KINDS
from tests.rendering.tools import bare, page_images, pdf_fonts, pdf_pages, pdf_text, pdf_words

POINTS_PER_CM = 72 / 2.54
HALF_A_DOT = 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_fonts_are_embedded_and_none_is_foreign(kind, pdf):
    fonts = pdf_fonts(pdf(kind))
    assert fonts
    for font in fonts:
        assert font["name"].split("+")[1] in ("Laksaman", "Laksaman-Bold")
        assert (font["embedded"], font["unicode"]) == ("yes", "yes")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_context_gives_the_same_bytes(kind, context, pdf):
    assert render_pdf(context(kind)) == pdf(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_engine_has_nothing_to_complain_about(kind, context, caplog):
    """No rule of the stylesheet is misread, no letter is missing from the font."""
    _warm.cache_clear()
    caplog.set_level("WARNING", logger="weasyprint")
    render_pdf(context(kind))
    assert caplog.messages == []


def test_the_document_is_tagged_and_says_its_language(pdf):
    """A screen reader needs both."""
    with pikepdf.open(io.BytesIO(pdf("request"))) as document:
        assert str(document.Root.Lang) == "th"
        assert "/StructTreeRoot" in document.Root
        assert str(document.docinfo["/Title"]).startswith("บันทึกข้อความ การรายงานผล")
        assert str(document.docinfo["/CreationDate"]).startswith("D:20250206020000")


def test_a_request_memo_fits_one_page_without_a_number(pdf):
    (page,) = pdf_pages(pdf("request"))
    assert "- ๑ -" not in page


def test_pages_are_numbered_from_the_second(pdf):
    first, second, third = pdf_pages(pdf("secret"))
    assert "- ๑ -" not in first
    assert "- ๒ -" in second
    assert "- ๓ -" in third


def test_the_page_number_stands_three_centimetres_below_the_edge(pdf):
    numbers = [word for word in pdf_words(pdf("secret")) if word[4] == "๒" and word[1] < 150]
    top = numbers[0][1] / POINTS_PER_CM
    assert top == pytest.approx(m.PAGE_NUMBER_TOP_CM, abs=0.3)


def test_marks_stand_on_every_page(pdf):
    for page in pdf_pages(pdf("secret")):
        lines = page.split("\n")
        assert lines.count("ลับ") == 2
        assert lines.count("ร่าง") == 1
    assert "ด่วนที่สุด" in pdf_pages(pdf("secret"))[0]


@pytest.mark.parametrize("kind", ["long", "request", "feedback", "form-1", "form-3", "card"])
def test_nothing_runs_over_the_margins(kind, context, pdf):
    memo = isinstance(context(kind), MemoContext)
    wide = isinstance(context(kind), FormContext) and context(kind).landscape
    paper = m.PAPER_HEIGHT_CM if wide else m.PAPER_WIDTH_CM
    left = m.MARGIN_LEFT_CM if memo else m.FORM_MARGIN_CM
    right = m.MARGIN_RIGHT_CM if memo else m.FORM_MARGIN_CM
    for x0, _y0, x1, _y1, word in pdf_words(pdf(kind)):
        assert x0 >= left * POINTS_PER_CM - HALF_A_DOT, word
        assert x1 <= (paper - right) * POINTS_PER_CM + HALF_A_DOT, word


def test_the_signature_never_stands_alone():
    """However long the memo, the closing sentence is on the signature's page."""
    memo = samples.request_memo()
    for repeats in range(2, 6):
        longer = replace(memo, purpose=memo.purpose * repeats)
        page = pdf_pages(render_pdf(longer))[-1]
        assert "จึงเรียนมาเพื่อโปรดพิจารณา" in page
        assert "(นายสมชาย ใจดี)" in page


def test_headings_repeat_on_all_three_pages():
    form = samples.filled_form("form-1", rows=24)
    pages = pdf_pages(render_pdf(form))
    assert len(pages) >= 3
    for page in pages:
        assert "ปัญหา/ความต้องการ" in page
        assert "ใช้ (ระบุ)" in page
        assert form.version_code in page
    assert sum(page.count("ชุดที่") for page in pages) == 24


def test_an_activity_keeps_plan_and_result_on_one_page():
    answers = samples.form_answers("form-3")
    answers["rows"] = answers["rows"] * 8
    form = filled_context(
        samples.schema("form-3"), answers, made_at=samples.MADE, pictures=lambda _digest: b""
    )
    pages = pdf_pages(render_pdf(form))
    assert len(pages) >= 2
    for page in pages:
        words = page.split()
        assert words.count("แผน") == words.count("ผล")


def test_wide_forms_lie_on_their_side(pdf):
    widths = [image.width > image.height for image in page_images(pdf("report"), 20)]
    assert widths == [False, True, False, True, False, False]


def test_html_in_values_is_printed_and_never_obeyed():
    hostile = '<img src="file:///etc/passwd"><script>x</script><b>&amp;{{ memo }}'
    memo = replace(
        samples.request_memo(),
        subject=hostile,
        cause=(hostile,),
        addressees=(hostile,),
        qr=QrLink('https://example.go.th/"><img src=x>', hostile),
        appended_forms=(
            replace(
                samples.filled_form("form-2"),
                title=hostile,
                footnote=hostile,
            ),
        ),
    )
    text = bare([pdf_text(render_pdf(memo))])
    assert text.count(bare([hostile])) == 6


def test_control_characters_are_dropped():
    memo = replace(
        samples.request_memo(), subject="การ\x00รายงาน\x0b\ufffe", cause=("ด้วย\x1b[31m",)
    )
    text = pdf_text(render_pdf(memo))
    assert "การรายงาน" in text
    assert "ด้วย[" in text


def test_ten_thousand_characters_in_a_cell_go_on_over_pages():
    answers = samples.form_answers("form-1", rows=1)
    answers["rows"][0]["problem_need"] = "ปัญหาและความต้องการ " * 500
    form = filled_context(
        samples.schema("form-1"), answers, made_at=samples.MADE, pictures=lambda _digest: b""
    )
    pages = pdf_pages(render_pdf(form))
    headings = len(pages)
    assert sum(page.count("ปัญหา") for page in pages) == 500 + headings


def test_a_blank_form_leaves_room_and_bears_its_version(pdf):
    text = pdf_text(pdf("blank-3"))
    assert "F3-2568-v1" in text
    assert "ร่าง" in text.split("\n")
    assert "ร่าง" not in pdf_text(pdf("blank-1")).split("\n")
