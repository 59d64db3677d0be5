"""Writing the workbook: rows go to disk as they come, and no cell is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from kpi_portal.thai.calendar import local_moment
from submissions.archives.domain.workbook_columns import Column, Look, Sheet

Value = str | int | Decimal | date | datetime | None
_A4 = 9
LONGEST = 32_767  # what Excel takes in one cell
_FONT = "TH Sarabun New"
_HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
# Excel's own codes: the calendar 07 is the Buddhist era, the language 041E is Thai; the cell holds
# an ordinary date, so sorting, filtering and reckoning go on working.
_DATES = {
    "th": {Look.DAY: "[$-107041E]d mmm yyyy", Look.MOMENT: "[$-107041E]d mmm yyyy h:mm"},
    "en": {Look.DAY: "[$-409]d mmm yyyy", Look.MOMENT: "[$-409]d mmm yyyy h:mm"},
}
_NUMBERS = {
    Look.WHOLE: "#,##0",
    Look.NUMBER: "#,##0.00",
    Look.EXACT: "#,##0.00##",
    Look.TEXT: "@",
    Look.WRAPPED: "@",
}
# Text that begins like this is shown as text even when somebody edits and leaves the cell.
_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class Page:
    """One sheet being written. A cell object per column is used for all rows: a row is on disk
    before the next one begins."""

    def __init__(self, book: Workbook, sheet: Sheet, language: str) -> None:
        self._sheet = book.create_sheet(str(sheet.title))
        self._width = len(sheet.columns)
        self.rows = 0
        _lay_out(self._sheet, [column.width for column in sheet.columns])
        self._sheet.freeze_panes = "B2"
        self._sheet.print_title_rows = "1:1"
        self._sheet.append([_head(self._sheet, str(column.label)) for column in sheet.columns])
        self._cells = [_cell(self._sheet, column, language) for column in sheet.columns]
        self._filter()

    def add(self, values: Sequence[Value]) -> None:
        """One row, its values in the order of the columns."""
        if len(values) != self._width:
            raise ValueError(f"{len(values)} values for {self._width} columns")
        for cell, value in zip(self._cells, values, strict=True):
            _put(cell, value)
        self._sheet.append(self._cells)
        self.rows += 1
        self._filter()

    def _filter(self) -> None:
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(self._width)}{self.rows + 1}"


class Book:
    """A workbook whose first sheet tells what it is."""

    def __init__(self, language: str) -> None:
        self._book = Workbook(write_only=True)
        self._language = "en" if language == "en" else "th"

    def page(self, sheet: Sheet) -> Page:
        return Page(self._book, sheet, self._language)

    def about(self, title: str, lines: Iterable[tuple[str, Value]], *, heading: str) -> None:
        """Two columns of words; lines without a second part are headings."""
        sheet = self._book.create_sheet(title, 0)
        _lay_out(sheet, [34, 90])
        top = WriteOnlyCell(sheet, heading)
        top.font = Font(name=_FONT, size=20, bold=True)
        sheet.append([top])
        for name, value in lines:
            sheet.append(_line(sheet, name, value, self._language))

    def save(self, target: IO[bytes]) -> None:
        self._book.save(target)


# openpyxl's sheets and cells of this mode carry no types for what they can do.
def _lay_out(sheet: Any, widths: Iterable[int]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _head(sheet: Any, label: str) -> Any:
    cell = WriteOnlyCell(sheet, label)
    cell.font = Font(name=_FONT, size=14, bold=True, color="FFFFFF")
    cell.fill = _HEAD_FILL
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    return cell


def _cell(sheet: Any, column: Column, language: str) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.font = Font(name=_FONT, size=14)
    cell.alignment = Alignment(vertical="top", wrap_text=column.look is Look.WRAPPED)
    cell.number_format = (_DATES[language] | _NUMBERS)[column.look]
    return cell


def _line(sheet: Any, name: str, value: Value, language: str) -> list[Any]:
    label = WriteOnlyCell(sheet)
    _put(label, name)
    label.font = Font(name=_FONT, size=14, bold=True)
    label.alignment = Alignment(vertical="top", wrap_text=True)
    if value is None:
        label.alignment = Alignment(vertical="bottom")
        return [label]
    look = Look.MOMENT if isinstance(value, datetime) else Look.WRAPPED
    told = _cell(sheet, Column("", look), language)
    told.alignment = Alignment(vertical="top", wrap_text=True, horizontal="left")
    _put(told, value)
    return [label, told]


def _put(cell: Any, value: Value) -> None:
    """Set a value; texts stay texts whatever they begin with, moments are those of Bangkok."""
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_LIKE_FORMULAS)
        return
    cell.quotePrefix = False
    if isinstance(value, datetime):
        value = local_moment(value).replace(tzinfo=None)
    cell.value = value
