"""A form's answers as they stand on the sheet."""

import copy

import pytest

from forms_templates.paper import (
    TICK,
    Signed,
    blank_context,
    filled_context,
    version_code,
)
from tests.rendering.samples import MADE, filled_form, form_answers, schema


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_ticks_amounts_and_numbers():
    rows = cells(filled_form("form-1", rows=4).table)
    assert rows[0][0] == "1"
    assert rows[0][3:7] == [TICK, "", TICK, TICK]
    assert rows[3][-2:] == ["50,000", ""]
    assert rows[0][-2:] == ["", TICK]


def test_a_plan_prints_plan_above_result():
    table = filled_form("form-3").table
    first, second = cells(table)[:2]
    assert first[:6] == ["1", "ทบทวนกระบวนการ", "สำรวจขั้นตอนเดิม ประชุมผู้เกี่ยวข้อง", "20", "แผน", "25"]
    assert second[:3] == ["ผล", "25", "25"]
    assert {cell.rows for cell in table.rows[0][:4]} == {2}
    years = [child.label for child in table.columns[4].children]
    assert years == ["", "พ.ศ. 2567", "พ.ศ. 2568"]


def test_header_values_may_stand_under_the_title():
    form = filled_form("form-3")
    assert form.subtitle.startswith("ประจำปีงบประมาณ พ.ศ. 2568  สำนัก/กอง สำนักบริหาร")
    assert [value.label for value in form.header] == ["กระบวนการ :", "วัตถุประสงค์ :"]


def test_a_lone_question_does_not_repeat_its_section():
    sections = filled_form("form-4").sections
    assert sections[1].entries[0].label == ""
    labels = [entry.label for entry in filled_form("form-5").sections[3].entries]
    assert labels[1] == "สรุปผล"


def test_pictures_come_from_the_resolver():
    asked: list[str] = []

    def resolve(digest: str) -> bytes:
        asked.append(digest)
        return b"png"

    answers = form_answers("form-4")
    form = filled_context(schema("form-4"), answers, made_at=MADE, pictures=resolve)
    pictures = [p for section in form.sections for entry in section.entries for p in entry.pictures]
    assert [picture.data for picture in pictures] == [b"png", b"png"]
    assert pictures[0].caption == "ภาพที่ 1 ขั้นตอนการปฏิบัติงานเดิม"
    assert asked == [entry["sha256"] for entry in _diagrams(answers)]


def _diagrams(answers) -> list[dict[str, str]]:
    return [*answers["answers"]["diagram_before"], *answers["answers"]["diagram_after"]]


def test_dates_are_written_out():
    entries = filled_form("form-5").sections[1].entries
    assert entries[0].text == "1 กรกฎาคม 2568"


@pytest.mark.parametrize(
    ("key", "approved", "draft"),
    [
        ("form-1", False, False),
        ("form-3", False, True),
        ("form-3", True, False),
        ("form-5", False, True),
    ],
)
def test_reconstructed_forms_are_drafts_until_approved(key, approved, draft):
    assert blank_context(schema(key), made_at=MADE, approved=approved).draft is draft


def test_a_blank_form_has_rows_to_fill_and_may_know_its_unit():
    form = blank_context(schema("form-1"), made_at=MADE, prefilled={"office_name": "สำนัก ก"})
    assert (form.blank, len(form.table.rows), form.header[0].value) == (True, 7, "สำนัก ก")
    assert not any(text for row in cells(form.table) for text in row)
    assert form.table.row_height > 0


def test_signers_come_from_the_portal_or_from_the_form():
    form = filled_form("form-3")
    assert form.signatures[0].name == "นางสาวสุดา รักงาน"
    signed = {"approver": Signed("นายวิชัย มั่นคง", ("ผู้อำนวยการสำนัก",), "1 ธันวาคม 2567")}
    form = filled_context(
        schema("form-3"), {}, made_at=MADE, pictures=lambda _d: b"", signed=signed
    )
    assert form.signatures[1].name == "นายวิชัย มั่นคง"
    assert form.signatures[1].date_line == "1 ธันวาคม 2567"
    assert form.signatures[0].position_lines[0].startswith("ตำแหน่ง....")


def test_the_version_code_follows_the_answers():
    form, answers = schema("form-1"), form_answers("form-1")
    code = version_code(form, answers)
    assert code.startswith("F1-2568-v1-")
    assert len(code) == len("F1-2568-v1-3F9A")
    assert version_code(form) == "F1-2568-v1"
    same = copy.deepcopy(answers) | {"unknown": 1}
    assert version_code(form, same) == code
    same["rows"][0]["responsible"] = "คนอื่น"
    assert version_code(form, same) != code
