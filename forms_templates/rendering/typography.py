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
