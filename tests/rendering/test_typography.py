"""Thai numerals and unbreakable phrases of official prose."""

import pytest

from forms_templates.rendering.typography import official_digits, pieces, running_text, writable


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("ครั้งที่ 1/2568 เวลา 10.00 - 16.00 น.", "ครั้งที่ ๑/๒๕๖๘ เวลา ๑๐.๐๐ - ๑๖.๐๐ น."),
        ("ตัวชี้วัดที่ สบอ-7", "ตัวชี้วัดที่ สบอ-๗"),
        ("E-mail : kpi2568@example.go.th ภายในวันที่ 2", "E-mail : kpi2568@example.go.th ภายในวันที่ ๒"),
        ("https://a.go.th/d/12?x=3 (2)", "https://a.go.th/d/12?x=3 (๒)"),
        ("F1-2568-v1-3F9A", "F1-2568-v1-3F9A"),
        ("๒๕ ก.พ. 68", "๒๕ ก.พ. ๖๘"),
    ],
)
def test_digits_turn_thai_except_in_foreign_words(given, expected):
    assert official_digits(given) == expected
    assert official_digits(expected) == expected


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("ภายในวันที่ 25 กุมภาพันธ์ 2568 นี้", ["วันที่ 25 กุมภาพันธ์"]),
        ("รอบ 5 เดือน ตามแบบ", ["รอบ 5 เดือน"]),
        ("แบบฟอร์ม 1 - 5 ได้ทาง", ["แบบฟอร์ม 1 - 5"]),
        ("เวลา 10.00 - 16.00 น. ณ", ["เวลา 10.00 - 16.00 น."]),
        ("หรือ e-Service นั้น", ["e-Service"]),
        ("ตัวชี้วัดที่ สบอ-7 : ก", ["สบอ-7"]),
        ("หน่วยงานอื่น ๆ ที่", ["อื่น ๆ"]),
        ("ของสำนัก/กอง", ["สำนัก/กอง"]),
        ("ไม่มีสิ่งใด", []),
    ],
)
def test_phrases_that_stay_on_one_line(text, held):
    found = list(pieces(text))
    assert [piece.text for piece in found if piece.held] == held
    assert "".join(piece.text for piece in found) == text


def test_running_text_is_the_text_with_thai_digits():
    text = "เมื่อวันที่ 10 มกราคม 2568 มี e-Service 3 ระบบ"
    assert "".join(piece.text for piece in running_text(text)) == official_digits(text)


def test_characters_that_no_document_can_hold_are_dropped():
    assert writable("ก\x00ข\x0b\ud800ค\ufffe\nง\t") == "กขค\nง\t"
