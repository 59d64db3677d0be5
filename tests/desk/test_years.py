"""Which years of a text move with the fiscal year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.carrying.years import Why, find


def judged(text: str, fiscal_year: int = 2568) -> list[tuple[str, Why]]:
    return [(found.written, found.why) for found in find(text, fiscal_year)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ประจำปีงบประมาณ พ.ศ. 2568", Why.FISCAL_YEAR),
        ("รอบ 1/2568", Why.FISCAL_YEAR),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๘", Why.FISCAL_YEAR),
        ("fiscal year 2025", Why.FISCAL_YEAR),
        ("แผนสำหรับปีงบประมาณ พ.ศ.2569", Why.NEXT_YEAR),
        ("ภายในวันที่ 15 กันยายน 2568", Why.DATE_OF_THE_YEAR),
        ("ภายในวันที่ 1 ต.ค. ๒๕๖๗", Why.DATE_OF_THE_YEAR),
        ("by 25 February 2025", Why.DATE_OF_THE_YEAR),
        ("due 2025-02-25", Why.DATE_OF_THE_YEAR),
        ("ส่งภายใน 25/2/2568", Why.DATE_OF_THE_YEAR),
        ("คะแนนปี 2567", Why.EARLIER),
        ("จนถึงปี 2575", Why.LATER),
        ("ตามมติ ครม. เมื่อวันที่ 31 มี.ค. 2563", Why.CITATION),
        ("มติคณะรัฐมนตรีเมื่อวันที่ 4 ก.พ. 2568", Why.CITATION),
        ("คำสั่งที่ 12/2568", Why.CITATION),
        ("เกณฑ์ฉบับปรับปรุง พ.ศ. 2568", Why.CITATION),
        ("เริ่มใช้เมื่อ 1 มกราคม 2560", Why.OTHER_DATE),
        ("พื้นที่ 2025 ไร่", Why.PLAIN_NUMBER),
        ("วันที่สมมติ ปี 2568", Why.FISCAL_YEAR),
    ],
)
def test_a_year_is_judged_by_the_words_around(text, why):
    [(_written, found)] = judged(text)
    assert found is why


def test_both_ends_of_a_period_stay():
    assert [why for _w, why in judged("แผน พ.ศ. 2566 - 2570 และ ๒๕๖๘–๒๕๗๐")] == [Why.PERIOD] * 4


@pytest.mark.parametrize(
    "text", ["โทร. 0-2568-1234-25681", "2,568 บาท", "2568.50", "ISO 9001:1994", "12568"]
)
def test_what_is_no_year(text):
    assert not [w for w, why in judged(text) if why.moves]


def test_a_year_keeps_its_era_and_digits():
    text = "๒๕๖๘ และ 2568 ปี ค.ศ. 2025"
    assert [found.moved(1) for found in find(text, 2568)] == ["๒๕๖๙", "2569", "2026"]


@given(st.text(max_size=80), st.integers(2540, 2590), st.sampled_from(["2568", "๒๕๖๘", "2025"]))
def test_every_year_found_stands_where_it_says(around, fiscal_year, year):
    text = f"{around} {year} {around}"
    for found in find(text, fiscal_year):
        assert text[found.start : found.end] == found.written
        assert found.moved(0) == found.written
