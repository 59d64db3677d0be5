"""The sheet of start codes, to print and cut: one row for each person."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kpi_portal.accounts.sheets.writing import text_cell
from kpi_portal.thai import thai_date

_HEADERS = (
    ("หน่วยงาน", 38),
    ("ชื่อ", 32),
    ("ชื่อผู้ใช้", 24),
    ("รหัสเริ่มใช้งาน", 26),
    ("ใช้ได้ถึงวันที่", 18),
    ("เปิดหน้าเว็บ", 44),
)
_CUT = Border(bottom=Side("dashed", color="7F7F7F"))
_HEAD = PatternFill("solid", fgColor="1F4E79")


class Slip(Protocol):
    """See `kpi_portal.accounts.domain.start_sheet.Slip`."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def until(self) -> date: ...


def written(slips: Iterable[Slip], address: str) -> bytes:
    """The workbook. It is the only place where the codes ever stand."""
    book = Workbook()
    page = book.active
    if not isinstance(page, Worksheet):
        raise TypeError("a new workbook has a sheet")
    page.title = "รหัสเริ่มใช้งาน"
    for place, (header, width) in enumerate(_HEADERS, start=1):
        head = text_cell(page, 1, place, header)
        head.font, head.fill = Font(size=13, bold=True, color="FFFFFF"), _HEAD
        page.column_dimensions[head.column_letter].width = width
    for number, slip in enumerate(slips, start=2):
        line = (slip.unit, slip.name, slip.username, slip.code, thai_date(slip.until, "short"))
        for place, value in enumerate((*line, address), start=1):
            cell = text_cell(page, number, place, value)
            cell.border, cell.alignment = _CUT, Alignment(vertical="center", wrap_text=True)
            cell.font = Font(name="Consolas" if place == 4 else None, size=13)
        page.row_dimensions[number].height = 34
    page.freeze_panes, page.print_title_rows = "A2", "1:1"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
