"""Every act reads as a sentence, in Thai and in English, with what changed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from kpi_portal.audit import reading, wording
from kpi_portal.audit.models import Detail, Entry
from kpi_portal.audit.recorder import SystemActor
from submissions.enums import Action

CODE = re.compile(
    r"(submission|form|process|approval|evidence|shared|verdict|document|emblem|indicator|"
    r"form_template|memo_template|holiday|round|unit|person|membership|acting|audit)\.[a-z_]+"
)


def only() -> reading.Line:
    return reading.line(Entry.objects.select_related("detail", "actor").get())


def test_a_line_names_the_act_the_person_of_the_day_and_the_facts(write, actor):
    write(receipt="R2568-00001-1", claimed_level=3, note="ส่งแล้ว")
    actor.position = "ตำแหน่งใหม่"
    actor.save()

    with translation.override("th"):
        line = only()
    assert line.sentence == "เสนอรายงาน เลขใบรับ R2568-00001-1 ระดับที่ขอรับ 3"
    assert line.who == "นางสาวมานี ใจดี (ผู้อำนวยการส่วน)"
    assert (line.note, line.kind) == ("ส่งแล้ว", "done")

    with translation.override("en"):
        assert only().sentence == "Report submitted, receipt R2568-00001-1, level claimed 3"


def test_dates_and_states_are_said_in_words(write):
    write(
        "round.extend",
        round="สบอ-7 รอบ 5 เดือน",
        order_number="คส.3/2568",
        changed={
            "state": ["closed", "open"],
            "due": ["2025-02-25T16:59:59+00:00", "2025-03-04T16:59:59+00:00"],
            "ends": ["", "2025-03-31"],
        },
    )

    with translation.override("th"):
        assert only().changes == (
            ("สถานะ", "ปิดรับแล้ว", "เปิดอยู่"),
            ("กำหนดส่ง", "25 ก.พ. 2568 23:59 น.", "4 มี.ค. 2568 23:59 น."),
            ("วันสุดท้าย", "–", "31 มี.ค. 2568"),
        )
    with translation.override("en"):
        assert only().changes[2] == ("Last day", "–", "31 Mar 2025")


def test_a_missing_fact_is_a_dash_and_an_odd_value_stays_as_it_is(write):
    write("submission.return", answer_by="2025-99-99")
    with translation.override("en"):
        assert only().sentence == "Returned for correction, to be answered by 2025-99-99"

    assert wording.sentence("submission.exempt", {}).endswith("–")


def test_erased_details_leave_the_act_its_time_and_its_actor(write, actor):
    write()
    Detail.objects.all().delete()

    line = only()
    assert line.who == str(actor)
    assert line.changes == ()


def test_the_portal_itself_has_a_name(write):
    write("submission.close_unsubmitted", by=SystemActor("clock"))

    with translation.override("th"):
        assert (only().who, only().kind) == ("ระบบ", "stop")


def test_a_history_is_newest_first_and_costs_one_query(write, django_assert_num_queries):
    for number in range(12):
        write(receipt=f"R{number}")

    with django_assert_num_queries(1):
        lines = list(reading.history("submission:1"))

    assert [line.sequence for line in lines] == list(range(12, 0, -1))
    assert not list(reading.history("submission:2"))


def test_every_act_in_the_code_has_its_sentence():
    """A new verb without words would show as a bare code."""
    used = {f"submission.{action}" for action in Action}
    for package in ("kpi_portal", "indicators", "submissions", "forms_templates"):
        for path in Path(settings.BASE_DIR, package).rglob("*.py"):
            used |= _noted_in(path)

    assert len(used) > 40
    assert sorted(used - set(wording.SENTENCES)) == []


def _noted_in(path: Path) -> set[str]:
    """Codes given to `note_down` and to the helpers around it, as literals in calls."""
    writers = ("note_down", "_note", "_changed", "add", "add_version", "_switch")
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in writers:
            found |= {
                part.value
                for argument in node.args
                for part in ast.walk(argument)
                if isinstance(part, ast.Constant)
                and isinstance(part.value, str)
                and CODE.fullmatch(part.value)
            }
    return found


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_act_has_a_short_name_for_the_filter(language):
    with translation.override(language):
        names = [wording.action_name(action) for action in wording.SENTENCES]

    assert all(name and "%" not in name for name in names)
