"""Workbooks as people upload them: rows as lists of cells, in the order of the columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from kpi_portal.accounts.domain.importing import Upload
from kpi_portal.accounts.sheets import writing
from kpi_portal.accounts.sheets.columns import SHEETS


def filled(units: Sequence[dict[str, Any]] = (), people: Sequence[dict[str, Any]] = ()) -> bytes:
    """The template with these rows (values by column key) beneath its example."""
    book = openpyxl.load_workbook(io.BytesIO(writing.template()))
    for key, rows in (("units", units), ("people", people)):
        page = book[SHEETS[key].title]
        for number, row in enumerate(rows, start=4):
            for place, column in enumerate(SHEETS[key].columns, start=1):
                page.cell(number, place).value = row.get(column.key)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(content: bytes, name: str = "หน่วยงาน.xlsx") -> Upload:
    return Upload(io.BytesIO(content), name, len(content))


def unit(code: str, parent: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"ส่วน {code}",
        "kind": "ส่วน/ฝ่าย",
        "parent": parent,
        "valid_from": "1/10/2568",
        **more,
    }


def person(username: str, unit: str, **more: Any) -> dict[str, Any]:
    return {
        "username": username,
        "title": "นาย",
        "first_name": "สมชาย",
        "last_name": "ใจดี",
        "unit": unit,
        "role": "ผู้จัดทำ",
        "starts": "1 ต.ค. 2568",
        **more,
    }
