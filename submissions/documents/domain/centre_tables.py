"""What the memo to the collecting centre lists, as plain tables and lines for paper."""

from __future__ import annotations

from collections.abc import Iterable

from forms_templates.contexts import Align, Annex, Cell, Column, Table

ANNEX_TITLE = "บัญชีสิ่งที่ส่งมาด้วย"
COLUMNS = (
    Column("ลำดับ", 9, Align.CENTER),
    Column("รายการ", 38),
    Column("เอกสาร", 33),
    Column("เลขที่และวันที่", 20),
)
# How the name of an office begins whose head is its director.
_OFFICES = ("ศูนย์", "สำนัก", "กอง", "กลุ่ม", "ส่วน", "สถาบัน")


def addressee(centre: str) -> str:
    """The position that the memo is addressed to, never a person's name."""
    return f"ผู้อำนวยการ{centre}" if centre.startswith(_OFFICES) else centre


def enclosed(forms: int, listed: int) -> list[str]:
    """สิ่งที่ส่งมาด้วย, in few lines; the annex names each."""
    found = []
    if forms:
        found.append(f"แบบฟอร์มรายงานที่กรอกแล้ว จำนวน {forms} ชุด")
    if listed:
        found.append(f"เอกสารหลักฐานประกอบ จำนวน {listed} รายการ (ตามบัญชีแนบท้าย)")
    return found


def annex_of(rows: Iterable[tuple[str, str, str]]) -> Annex:
    """The list: what it is for, which paper, its number, day and pages."""
    cells = tuple(
        (Cell(str(number)), *(Cell(text) for text in row)) for number, row in enumerate(rows, 1)
    )
    return Annex(ANNEX_TITLE, (), (Table(COLUMNS, cells),))
