"""The tables that memos carry, as lists of rows that a Word file may loop over."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import Align, Cell, Column, MemoContext, Table
from forms_templates.own_word.places import Place, PlaceKind, Values, _StrOrPromise
from forms_templates.rendering.typography import running_text, writable
from forms_templates.rendering.word.markup import joined


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its name in the file, its meaning, a sample, and how the starter prints it."""

    name: str
    meaning: _StrOrPromise
    sample: str
    heading: str
    width: int
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class Listing:
    """A table by the name of its list. `attached` ones stand on pages after the signature, below
    their `heading`. A table that `may_be_empty` is then not printed. Where a memo's table is
    one column narrower, it leaves `optional` out."""

    name: str
    meaning: _StrOrPromise
    columns: tuple[TableColumn, ...]
    attached: bool = False
    heading: str = ""
    may_be_empty: bool = False
    optional: str = ""

    def place(self) -> Place:
        """The list as a place; its rows have a place per column."""
        rows = tuple(
            Place(c.name, c.meaning, PlaceKind.TEXT, c.sample, needed=c.name != self.optional)
            for c in self.columns
        )
        return Place(self.name, self.meaning, PlaceKind.LIST, inside=rows)

    def starter(self) -> tuple[Column, ...]:
        """The columns of the layout to begin from."""
        return tuple(Column(c.heading, c.width, c.align) for c in self.columns)

    def rows(self, table: Table) -> list[Values]:
        """The rows by column; a cell over several columns stands in the last of them."""
        names = [column.name for column in self.columns]
        if self.optional and len(table.columns) < len(names):
            names.remove(self.optional)
        return [dict(zip(names, _texts(row), strict=False)) for row in table.rows]


def listings(kind: str) -> tuple[Listing, ...]:
    """The tables of this kind of memo, in their order."""
    return _LISTINGS.get(kind, ())


def values_of(memo: MemoContext) -> Values:
    """List → rows, for the tables that the memo has."""
    own = list(memo.tables)
    attached = [table for annex in memo.annexes for table in annex.tables]
    values: Values = {}
    for listing in listings(memo.kind):
        source = attached if listing.attached else own
        if listing.may_be_empty:
            source = own or attached
        values[listing.name] = listing.rows(source[0]) if source else []
    return values


def words(text: str) -> str:
    """Text in official typography."""
    return joined(running_text(writable(text)))


def _texts(row: tuple[Cell, ...]) -> list[str]:
    texts: list[str] = []
    for cell in row:
        texts += [""] * (cell.columns - 1) + [words(cell.text)]
    return texts


_LISTINGS: dict[str, tuple[Listing, ...]] = {
    "feedback": (
        Listing(
            "results",
            _("the result, level by level"),
            (
                TableColumn("level", _("level"), "๑", "ระดับ", 8),
                TableColumn(
                    "title",
                    _("its title"),
                    "ทบทวนและคัดเลือกกระบวนการ",
                    "รายละเอียดการดำเนินการ",
                    50,
                    Align.LEFT,
                ),
                TableColumn("points", _("points"), "๕๐", "คะแนน", 11),
                TableColumn("earned", _("points earned"), "๕๐.๐๐", "คะแนนที่ได้", 13),
                TableColumn("outcome", _("outcome"), "ครบถ้วน", "ผลตรวจ", 18),
            ),
        ),
    ),
    "reminder": (
        Listing(
            "waiting",
            _("the units that have not reported; empty in a memo to one unit"),
            (
                TableColumn("number", _("number in the list"), "๑", "ลำดับ", 10),
                TableColumn("unit", _("the unit"), "ส่วนอุทกวิทยา", "หน่วยงาน", 48, Align.LEFT),
                TableColumn("due", _("its due day"), "๒๕ ก.พ. ๒๕๖๘", "วันครบกำหนด", 22),
                TableColumn("over", _("days overdue"), "๕", "เกินกำหนด (วัน)", 17),
                TableColumn(
                    "missing",
                    _("what is missing"),
                    "หลักฐาน ๓ จาก ๘ รายการ",
                    "สิ่งที่ยังขาด",
                    43,
                    Align.LEFT,
                ),
            ),
            may_be_empty=True,
        ),
    ),
    "summary": (
        Listing(
            "bands",
            _("how many units reached which share of the full score"),
            (
                TableColumn("band", _("from and to which score"), "๐ - ๒๐", "ช่วงคะแนน", 40),
                TableColumn("units", _("number of units"), "๓", "จำนวนหน่วยงาน", 30),
                TableColumn("percent", _("their share in per cent"), "๓๐.๐๐", "ร้อยละ", 30),
            ),
        ),
        Listing(
            "units",
            _("every unit with its result"),
            (
                TableColumn("number", _("number in the list"), "๑", "ลำดับ", 9),
                TableColumn("unit", _("the unit"), "ส่วนอุทกวิทยา", "หน่วยงาน", 44, Align.LEFT),
                TableColumn("reported", _("day of the report"), "๒๔ ก.พ. ๒๕๖๘", "วันที่รายงาน", 19),
                TableColumn("level", _("level; left out without levels"), "๒", "ระดับ", 9),
                TableColumn("score", _("the final score"), "๗๕.๐๐", "คะแนน", 15),
                TableColumn(
                    "remark", _("what is to be said of it"), "ไม่รายงาน", "หมายเหตุ", 29, Align.LEFT
                ),
            ),
            attached=True,
            heading="บัญชีสรุปผลการประเมินรายหน่วยงาน",
            optional="level",
        ),
    ),
}
