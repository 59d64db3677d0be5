"""The chart: its geometry, and the same numbers in PDF and in the chart that Word draws."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from forms_templates.contexts import Bar, Chart
from forms_templates.rendering import charts, render_docx, render_pdf
from forms_templates.rendering.word.chart import number_sheet
from tests.rendering import samples
from tests.rendering.tools import by_libreoffice, docx_names, docx_part, page_images, pdf_pages

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def chart(*values: str) -> Chart:
    bars = tuple(Bar(f"ช่วงที่ {number}", value) for number, value in enumerate(values, 1))
    return Chart("จำนวนหน่วยงาน", bars, "แผนภูมิ", "หน่วยงาน", "ช่วงคะแนน")


@given(st.lists(st.decimals(0, 100_000, places=2), min_size=1, max_size=12))
def test_bars_stand_on_the_floor_and_keep_their_proportion(values: list[Decimal]) -> None:
    drawn = charts.drawing(chart(*map(str, values)), Decimal(450), Decimal(170))
    top = min(height for height, _number in drawn.lines)
    for bar, value in zip(drawn.bars, values, strict=True):
        assert abs(bar.top + bar.height - drawn.floor) < Decimal("1e-20")
        assert top <= bar.top <= drawn.floor
        assert (bar.height == 0) == (value == 0)
    # Nothing of a bar reaches its neighbour, and the last one ends inside.
    for left, right in zip(drawn.bars, drawn.bars[1:], strict=False):
        assert left.left + left.width < right.left
    assert drawn.bars[-1].left + drawn.bars[-1].width < drawn.width


@pytest.mark.parametrize(
    ("highest", "scale"), [("0", (1, 1)), ("3", (4, 1)), ("14", (20, 5)), ("95", (120, 20))]
)
def test_the_scale_counts_in_ones_twos_and_fives(highest: str, scale: tuple[int, int]) -> None:
    assert charts.scale([Decimal(highest)]) == scale


def test_the_picture_is_xml_without_words() -> None:
    drawn = etree.fromstring(charts.as_svg(chart("3", "0", "14")))
    tags = [element.tag.rpartition("}")[2] for element in drawn]
    assert tags.count("rect") == 3
    assert "text" not in tags


def test_word_draws_the_same_numbers_with_thai_fonts() -> None:
    memo = samples.summary_memo()
    docx = render_docx(memo)
    tree = etree.fromstring(docx_part(docx, "word/charts/chart1.xml").encode())
    (drawn,) = memo.charts
    for path, wanted in (
        ("cat", [bar.label for bar in drawn.bars]),
        ("val", [bar.value for bar in drawn.bars]),
    ):
        assert [v.text for v in tree.findall(f".//{C}{path}//{C}pt/{C}v")] == wanted
    faces = tree.findall(f".//{A}defRPr") + tree.findall(f".//{A}rPr")
    assert len(faces) >= 5
    for face in faces:
        assert face.find(f"{A}cs").get("typeface") == "TH SarabunPSK"
        assert face.find(f"{A}latin").get("typeface") == "TH SarabunPSK"
    body = docx_part(docx, "word/document.xml")
    assert drawn.words in re.findall(r'descr="([^"]*)"', body)


def test_the_numbers_behind_the_chart_open_as_a_sheet() -> None:
    (drawn,) = samples.summary_memo().charts
    sheet = load_workbook(io.BytesIO(number_sheet(drawn)))["Sheet1"]
    rows = [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows == [(bar.label, int(bar.value)) for bar in drawn.bars]
    assert number_sheet(drawn) == number_sheet(drawn)


def test_each_chart_has_its_part_and_its_sheet() -> None:
    memo = samples.summary_memo()
    names = docx_names(render_docx(replace(memo, charts=memo.charts * 2)))
    assert "word/charts/chart2.xml" in names
    assert "word/embeddings/numbers2.xlsx" in names
    assert "word/charts/_rels/chart2.xml.rels" in names


def test_the_pdf_says_the_chart_in_words_too() -> None:
    memo = samples.summary_memo()
    with pikepdf.open(io.BytesIO(render_pdf(memo))) as pdf:
        told = {str(item.Alt) for item in pdf.objects if "/Alt" in getattr(item, "keys", list)()}
    assert memo.charts[0].words in told


def test_the_words_of_the_chart_are_whole_thai() -> None:
    page = next(p for p in pdf_pages(render_pdf(samples.summary_memo())) if "80.01 - 100" in p)
    lines = page.split("\n")
    assert "หน่วยงาน" in lines
    assert "20.01 - 40" in lines


def test_another_program_draws_the_bars() -> None:
    memo = samples.summary_memo()
    drawn = [
        page_images(pdf, 50)
        for pdf in (render_pdf(memo), by_libreoffice({"memo": render_docx(memo)})["memo"])
    ]
    for pages in drawn:
        blue = [sum(b - r > 60 for r, _g, b in page.get_flattened_data()) for page in pages]
        assert sum(blue) > 400
