"""Reading the workbook: cells as people type them, hostile files, faults at their places."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_portal.accounts.enums import Role, UnitKind
from kpi_portal.accounts.sheets import cells, consistency, reading, writing
from kpi_portal.accounts.sheets.cells import CellFault
from kpi_portal.accounts.sheets.columns import PEOPLE_SHEET, SHEETS
from kpi_portal.accounts.sheets.faults import SENTENCES, Fault, from_json
from kpi_portal.accounts.sheets.reading import Row
from kpi_portal.files.refusals import FileRefused
from kpi_portal.thai import thai_date
from tests.accounts import workbooks
from tests.validators import office_files

DAYS = st.dates(date(1900, 1, 1), date(2400, 12, 31))


def moment(year: int, month: int, day: int) -> datetime:
    """A date as Excel hands it over, which knows no time zones."""
    return datetime(year, month, day)  # noqa: DTZ001


def column(sheet: str, key: str) -> Any:
    return SHEETS[sheet].column(key)


def read(content: bytes, name: str = "ก.xlsx") -> reading.Workbook:
    return reading.read(io.BytesIO(content), name, len(content))


def codes(found: reading.Workbook) -> list[tuple[str, int, str, str]]:
    return [(fault.sheet, fault.row, fault.column, fault.code) for fault in found.faults]


class TestCells:
    @pytest.mark.parametrize(
        ("raw", "day"),
        [
            ("1/10/2568", "2025-10-01"),
            ("๑ ต.ค. ๒๕๖๘", "2025-10-01"),
            ("2025-10-01", "2025-10-01"),
            (moment(2025, 10, 1), "2025-10-01"),
            (moment(2568, 10, 1), "2025-10-01"),  # typed as พ.ศ. into an English Excel
            (date(2025, 10, 1), "2025-10-01"),
        ],
    )
    def test_days_are_read_however_they_are_written(self, raw, day):
        assert cells.read(raw, column("people", "starts")) == day

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            ("เร็ว ๆ นี้", "unreadable_date"),
            ("31/2/2568", "no_such_day"),
            ("1/10/25", "year_unclear"),
            (45931, "unreadable_date"),
            (True, "unreadable_date"),
            (moment(2568, 2, 29), "no_such_day"),
            (moment(2943, 1, 1), "year_unclear"),
            ("#REF!", "formula_fault"),
            (None, "required"),
            ("  ", "required"),
        ],
    )
    def test_what_is_no_day_is_said(self, raw, code):
        with pytest.raises(CellFault) as fault:
            cells.read(raw, column("people", "starts"))
        assert fault.value.code == code

    @pytest.mark.parametrize(
        ("raw", "value"), [("0701", "0701"), (701, "701"), (7.0, "7"), (" ๐๗ ", "๐๗")]
    )
    def test_codes_stay_as_they_are(self, raw, value):
        assert cells.read(raw, column("units", "code")) == value

    @pytest.mark.parametrize("word", ["ผู้จัดทำ", "Drafter", "drafter", "DRAFTER"])
    def test_choices_are_known_in_both_languages(self, word):
        assert cells.read(word, column("people", "role")) == Role.DRAFTER

    @pytest.mark.parametrize(
        ("sheet", "key", "raw", "code"),
        [
            ("people", "role", "หัวหน้าใหญ่", "unknown_choice"),
            ("people", "email", "somchai@", "bad_email"),
            ("people", "username", "som chai", "bad_username"),
            ("people", "title", "ก" * 61, "too_long"),
            ("people", "first_name", moment(2025, 1, 1), "unreadable_text"),
            ("units", "code", True, "unreadable_text"),
        ],
    )
    def test_other_faults(self, sheet, key, raw, code):
        with pytest.raises(CellFault) as fault:
            cells.read(raw, column(sheet, key))
        assert fault.value.code == code

    @given(DAYS)
    def test_every_day_written_in_thai_is_read_again(self, day):
        for words in (thai_date(day, "long"), f"{day.day}/{day.month}/{day.year + 543}"):
            assert cells.read(words, column("people", "starts")) == day.isoformat()

    @given(
        st.sampled_from([c for sheet in SHEETS.values() for c in sheet.columns]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(),
            st.text(),
            st.datetimes(),
            st.dates(),
            st.times(),
        ),
    )
    def test_whatever_stands_in_a_cell_is_taken_or_explained(self, where, raw):
        value, code = "", ""
        try:
            value = cells.read(raw, where)
        except CellFault as fault:
            code = fault.code
        assert code == "" or code in SENTENCES
        assert not value or value == cells.read(value, where)
        assert len(value) <= max(where.longest, 10)


class TestRows:
    @given(st.dictionaries(st.sampled_from(PEOPLE_SHEET.columns), st.text(max_size=40)))
    def test_a_row_keeps_what_it_held_and_says_what_is_wrong(self, raws):
        row, faults = reading.read_row(PEOPLE_SHEET, 9, raws)

        assert row.number == 9
        assert {fault.column for fault in faults} <= {c.key for c in PEOPLE_SHEET.columns}
        missing = {c.key for c in PEOPLE_SHEET.columns if c.required and c.key not in row.values}
        assert missing <= {fault.column for fault in faults}
        assert all(from_json(fault.as_json()) == fault and fault.text for fault in faults)


class TestWorkbooks:
    def test_the_template_holds_examples_that_are_not_read(self):
        found = read(writing.template())

        assert codes(found) == [("units", 0, "", "nothing_there")]
        book = openpyxl.load_workbook(io.BytesIO(writing.template()))
        assert book.sheetnames[:2] == ["หน่วยงาน", "บุคลากร"]
        assert book["บุคลากร"].freeze_panes == "B2"
        assert "example.go.th" in " ".join(str(c.value) for c in book["บุคลากร"][3])
        rules = book["บุคลากร"].data_validations.dataValidation
        assert [rule.formula1 for rule in rules] == ["'รายการ'!$C$1:$C$7"]
        assert book["หน่วยงาน"]["A9"].number_format == "@"
        assert book["รายการ"]["C1"].value == "ผู้จัดทำ"

    def test_leading_zeros_survive(self):
        found = read(workbooks.filled([workbooks.unit("0701", "007")]))

        assert found.rows["units"][0].values["code"] == "0701"
        assert found.rows["units"][0].values["parent"] == "007"
        assert found.rows["units"][0].values["kind"] == UnitKind.SECTION

    def test_sheets_and_columns_that_are_missing_are_named(self):
        book = openpyxl.load_workbook(io.BytesIO(writing.template()))
        del book["บุคลากร"]
        book["หน่วยงาน"]["A1"].value = "รหัส"
        assert codes(read(workbooks.saved(book))) == [
            ("units", 0, "", "header_missing"),
            ("people", 0, "", "sheet_missing"),
        ]

    def test_columns_that_nobody_knows_are_not_dropped_in_silence(self):
        book = openpyxl.load_workbook(io.BytesIO(workbooks.filled([workbooks.unit("1", "0")])))
        book["หน่วยงาน"]["K1"].value = "อีเมล์"
        book["หน่วยงาน"]["N1"].value = "ชื่อหน่วยงาน"
        assert [code for *_, code in codes(read(workbooks.saved(book)))] == [
            "header_unknown",
            "header_twice",
        ]

    def test_a_copy_with_marked_faults_is_read_as_what_it_was(self):
        rows = {"units": [], "people": [Row(7, {"username": "a", "first_name": "=1+1"})]}
        faults = [Fault("people", 7, "unit", "required"), Fault("people", 7, "", "required")]
        copy = writing.marked(rows, faults)

        page = openpyxl.load_workbook(io.BytesIO(copy))["บุคลากร"]
        assert page["C3"].value == "=1+1"
        assert page["C3"].data_type == "s"
        place = [column.key for column in PEOPLE_SHEET.columns].index("unit") + 1
        assert page.cell(3, place).comment is not None
        assert "รหัสหน่วยงาน: " in str(page.cell(3, len(PEOPLE_SHEET.columns) + 1).value)
        found = read(copy)
        assert found.rows["people"][0].values == {"username": "a", "first_name": "=1+1"}

    def test_rows_without_end_are_cut_off(self, monkeypatch):
        monkeypatch.setattr(reading, "MOST_ROWS", 3)
        found = read(workbooks.filled([workbooks.unit(str(n), "0") for n in range(5)]))

        assert len(found.rows["units"]) == 3
        assert ("units", 0, "", "too_many_rows") in codes(found)

    def test_a_row_far_down_is_not_lost(self):
        book = openpyxl.load_workbook(io.BytesIO(writing.template()))
        book["หน่วยงาน"]["A50000"].value = "07"
        assert read(workbooks.saved(book)).rows["units"] == [Row(50000, {"code": "07"})]


class TestHostile:
    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (b"", "a.xlsx", "empty"),
            (b"name;code\n1;2", "a.xlsx", "renamed"),
            (b"MZ" + bytes(100), "a.xlsx", "renamed"),
            (office_files.OLE + bytes(600), "a.xls", "legacy_office"),
            (office_files.office("docx", {}), "a.docx", "not_accepted"),
            (office_files.office("docx", {}), "a.xlsx", "renamed"),
            (office_files.office("xlsx", {"xl/vbaProject.bin": b"x"}), "a.xlsx", "macro"),
            (office_files.office("xlsx", {}) + b"trailing" * 40000, "a.xlsx", "damaged"),
        ],
    )
    def test_what_is_no_sound_workbook_is_refused(self, content, name, code):
        with pytest.raises(FileRefused) as refusal:
            read(content, name)
        assert refusal.value.code == code

    def test_an_empty_workbook_lacks_its_sheets(self):
        found = read(office_files.office("xlsx", {"xl/workbook.xml": b"<workbook/>"}))
        assert [code for *_, code in codes(found)] == ["sheet_missing", "sheet_missing"]

    def test_a_bomb_is_refused(self):
        content = io.BytesIO(workbooks.filled())
        with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/huge.xml", b"<x>" + b" " * 70_000_000)
        with pytest.raises(FileRefused) as refusal:
            read(content.getvalue())
        assert refusal.value.code == "unpacks_too_large"

    def test_entities_are_refused(self):
        content = workbooks.filled()
        source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for entry in source.namelist():
                part = source.read(entry)
                if entry == "xl/worksheets/sheet1.xml":
                    part = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part
                archive.writestr(entry, part)
        with pytest.raises(FileRefused) as refusal:
            read(target.getvalue())
        assert refusal.value.code == "unsafe_parts"

    @settings(deadline=None)  # a workbook takes its time on a busy machine
    @given(st.data())
    def test_broken_bytes_are_refused_or_read(self, data):
        content = bytearray(_SMALL)
        for _number in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        with contextlib.suppress(FileRefused):
            assert set(read(bytes(content)).rows) == set(SHEETS)


_SMALL = workbooks.filled([workbooks.unit("0701", "07")], [workbooks.person("a", "0701")])


class TestConsistency:
    def test_codes_given_twice_and_parents_in_a_ring(self):
        rows = [
            Row(4, {"code": "1", "parent": "2"}),
            Row(5, {"code": "2", "parent": "1"}),
            Row(6, {"code": "2", "parent": "9"}),
            Row(7, {"code": "3", "parent": "3"}),
        ]
        found = [(f.row, f.code) for f in consistency.check(rows[:2] + rows[3:], [])]
        assert found == [(4, "parent_loop"), (5, "parent_loop"), (7, "parent_loop")]
        assert (6, "code_twice") in [(f.row, f.code) for f in consistency.check(rows, [])]

    def test_one_person_is_told_in_one_way(self):
        people = [
            Row(4, {"username": "a", "first_name": "ก", "position": "วิศวกร", "unit": "1"}),
            Row(5, {"username": "A", "first_name": "ข", "unit": "2"}),
        ]
        (fault,) = consistency.check([], people)
        assert (fault.row, fault.column, fault.code) == (5, "first_name", "details_differ")

    def test_the_same_role_twice_at_once(self):
        role = {"username": "a", "unit": "1", "role": "drafter"}
        people = [
            Row(4, role | {"starts": "2025-10-01", "ends": "2026-09-30"}),
            Row(5, role | {"starts": "2026-10-01"}),
            Row(6, role | {"starts": "2027-01-01", "scope": "1"}),
            Row(7, role | {"starts": "2027-01-01", "ends": "2026-12-31", "unit": "2"}),
        ]
        found = [(f.row, f.code, f.facts.get("row")) for f in consistency.check([], people)]
        assert found == [(7, "ends_before", None), (6, "role_twice", 5)]

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
    def test_parents_come_first_whatever_the_order(self, pairs):
        rows = [
            Row(n, {"code": str(code), "parent": str(parent)})
            for n, (code, parent) in enumerate(pairs)
        ]
        ordered = consistency.parents_first(rows)

        assert sorted(row.number for row in ordered) == [row.number for row in rows]
        if not consistency.check(rows, []):
            place = {row.values["code"]: n for n, row in enumerate(ordered)}
            for row in ordered:
                above = place.get(row.values["parent"])
                assert above is None or above < place[row.values["code"]]
