"""Reading a workbook in pieces, within bounds whatever it claims of itself."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from kpi_portal.accounts.sheets import cells
from kpi_portal.accounts.sheets.columns import IGNORED_ROWS, REMARKS, SHEETS, Column, Sheet
from kpi_portal.accounts.sheets.faults import Fault
from kpi_portal.files.file_guard import inspect
from kpi_portal.files.policy import MEGABYTE, FilePolicy
from kpi_portal.files.refusals import FileRefused

WORKBOOKS = FilePolicy(
    kinds=("xlsx",), max_bytes=5 * MEGABYTE, max_unpacked_bytes=60 * MEGABYTE, max_entries=500
)
MOST_ROWS = 1_000
_MOST_LOOKED_AT = 100_000  # blank lines far down cost time and hold nothing
_MOST_COLUMNS = 40
_HEAD_WITHIN = 5
# What openpyxl raises for a workbook that is sound as a container and not as a workbook.
_DAMAGE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    SyntaxError,
    zipfile.BadZipFile,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: `values` to keep, or what stood in the cell where that has a fault."""

    number: int
    values: dict[str, str]


@dataclass(slots=True)
class Workbook:
    """Everything that was read, and every fault that shows without looking elsewhere."""

    sha256: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read(file: BinaryIO, name: str, size: int) -> Workbook:
    """Examine and read an uploaded workbook.

    Raises `FileRefused` for what is no sound xlsx; faults inside it are collected instead.
    """
    facts = inspect(file, name, size, WORKBOOKS)
    found = Workbook(facts.sha256)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in SHEETS.values():
                _read_sheet(book, sheet, found)
        finally:
            book.close()
    except _DAMAGE:
        raise FileRefused("damaged") from None
    if not any(found.rows.values()) and not found.faults:
        found.faults.append(Fault(next(iter(SHEETS)), 0, "", "nothing_there"))
    return found


def _read_sheet(book: openpyxl.Workbook, sheet: Sheet, found: Workbook) -> None:
    found.rows[sheet.key] = []
    there = {title.strip(): title for title in book.sheetnames}
    if sheet.title not in there:
        found.faults.append(Fault(sheet.key, 0, "", "sheet_missing", {"sheet": sheet.title}))
        return
    page = book[there[sheet.title]]
    if not isinstance(page, ReadOnlyWorksheet):  # a sheet of charts has no cells
        found.faults.append(Fault(sheet.key, 0, "", "sheet_missing", {"sheet": sheet.title}))
        return
    page.reset_dimensions()
    lines = enumerate(page.iter_rows(max_col=_MOST_COLUMNS, values_only=True), start=1)
    places = _head(lines, sheet, found)
    if places:
        _read_rows(lines, sheet, places, found)


def _head(
    lines: Iterator[tuple[int, Sequence[Any]]], sheet: Sheet, found: Workbook
) -> dict[int, Column]:
    """The columns by their place; empty where the sheet cannot be read."""
    by_header = {column.header: column for column in sheet.columns}
    for number, line in lines:
        headers = [cells.shown(raw).rstrip("* ").strip() for raw in line]
        if sheet.columns[0].header in headers:
            return _places(headers, by_header, sheet, found)
        if number >= _HEAD_WITHIN:
            break
    first = sheet.columns[0].header
    found.faults.append(Fault(sheet.key, 0, "", "header_missing", {"header": first}))
    return {}


def _places(
    headers: list[str], by_header: dict[str, Column], sheet: Sheet, found: Workbook
) -> dict[int, Column]:
    places: dict[int, Column] = {}
    faults: list[tuple[str, str]] = []
    for place, header in enumerate(headers):
        column = by_header.get(header)
        if column is None:
            if header and header != REMARKS:
                faults.append(("header_unknown", header[:80]))
        elif column in places.values():
            faults.append(("header_twice", header))
        else:
            places[place] = column
    missing = [c.header for c in sheet.columns if c.required and c not in places.values()]
    faults += [("header_missing", header) for header in missing]
    found.faults += [Fault(sheet.key, 0, "", code, {"header": header}) for code, header in faults]
    return {} if missing else places


def _read_rows(
    lines: Iterator[tuple[int, Sequence[Any]]],
    sheet: Sheet,
    places: dict[int, Column],
    found: Workbook,
) -> None:
    first = min(places)
    rows = found.rows[sheet.key]
    for number, line in lines:
        if number > _MOST_LOOKED_AT:
            return
        if all(raw is None for raw in line):
            continue
        raws = {column: line[place] for place, column in places.items() if place < len(line)}
        filled = any(cells.shown(raw) for raw in raws.values())
        if not filled or cells.shown(line[first]).startswith(IGNORED_ROWS):
            continue
        if len(rows) >= MOST_ROWS:
            found.faults.append(Fault(sheet.key, 0, "", "too_many_rows", {"limit": MOST_ROWS}))
            return
        row, faults = read_row(sheet, number, raws)
        rows.append(row)
        found.faults += faults


def read_row(sheet: Sheet, number: int, raws: dict[Column, Any]) -> tuple[Row, list[Fault]]:
    """One row: the values to keep, and a fault for each cell that cannot be taken."""
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for column in sheet.columns:
        raw = raws.get(column)
        try:
            value = cells.read(raw, column)
        except cells.CellFault as fault:
            faults.append(Fault(sheet.key, number, column.key, fault.code, fault.facts))
            value = cells.shown(raw)[: column.longest]
        if value:
            values[column.key] = value
    return Row(number, values), faults
