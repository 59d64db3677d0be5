"""Official running text: Thai numerals where they belong, and what stays on one line.

Both renderers read every sentence from here, so that Word and PDF say the same.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kpi_portal.thai import THAI_MONTHS, THAI_MONTHS_SHORT, to_thai_digits

NO_BREAK_SPACE = "\u00a0"
NO_BREAK_HYPHEN = "\u2011"

# XML cannot carry these and HTML should not; a value that slipped past its door loses them here.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

# Foreign words, addresses and codes keep their Arabic digits (typing guide: running text only).
_FOREIGN = re.compile(r"[0-9@._:/?#&=%+~\-]*[A-Za-z][A-Za-z0-9@._:/?#&=%+~\-]*")

_COUNTING_WORDS = (
    r"(?:วัน|ครั้ง|ตัวชี้วัด)?ที่|ระดับ|รอบ|แบบฟอร์ม|ข้อ|โทร\.|พ\.ศ\.|เวลา|ร้อยละ|หมวด|จำนวน|ลำดับ|"
    r"น้ำหนัก|คะแนน|ปีงบประมาณ"
)
_UNITS = (
    r"เดือน|วัน|ปี|น\.|นาที|ชั่วโมง|บาท|ล้านบาท|ระดับ|คะแนน|ครั้ง|คน|ข้อ|ขั้นตอน|รายการ|กระบวนการ|ฉบับ|"
    r"ชุด|แผ่น|หน้า|หน่วยงาน|เรื่อง|แห่ง|ซม\.|กม\.|ลบ\.ม\.|ไร่|%"
)
_MONTHS = "|".join(re.escape(month) for month in (*THAI_MONTHS, *THAI_MONTHS_SHORT))
_NUMBER = r"[0-9๐-๙](?:[0-9๐-๙.,:/]*[0-9๐-๙])?"
_RANGE = rf"{_NUMBER}(?: ?[-–] ?{_NUMBER})?"
_HELD = re.compile(
    rf"(?:{_COUNTING_WORDS}) ?{_RANGE}(?: (?:{_UNITS}|{_MONTHS}))?"
    rf"|{_RANGE} (?:{_UNITS}|{_MONTHS})"
    rf"|{_NUMBER} [-–] {_NUMBER}"
    rf"|[ก-ฮ]{{1,4}}-{_NUMBER}"
    r"|[A-Za-z]+(?:-[A-Za-z]+)+(?: :)?"
    r"|สำนัก/กอง"
    r"|(?:อื่น|ต่าง|ใด|นั้น|ทั้งหลาย) ๆ"
)


def writable(text: str) -> str:
    """The text without the characters that no document can hold."""
    return _UNWRITABLE.sub("", text)


# Marks above and below a letter take no room of their own.
_ZERO_WIDTH = (
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d"
)
_NARROW = " .:-()/เโใไ"
_NARROW_EM = 0.25
_WIDE_EM = 0.42
_POINTS_PER_INCH = 72
_CM_PER_INCH = 2.54
_AFTER_LABEL_CM = 0.25


class Piece(NamedTuple):
    """A stretch of text; a `held` one must not be broken over two lines."""

    text: str
    held: bool


def running_text(text: str) -> Iterator[Piece]:
    """Official prose: Thai numerals outside foreign words, unbreakable phrases marked."""
    return pieces(official_digits(text))


def official_digits(text: str) -> str:
    """The text with Thai numerals, except in Latin words, addresses and links."""
    parts: list[str] = []
    end = 0
    for match in _FOREIGN.finditer(text):
        parts += (to_thai_digits(text[end : match.start()]), match[0])
        end = match.end()
    parts.append(to_thai_digits(text[end:]))
    return "".join(parts)


def pieces(text: str) -> Iterator[Piece]:
    """The text in order: a number with its unit, a day with its month, e-Service are held."""
    end = 0
    for match in _HELD.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()], held=False)
        yield Piece(match[0], held=True)
        end = match.end()
    if end < len(text):
        yield Piece(text[end:], held=False)


def label_width_cm(text: str, size_pt: float) -> float:
    """The room for a label and the space after it: roughly, and rather wide than narrow."""
    ems = sum(_NARROW_EM if letter in _NARROW else _WIDE_EM for letter in text)
    ems -= sum(_WIDE_EM for letter in text if letter in _ZERO_WIDTH)
    return round(ems * size_pt / _POINTS_PER_INCH * _CM_PER_INCH + _AFTER_LABEL_CM, 2)
