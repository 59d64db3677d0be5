"""Memos over several pages: lists attached, headings repeated, nothing over the edge."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from forms_templates.contexts import (
    CardContext,
    CardRow,
    DocumentContext,
    MemoContext,
    ReceiptContext,
    ReceiptItem,
    Secrecy,
    Urgency,
)
from forms_templates.rendering import measures as m
from forms_templates.rendering import render_docx, render_pdf
from forms_templates.rendering.memo_heading import (
    ADDRESSEES_ATTACHED,
    ADDRESSEES_TITLE,
    MOST_ADDRESSEES,
)
from kpi_portal.thai import to_thai_digits
from tests.rendering import samples
from tests.rendering.tools import bare, by_libreoffice, docx_paragraphs, pdf_pages, pdf_words

POINTS_PER_CM = 72 / 2.54
HALF_A_DOT = 0.6
LONG = samples.UNIT_OF_200
MEMOS = {
    "request": samples.request_memo,
    "feedback": samples.feedback_memo,
    "report": lambda: replace(samples.report_memo(), appended_forms=()),
    "reminder": samples.reminder_memo,
    "circular": samples.reminder_circular,
    "summary": samples.summary_memo,
}


# What is no memo keeps other margins.
SHEETS = {
    "card": samples.card,
    "receipt": samples.receipt,
    "acknowledgement": samples.acknowledgement,
}
ENCLOSURES = 30
PERSON = ("นางสาวอุทกวรรณวิจิตรา พงศ์ศิริชลประทานเจริญ " * 5)[:200].strip()


def long_named(kind: str) -> MemoContext:
    """A memo of the kind in which every unit and person has a name of two hundred letters, with a
    subject of three hundred and thirty enclosures."""
    memo = {
        "circular": lambda: samples.reminder_circular(12, LONG),
        "summary": lambda: samples.summary_memo(40, LONG),
    }.get(kind, MEMOS[kind])()
    return replace(
        memo,
        agency_line=f"{LONG} โทร. 2347",
        addressees=(f"ผู้อำนวยการ{LONG}",) if len(memo.addressees) == 1 else memo.addressees,
        cause=tuple(text.replace("ส่วนอุทกวิทยา", LONG) for text in memo.cause),
        purpose=tuple(text.replace("ส่วนอุทกวิทยา", LONG) for text in memo.purpose),
        subject=(f"{memo.subject} {LONG}" * 2)[:300],
        references=(f"บันทึก{LONG} ที่ สบอ 9/1200", *memo.references),
        enclosures=tuple(f"เอกสารประกอบของ{LONG[:60]} ชุดที่ {n}" for n in range(ENCLOSURES)),
        attachments=(*memo.attachments, LONG),
        signatory=replace(
            memo.signatory,
            name=PERSON,
            position_lines=(LONG,),
            acting_lines=(f"ปฏิบัติราชการแทน {LONG}",),
        ),
    )


def long_sheet(kind: str) -> DocumentContext:
    """A card, receipt or acknowledgement in which every name is two hundred letters long."""
    sheet = SHEETS[kind]()
    if isinstance(sheet, CardContext):
        rows = (*sheet.rows, CardRow(LONG, LONG), CardRow(LONG, values=(LONG, LONG, LONG)))
        return replace(sheet, title=f"ตัวชี้วัด {LONG}", rows=rows)
    item = ReceiptItem(LONG, f"{LONG}.pdf", "0123456789abcdef" * 4, LONG)
    named = replace(
        sheet, agency_line=LONG, submission=LONG, unit=LONG, items=(*sheet.items, item), note=LONG
    )
    if isinstance(named, ReceiptContext):
        return replace(named, submitted_by=f"{PERSON} {LONG}")
    return replace(
        named,
        brought_by=PERSON,
        signed_by=f"{PERSON}, {LONG}",
        entered_by=PERSON,
        verified_by=f"{PERSON}, {LONG}",
    )


def long_one(kind: str) -> DocumentContext:
    return long_named(kind) if kind in MEMOS else long_sheet(kind)


@pytest.fixture(scope="module")
def printed() -> Callable[[str, str], bytes]:
    """The longest documents as PDF, and their Word files as LibreOffice prints them."""
    made = {kind: long_one(kind) for kind in (*MEMOS, *SHEETS)}
    copies = by_libreoffice({kind: render_docx(d, "laksaman") for kind, d in made.items()})
    return lambda kind, way: copies[kind] if way == "word" else render_pdf(made[kind])


@pytest.mark.parametrize("way", ["pdf", "word"])
@pytest.mark.parametrize("kind", [*MEMOS, *SHEETS])
def test_nothing_runs_over_the_margins_with_the_longest_names(
    kind: str, way: str, printed: Callable[[str, str], bytes]
) -> None:
    words = pdf_words(printed(kind, way))
    assert words
    left = m.MARGIN_LEFT_CM if kind in MEMOS else m.FORM_MARGIN_CM
    right = m.MARGIN_RIGHT_CM if kind in MEMOS else m.FORM_MARGIN_CM
    bottom = m.MARGIN_BOTTOM_CM if kind in MEMOS else m.FORM_FOOT_CM
    for x0, y0, x1, y1, word in words:
        assert x0 >= left * POINTS_PER_CM - HALF_A_DOT, word
        assert x1 <= (m.PAPER_WIDTH_CM - right) * POINTS_PER_CM + HALF_A_DOT, word
        assert y0 >= 0
        assert y1 <= (m.PAPER_HEIGHT_CM - bottom) * POINTS_PER_CM + 6, word


@pytest.mark.parametrize("way", ["pdf", "word"])
@pytest.mark.parametrize("kind", MEMOS)
def test_thirty_enclosures_are_all_listed_and_the_signature_is_whole(
    kind: str, way: str, printed: Callable[[str, str], bytes]
) -> None:
    pages = [bare([page]) for page in pdf_pages(printed(kind, way))]
    whole = "".join(pages)
    assert all(f"ชุดที่{to_thai_digits(n)}" in whole for n in range(ENCLOSURES))
    assert whole.count(f"{to_thai_digits(ENCLOSURES)}.") >= 1
    # The name, the position and the line of standing in are on one page.
    signed = [page for page in pages if f"({PERSON[:6]}" in page]
    assert len(signed) == 1
    assert "ปฏิบัติราชการแทน" in signed[0]


@pytest.mark.parametrize("kind", MEMOS)
def test_every_kind_bears_urgency_and_secrecy_in_both_formats(kind: str) -> None:
    memo = replace(MEMOS[kind](), urgency=Urgency.VERY_URGENT, secrecy=Secrecy.SECRET)
    pages = pdf_pages(render_pdf(memo))
    assert all(page.split("\n").count("ลับมาก") == 2 for page in pages)
    assert "ด่วนมาก" in pages[0]
    docx = Document(io.BytesIO(render_docx(memo)))
    assert "ด่วนมาก" in "".join(docx_paragraphs(render_docx(memo)))
    for section in docx.sections:
        for part in (section.header, section.first_page_header, section.footer):
            assert "ลับมาก" in part._element.xml


@pytest.mark.parametrize("words", ["รักษาราชการแทน", "รักษาการในตำแหน่ง", "ปฏิบัติราชการแทน"])
def test_the_three_ways_of_standing_in_are_printed_beneath_the_own_position(words: str) -> None:
    signer = replace(samples.request_memo().signatory, acting_lines=(f"{words} ผู้อำนวยการส่วน",))
    memo = replace(samples.request_memo(), signatory=signer)
    for lines in (
        pdf_pages(render_pdf(memo))[0].split("\n"),
        [line.replace("\u00a0", " ") for line in docx_paragraphs(render_docx(memo))],
    ):
        own = lines.index(signer.position_lines[0])
        assert lines[own + 1] == f"{words} ผู้อำนวยการส่วน"


def test_few_addressees_stand_in_the_heading_many_on_a_page_of_their_own() -> None:
    few = replace(
        samples.request_memo(), addressees=tuple(f"ผู้รับ {n}" for n in range(MOST_ADDRESSEES))
    )
    many = replace(few, addressees=(*few.addressees, "ผู้รับสุดท้าย"))
    assert ADDRESSEES_TITLE not in bare(pdf_pages(render_pdf(few)))
    pages = pdf_pages(render_pdf(many))
    assert ADDRESSEES_ATTACHED in bare([pages[0]])
    assert "ผู้รับสุดท้าย" not in pages[0]
    assert ADDRESSEES_TITLE in pages[-1]
    assert "ผู้รับสุดท้าย" in pages[-1]
    word = bare(docx_paragraphs(render_docx(many)))
    assert word.index(ADDRESSEES_ATTACHED) < word.index(ADDRESSEES_TITLE) < word.index("ผู้รับสุดท้าย")


def test_the_summary_of_many_units_repeats_its_headings_in_both_formats() -> None:
    memo = samples.summary_memo(120)
    copies = by_libreoffice({"memo": render_docx(memo, "laksaman")})
    for pdf in (render_pdf(memo), copies["memo"]):
        listed = [page for page in pdf_pages(pdf) if "24 ก.พ. 2568" in page]
        assert len(listed) >= 4
        assert all("วันที่รายงาน" in page for page in listed)
        rows = "\n".join(listed)
        assert all(f"ส่วนอุทกวิทยาที่ {n}" in rows for n in range(1, 121))
    docx = Document(io.BytesIO(render_docx(memo)))
    units = docx.tables[-1]._tbl
    heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in units.iter(qn("w:tr"))]
    assert heads[0] is not None
    assert all(head is None for head in heads[1:])
    assert all(
        row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
        for row in units.iter(qn("w:tr"))
    )


def test_forty_units_with_the_longest_names_keep_their_rows_whole() -> None:
    """No row is cut between two pages, the headings stand on each, the chart beside its table."""
    pages = pdf_pages(render_pdf(samples.summary_memo(40, LONG)))
    texts = [bare([page]) for page in pages]
    listed = [text for text in texts if "วันที่รายงาน" in text]
    assert len(listed) >= 4
    # A name that goes on over the page is interrupted by the headings.
    assert sum(text.count(bare([LONG])) for text in listed) == 40
    (drawn,) = [text for text in texts if "จำนวนหน่วยงานจำแนกตามช่วงคะแนน" in text]
    assert drawn.count("80.01-100") == 2  # in the table and under its bar


def test_the_chart_of_forty_units_is_on_a_page_with_its_title_in_word_too() -> None:
    word = by_libreoffice({"memo": render_docx(samples.summary_memo(40), "laksaman")})["memo"]
    texts = [bare([page]) for page in pdf_pages(word)]
    (drawn,) = [text for text in texts if "ช่วงคะแนน" in text and "80.01-100" in text]
    assert drawn.count("80.01-100") == 2
    assert sum("วันที่รายงาน" in text for text in texts) >= 2


def test_a_short_table_moves_to_the_next_page_whole() -> None:
    memo = samples.summary_memo()
    pages = [page for page in pdf_pages(render_pdf(memo)) if "80.01 - 100" in page]
    assert len(pages) == 1
    assert "การกระจายของคะแนน" in pages[0]


def test_annexes_carry_on_the_page_numbers() -> None:
    pages = pdf_pages(render_pdf(samples.reminder_circular()))
    assert len(pages) == 3
    assert "- ๒ -" in pages[1]
    assert "- ๓ -" in pages[2]
