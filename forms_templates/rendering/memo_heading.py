"""The heading of a memo: its labels, its values, and how wide each label stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from forms_templates.contexts import Align, Annex, Cell, Column, MemoContext, Table
from forms_templates.rendering.measures import TEXT_WIDTH_CM
from forms_templates.rendering.typography import official_digits
from kpi_portal.thai import thai_date, to_thai_digits

# More addressees than this would fill the first page; they go on a page of their own.
MOST_ADDRESSEES = 8
ADDRESSEES_ATTACHED = "ผู้รับตามรายชื่อแนบท้ายบันทึก"
ADDRESSEES_TITLE = "รายชื่อผู้รับ"

# The labels in bold 20 pt with the space after them (วันที่: before it too), measured.
_AGENCY_CM = 2.6
_NUMBER_CM = 0.65
_DATE_CM = 1.6
_SUBJECT_CM = 1.15
# ที่ and its value take a little less than half of the line.
_NUMBER_HALF_CM = 7.7
# The labels in regular 16 pt.
_LIST_CM = {"เรียน": 1.0, "อ้างถึง": 1.4, "สิ่งที่ส่งมาด้วย": 2.6}


@dataclass(frozen=True)
class HeadingField:
    """A label and its dotted value, with the widths of both. `inner` stands after another."""

    label: str
    value: str
    label_cm: float
    value_cm: float
    inner: bool = False


@dataclass(frozen=True)
class HeadingRow:
    """Fields side by side; `spaced` rows have the 6 pt before them."""

    fields: tuple[HeadingField, ...]
    spaced: bool = False


@dataclass(frozen=True)
class LabelledList:
    """A label and its entries, each on a line of its own beside it."""

    label: str
    entries: tuple[str, ...]
    label_cm: float
    value_cm: float


def heading_rows(memo: MemoContext) -> tuple[HeadingRow, ...]:
    """ส่วนราชการ; ที่ and วันที่; เรื่อง. The date is empty where it is stamped elsewhere."""
    day = thai_date(memo.date, digits="thai") if memo.date else ""
    date_half = TEXT_WIDTH_CM - _NUMBER_HALF_CM
    return (
        HeadingRow((_field("ส่วนราชการ", memo.agency_line, _AGENCY_CM),)),
        HeadingRow(
            (
                _field("ที่", memo.number, _NUMBER_CM, _NUMBER_HALF_CM),
                _field("วันที่", day, _DATE_CM, date_half, inner=True),
            )
        ),
        HeadingRow((_field("เรื่อง", memo.subject, _SUBJECT_CM),), spaced=True),
    )


def heading_lists(memo: MemoContext) -> Iterator[LabelledList]:
    """เรียน, อ้างถึง and สิ่งที่ส่งมาด้วย, those that the memo has.

    Several references or enclosures are numbered; addressees are not.
    """
    lists = {
        "เรียน": memo.addressees if _few(memo) else (ADDRESSEES_ATTACHED,),
        "อ้างถึง": _numbered(memo.references),
        "สิ่งที่ส่งมาด้วย": _numbered(memo.enclosures),
    }
    for label, entries in lists.items():
        if entries:
            width = _LIST_CM[label]
            yield LabelledList(label, entries, width, TEXT_WIDTH_CM - width)


def annexes_of(memo: MemoContext) -> tuple[Annex, ...]:
    """The pages after the signature: the list of addressees where they are many, then the rest."""
    if _few(memo):
        return memo.annexes
    table = Table(
        columns=(Column("ลำดับ", 12, Align.CENTER), Column("ผู้รับ", 88)),
        rows=tuple(
            (Cell(to_thai_digits(number)), Cell(official_digits(addressee)))
            for number, addressee in enumerate(memo.addressees, 1)
        ),
    )
    number = f"แนบท้ายบันทึกข้อความ ที่ {memo.number}" if memo.number else ""
    day = f" ลงวันที่ {thai_date(memo.date)}" if number and memo.date else ""
    lines = (f"{number}{day}",) if number else ()
    return (Annex(ADDRESSEES_TITLE, lines, (table,)), *memo.annexes)


def _few(memo: MemoContext) -> bool:
    return len(memo.addressees) <= MOST_ADDRESSEES


def _field(
    label: str, value: str, label_cm: float, width: float = TEXT_WIDTH_CM, inner: bool = False
) -> HeadingField:
    return HeadingField(label, value, label_cm, round(width - label_cm, 2), inner)


def _numbered(entries: tuple[str, ...]) -> tuple[str, ...]:
    if len(entries) < 2:
        return entries
    return tuple(f"{number}. {entry}" for number, entry in enumerate(entries, 1))
