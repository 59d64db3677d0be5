"""Pasted Thai text comes out in one spelling, loses nothing visible, and settles at once."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.thai import normalise_text

ZWSP, ZWNJ, ZWJ, WORD_JOINER, BOM = "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"

MENDED = [
    ("split sara am", "ด\u0e4d\u0e32เนินงาน", "ดำเนินงาน"),
    ("tone inside split sara am", "น\u0e4d\u0e49\u0e32", "น้ำ"),
    ("tone before split sara am", "น\u0e49\u0e4d\u0e32", "น้ำ"),
    ("tone after sara am", "น\u0e33\u0e49", "น้ำ"),
    ("circle doubled by sara am", "น\u0e4d\u0e49\u0e33", "น้ำ"),
    ("two sara e", "เเม่น้ำ", "แม่น้ำ"),
    ("two sara e around a zero-width space", f"เ{ZWSP}เม่", "แม่"),
    ("tone before vowel above", "ก\u0e48\u0e34ง", "กิ่ง"),
    ("tone before vowel below", "ก\u0e48\u0e38ง", "กุ่ง"),
    ("silencer before vowel below", "พันธ\u0e4c\u0e38", "พันธุ์"),
    ("doubled tone", "ก\u0e49\u0e49าว", "ก้าว"),
    ("doubled vowel", "ป\u0e35\u0e35", "ปี"),
    ("doubled sara am", "ทำ\u0e33", "ทำ"),
    ("Windows glyph, tone shifted down", "ก\uf70aา", "ก่า"),
    ("Windows glyph, tone shifted left", "ป\uf713า", "ป่า"),
    ("Windows glyph, tone shifted down and left", "ป\uf705า", "ป่า"),
    ("Windows glyphs of a whole word", "ป\uf711\u0e32", "ปำ"),
    ("Windows glyph, yo ying without foot", "\uf70f\u0e39", "ญู"),
    ("Windows glyph, tho than without foot", "\uf700\u0e38", "ฐุ"),
    ("Macintosh glyph, tone shifted left", "ป\uf88aา", "ป่า"),
    ("Macintosh glyph, mai han akat", "ป\uf884น", "ปัน"),
    ("zero-width characters", f"ก{ZWSP}ข{ZWNJ}ค{WORD_JOINER}ง{BOM}จ", "กขคงจ"),
    ("joiner beside Thai", f"ก{ZWJ}{ZWJ}ข", "กข"),
    ("soft hyphen", "ชล\u00adประทาน", "ชลประทาน"),
    ("direction override", "abc\u202efdp.exe", "abcfdp.exe"),
    ("control characters", "ก\x00ข\x07ค\x1bง\x7fจ\x9f", "กขคงจ"),
    ("Windows line ends", "หนึ่ง\r\nสอง\rสาม", "หนึ่ง\nสอง\nสาม"),
    ("word processors' line ends", "หนึ่ง\vสอง\u2028สาม\u2029สี่", "หนึ่ง\nสอง\nสาม\nสี่"),
    ("no-break space", "25\u00a0ก.พ.", "25 ก.พ."),
    ("decomposed Latin", "cafe\u0301", "café"),
    ("lone surrogate and non-character", "ก\ud800ข\uffff", "กข"),
]


@pytest.mark.parametrize(
    ("pasted", "meant"), [row[1:] for row in MENDED], ids=[row[0] for row in MENDED]
)
def test_pasted_damage_is_mended(pasted: str, meant: str) -> None:
    assert normalise_text(pasted) == meant


KEPT = [
    "สำนักบริหารจัดการน้ำและอุทกวิทยา",
    "การพัฒนากระบวนการปฏิบัติงานโดยการนำเทคโนโลยีดิจิทัลมาใช้",
    "พุทฺธํ สรณํ คจฺฉามิ",
    "กรรมสิทธิ์ พันธุ์ เสร็จ ก็ ฤๅษี ๆ ฯลฯ",
    "\tหัวข้อ\n  ย่อหน้า  มีช่องว่างหลายช่อง\n",
    "👨\u200d👩\u200d👧 👍🏽 ✓",
    "<b>ไม่ใช่หน้าที่ของฟังก์ชันนี้</b> & 'quotes'",
    "\uf0b7 unknown private-use mark",
    "",
]


@pytest.mark.parametrize("text", KEPT)
def test_sound_text_is_untouched(text: str) -> None:
    assert normalise_text(text) == text


def test_single_line_folds_all_white_space() -> None:
    assert normalise_text("  ชื่อ\r\nเรื่อง\t ยาว  ", multiline=False) == "ชื่อ เรื่อง ยาว"


def test_every_old_glyph_comes_back_as_thai() -> None:
    glyphs = [chr(c) for c in (*range(0xF700, 0xF71B), *range(0xF884, 0xF89F))]
    assert all("\u0e01" <= normalise_text(glyph) <= "\u0e4e" for glyph in glyphs)


_AWKWARD = st.sampled_from(
    "กนปเแาำํ่้๊๋์ิีฺุู็ัๆ a\n\t\r\v" + ZWSP + ZWJ + BOM + "\u0301\u0316\u0338\u0344\uf70a\uf711\uf889👍é"
)


@given(st.text(_AWKWARD) | st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    for multiline in (True, False):
        once = normalise_text(text, multiline)
        assert normalise_text(once, multiline) == once


@given(st.text(st.sampled_from("กนปเาำํ่้์ิีฺุู็ั \n")))
def test_thai_text_comes_out_composed(text: str) -> None:
    result = normalise_text(text)
    assert unicodedata.normalize("NFC", result) == result


@given(st.text())
def test_result_can_always_be_stored(text: str) -> None:
    result = normalise_text(text)
    result.encode()
    assert not set(result) & {"\x00", "\r", ZWSP, BOM}


HOSTILE = ["ํา", "ำ่", "เ", "่ิ\u0338ุ", ZWJ, "ํ่", "\u0301\u0316", "ก a", "\u05b0\u064b"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_stays_cheap(unit: str) -> None:
    started = time.perf_counter()
    normalise_text("a" + unit * (100_000 // len(unit)))
    assert time.perf_counter() - started < 2
