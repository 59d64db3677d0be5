"""The workbook to fill in, and the copy of an upload with its faults marked."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kpi_portal.accounts.sheets.columns import (
    IGNORED_ROWS,
    REMARKS,
    SHEETS,
    Column,
    Sheet,
    offered,
    thai_label,
)
from kpi_portal.accounts.sheets.faults import Fault
from kpi_portal.accounts.sheets.reading import MOST_ROWS, Row

_HEAD = PatternFill("solid", fgColor="1F4E79")
_REQUIRED = PatternFill("solid", fgColor="7F3F00")
_HINTS = PatternFill("solid", fgColor="EEF3F8")
_FAULTY = PatternFill("solid", fgColor="F8D7DA")
_LIST_SHEET, _HELP_SHEET = "รายการ", "คำอธิบาย"
_FONT = "TH Sarabun New"
_TEXT_FORMAT = "@"
_PREPARED_ROWS = 300  # with text format; drop-downs reach all rows
_LINES = (
    ("วิธีกรอก", True),
    ("กรอกแผ่นงาน “หน่วยงาน” และ “บุคลากร” ทีละแถว คอลัมน์ที่มีดอกจัน (*) ต้องกรอก", False),
    ("แถวที่ขึ้นต้นด้วย “ตัวอย่าง” หรือ “คำอธิบาย” ระบบไม่อ่าน จะลบหรือคงไว้ก็ได้", False),
    ("หน่วยงานใหม่ต้องระบุรหัสหน่วยงานต้นสังกัด ซึ่งอยู่ในระบบแล้วหรืออยู่ในแผ่นงานนี้", False),
    ("บุคคลหนึ่งมีหลายบทบาทได้ ให้กรอกหนึ่งแถวต่อหนึ่งบทบาท โดยใช้ชื่อผู้ใช้เดิม", False),
    ("หน่วยงานหรือบุคคลที่มีในระบบแล้ว ช่องว่างหมายถึงคงค่าเดิม", False),
    ("วันที่พิมพ์ได้ทั้ง 1/10/2568, 1 ต.ค. 2568 และวันที่ของ Excel", False),
    ("อีเมลเดียวกันใช้ร่วมกันได้หลายคน ไม่ต้องกรอกรหัสผ่าน ระบบออกรหัสเริ่มใช้งานให้ภายหลัง", False),
    ("อัปโหลดแล้วระบบตรวจทุกแถวก่อน ยังไม่บันทึกจนกว่าจะกดยืนยัน", False),
)


def template() -> bytes:
    """The empty workbook: two sheets with examples, explanations and drop-downs."""
    return _written(dict.fromkeys(SHEETS, ()), ())


def marked(rows: Mapping[str, Sequence[Row]], faults: Iterable[Fault]) -> bytes:
    """The rows of an upload again, with each fault in its cell and in the last column.

    Faults are said in the active language. It can be corrected and uploaded as it is.
    """
    return _written(rows, tuple(faults))


def _written(rows: Mapping[str, Sequence[Row]], faults: Sequence[Fault]) -> bytes:
    book = Workbook()
    first = book.active
    if isinstance(first, Worksheet):
        book.remove(first)
    ranges = _lists(book)
    for sheet in SHEETS.values():
        page = book.create_sheet(sheet.title, len(book.sheetnames) - 1)
        _head(page, sheet)
        _drop_downs(page, sheet, ranges)
        own = [fault for fault in faults if fault.sheet == sheet.key]
        if faults or rows[sheet.key]:
            _filled(page, sheet, rows[sheet.key], own)
        else:
            _example(page, sheet)
    _explanation(book)
    book.active = 0
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(page: Worksheet, sheet: Sheet) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = max(14, min(40, len(column.header) + 6))
        head = text_cell(page, 1, place, column.title)
        head.font = Font(name=_FONT, size=14, bold=True, color="FFFFFF")
        head.fill = _REQUIRED if column.required else _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center")
        hint = column.hint if place > 1 else f"{IGNORED_ROWS[1]}: {column.hint}"
        cell = text_cell(page, 2, place, hint)
        cell.font = Font(name=_FONT, size=12, italic=True, color="44546A")
        cell.fill = _HINTS
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.row_dimensions[1].height, page.row_dimensions[2].height = 28, 62
    page.freeze_panes = "B2"
    page.sheet_view.zoomScale = 110
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _example(page: Worksheet, sheet: Sheet) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        value = column.example
        if column.choices is not None and value:
            value = thai_label(value, column.choices)
        text_cell(page, 3, place, value).font = Font(
            name=_FONT, size=14, italic=True, color="7F7F7F"
        )
    for number in range(4, 4 + _PREPARED_ROWS):
        for place in range(1, len(sheet.columns) + 1):
            cell = page.cell(number, place)
            cell.number_format = _TEXT_FORMAT  # leading zeros survive
            cell.font = Font(name=_FONT, size=14)


def _filled(page: Worksheet, sheet: Sheet, rows: Sequence[Row], faults: Sequence[Fault]) -> None:
    remarks = len(sheet.columns) + 1
    head = text_cell(page, 1, remarks, REMARKS)
    head.font, head.fill = Font(name=_FONT, size=14, bold=True, color="FFFFFF"), _HEAD
    page.column_dimensions[get_column_letter(remarks)].width = 60
    for number, row in enumerate(rows, start=3):
        for place, column in enumerate(sheet.columns, start=1):
            cell = text_cell(page, number, place, as_typed(row, column))
            cell.font = Font(name=_FONT, size=14)
        here = [fault for fault in faults if fault.row == row.number]
        _mark(page, number, sheet, here)
    general = [fault.text for fault in faults if fault.row == 0]
    if general:
        text_cell(page, 2, remarks, "\n".join(general)).fill = _FAULTY


def _mark(page: Worksheet, number: int, sheet: Sheet, faults: Sequence[Fault]) -> None:
    if not faults:
        return
    keys = [column.key for column in sheet.columns]
    for fault in faults:
        cell = page.cell(number, keys.index(fault.column) + 1 if fault.column else 1)
        cell.fill = _FAULTY
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(before + fault.text, "KPI Portal", width=320, height=110)
    said = "\n".join(f"{f.header}: {f.text}" if f.column else f.text for f in faults)
    remark = text_cell(page, number, len(sheet.columns) + 1, said)
    remark.font, remark.fill = Font(name=_FONT, size=14), _FAULTY
    remark.alignment = Alignment(wrap_text=True, vertical="top")


def as_typed(row: Row, column: Column) -> str:
    """A value as people write it in the sheet: choices by their word, days in the Buddhist era."""
    value = row.values.get(column.key, "")
    if column.choices is not None and value in column.choices.values:
        return thai_label(value, column.choices)
    if column.kind == "date" and value:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        return f"{day.day}/{day.month}/{day.year + 543}"
    return value


def _lists(book: Workbook) -> dict[str, str]:
    """A hidden sheet with what the drop-downs offer; the formula of each by its enumeration."""
    page = book.create_sheet(_LIST_SHEET)
    page.sheet_state = "hidden"
    ranges: dict[str, str] = {}
    for sheet in SHEETS.values():
        for column in sheet.columns:
            if column.choices is None:
                continue
            place = len(ranges) + 1
            words = offered(column.choices)
            for number, word in enumerate(words, start=1):
                text_cell(page, number, place, word)
            letter = get_column_letter(place)
            ranges[f"{sheet.key}.{column.key}"] = (
                f"'{_LIST_SHEET}'!${letter}$1:${letter}${len(words)}"
            )
    return ranges


def _drop_downs(page: Worksheet, sheet: Sheet, ranges: Mapping[str, str]) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        if column.choices is None:
            continue
        rule = DataValidation(
            "list",
            formula1=ranges[f"{sheet.key}.{column.key}"],
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=column.header,
            error="เลือกจากรายการ",
        )
        letter = get_column_letter(place)
        rule.add(f"{letter}3:{letter}{MOST_ROWS + 2}")
        page.add_data_validation(rule)


def _explanation(book: Workbook) -> None:
    page = book.create_sheet(_HELP_SHEET)
    page.column_dimensions["A"].width = 34
    page.column_dimensions["B"].width = 90
    for text, bold in _LINES:
        page.append([text])
        page.cell(page.max_row, 1).font = Font(name=_FONT, size=16 if bold else 14, bold=bold)
    for sheet in SHEETS.values():
        page.append([""])
        page.append([f"แผ่นงาน {sheet.title}"])
        page.cell(page.max_row, 1).font = Font(name=_FONT, size=16, bold=True)
        for column in sheet.columns:
            page.append([column.title, _explained(column)])
            for place in (1, 2):
                page.cell(page.max_row, place).font = Font(name=_FONT, size=14)
                page.cell(page.max_row, place).alignment = Alignment(wrap_text=True, vertical="top")


def _explained(column: Column) -> str:
    if column.choices is None:
        return column.hint
    return f"{column.hint}: {', '.join(offered(column.choices))}"


def text_cell(page: Worksheet, row: int, column: int, value: str) -> Cell:
    """Write text as text: nothing that begins with = becomes a formula."""
    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TypeError("the workbook has no merged cells")
    if value:
        cell.value = value
        cell.data_type = "s"
    cell.number_format = _TEXT_FORMAT
    return cell
