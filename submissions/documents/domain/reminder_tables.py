"""Which units have not reported, as a reminder memo lists them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms_templates.contexts import Align, Annex, Cell, Column, Table
from kpi_portal.thai import thai_date

TITLE = "บัญชีหน่วยงานที่ยังไม่ได้เสนอรายงาน"
# More rows than this would push the signature off the first page.
MOST_IN_TEXT = 8
_UNIT_COLUMN = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit that has not reported: its due day, by how many days that has passed (below zero: lies
    ahead), how many of the pieces asked for are there, and the key of its report."""

    unit: str
    addressee: str
    due_on: date
    days_over: int
    supplied: int
    required: int
    report: int = 0

    @property
    def missing(self) -> str:
        """What is still to come, in words."""
        left = max(self.required - self.supplied, 0)
        if self.required == 0:
            return "ยังไม่ได้เสนอรายงาน"
        if left == 0:
            return "หลักฐานครบแล้ว แต่ยังไม่ได้เสนอรายงาน"
        return f"หลักฐาน {left} จาก {self.required} รายการ"


def standing(days_over: int) -> str:
    """How a unit stands to its due day, as the text says it."""
    if days_over > 0:
        return f"เกินกำหนดแล้ว {days_over} วัน"
    return "ครบกำหนดในวันนี้" if days_over == 0 else f"จะครบกำหนดในอีก {-days_over} วัน"


def table(waiting: Sequence[Waiting]) -> Table:
    """Every unit with its due day, the days since and what is missing."""
    rows = tuple(
        (
            Cell(str(number)),
            Cell(one.unit),
            Cell(thai_date(one.due_on, "short")),
            Cell(str(one.days_over) if one.days_over > 0 else "-"),
            Cell(one.missing),
        )
        for number, one in enumerate(waiting, start=1)
    )
    columns = (
        Column("ลำดับ", 10, Align.CENTER),
        Column("หน่วยงาน", 48),
        Column("วันครบกำหนด", 22, Align.CENTER),
        Column("เกินกำหนด (วัน)", 17, Align.CENTER),
        Column("สิ่งที่ยังขาด", 43),
    )
    return Table(columns=columns, rows=rows)


def places_of_list(waiting: Sequence[Waiting]) -> str:
    """Where the text says the list stands."""
    return f"{TITLE}แนบท้ายบันทึกนี้" if len(waiting) > MOST_IN_TEXT else "ตารางด้านล่างนี้"


def annex(waiting: Sequence[Waiting], lines: Sequence[str]) -> Annex:
    """The list on pages of its own."""
    return Annex(TITLE, tuple(lines), (table(waiting),))


def units_in(listed: Table) -> tuple[str, ...]:
    """The units that a list names."""
    return tuple(row[_UNIT_COLUMN].text for row in listed.rows)
