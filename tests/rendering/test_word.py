"""The Word file: Thai as Word wants it, sections, furniture, and the same bytes each time."""

import io
import re
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from forms_templates.rendering import render_docx
from tests.rendering import samples
from tests.rendering.conftest import KINDS
from tests.rendering.tools import docx_names, docx_paragraphs, docx_part


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_context_gives_the_same_bytes(kind, context, docx):
    assert render_docx(context(kind)) == docx(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_run_is_set_for_complex_script_too(kind, docx):
    names = [n for n in docx_names(docx(kind)) if re.fullmatch(r"word/\w+\d*\.xml", n)]
    for name in names:
        # A run that holds a picture has no text to set.
        for properties in re.findall(
            r"<w:r>(<w:rPr>.*?</w:rPr>)(?!<w:drawing>)", docx_part(docx(kind), name)
        ):
            assert 'w:cs="TH SarabunPSK"' in properties
            size = re.search(r'<w:sz w:val="(\d+)"/><w:szCs w:val="(\d+)"/>', properties)
            assert size
            assert size[1] == size[2]
            assert ("<w:b/>" in properties) == ("<w:bCs/>" in properties)
            assert properties.endswith('<w:cs/><w:lang w:val="en-US" w:bidi="th-TH"/></w:rPr>')


def test_sizes_are_the_official_ones(docx):
    body = docx_part(docx("request"), "word/document.xml")
    sizes = dict(
        re.findall(r'<w:szCs w:val="(\d+)"/>.{0,80}?<w:t xml:space="preserve">(.*?)</w:t>', body)
    )
    assert sizes["58"] == "บันทึกข้อความ"
    assert sizes["40"] in ("ส่วนราชการ", "ที่", "วันที่", "เรื่อง")
    assert set(sizes) == {"58", "40", "32", "24"}


def test_the_font_has_a_stand_in_and_no_theme_overrules_it(docx):
    table = docx_part(docx("request"), "word/fontTable.xml")
    assert '<w:altName w:val="TH Sarabun New"/>' in table
    assert "asciiTheme" not in docx_part(docx("request"), "word/styles.xml")
    assert not [name for name in docx_names(docx("request")) if "theme" in name]


def test_held_phrases_cannot_break(docx):
    body = docx_part(docx("request"), "word/document.xml")
    assert 'e</w:t><w:noBreakHyphen/><w:t xml:space="preserve">Service' in body
    assert "วันที่\u00a0๒๕\u00a0กุมภาพันธ์" in body


def test_page_numbers_are_a_field_in_thai_numerals(docx):
    document = Document(io.BytesIO(docx("request")))
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:fmt")) == "thaiNumbers"


def test_each_appended_form_has_its_own_section(docx):
    sections = Document(io.BytesIO(docx("report"))).sections
    wide = [section.page_width > section.page_height for section in sections]
    assert wide == [False, True, False, True, False]
    codes = [section.footer.paragraphs[0].text for section in sections]
    assert [code[:2] for code in codes[1:]] == ["F1", "F2", "F3", "F4"]
    assert "ร่าง" in sections[3].header._element.xml
    assert "ร่าง" not in sections[1].header._element.xml


def test_headings_repeat_and_rows_stay_whole(docx):
    body = Document(io.BytesIO(docx("form-3"))).element.body
    rows = list(body.iter(qn("w:tr")))
    headings = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert len(headings) == 3
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_every_table_row_fills_its_grid(docx):
    for kind in KINDS:
        body = Document(io.BytesIO(docx(kind))).element.body
        for table in body.iter(qn("w:tbl")):
            columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
            for row in table.findall(qn("w:tr")):
                spans = [
                    int(span.get(qn("w:val"))) if span is not None else 1
                    for span in (
                        cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                        for cell in row.findall(qn("w:tc"))
                    )
                ]
                assert sum(spans) == columns


def test_properties_tell_title_time_and_version(docx):
    properties = Document(io.BytesIO(docx("form-1"))).core_properties
    assert properties.title == "แบบฟอร์ม 1 แบบฟอร์มการทบทวนกระบวนการ/บริการ"
    assert properties.created == samples.MADE
    assert properties.version.startswith("F1-2568-v1-")


def test_pictures_say_what_they_show(docx):
    descriptions = re.findall(r'descr="(.*?)"', docx_part(docx("request"), "word/document.xml"))
    assert descriptions == ["ตรา", "QR CODE https://kpi.example.go.th/d/7Q2MZK"]
    assert 'descr="ภาพที่ 1' in docx_part(docx("form-4"), "word/document.xml")


def test_markup_in_values_is_text_and_control_characters_are_dropped():
    hostile = '</w:t><w:br/>&lt;"\x00\x0b\x1b'
    memo = replace(samples.request_memo(), subject=hostile, cause=(hostile,), agency_line=hostile)
    lines = docx_paragraphs(render_docx(memo))
    assert lines.count('</w:t><w:br/>&lt;"') == 3


def test_a_copy_in_laksaman_is_scaled():
    body = docx_part(render_docx(samples.request_memo(), "laksaman"), "word/document.xml")
    assert 'w:cs="Laksaman"' in body
    assert "SarabunPSK" not in body
    assert set(re.findall(r'<w:szCs w:val="(\d+)"/><w:cs/>', body)) == {"39", "27", "21", "16"}
