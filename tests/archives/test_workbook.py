"""The workbook of a round, read back as Excel would."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.accounts.enums import Role
from submissions.archives.domain import workbook_columns
from submissions.archives.domain.workbook_book import Book
from submissions.archives.domain.workbook_columns import Column, Look, Sheet
from submissions.domain import review as reviewing
from submissions.enums import Action, Decision, State
from submissions.models import EvidenceVersion, Waiver
from tests import factories as f
from tests.archives.world import book_of, clock, rows
from tests.review.world import LATER, NOON, Review

pytestmark = pytest.mark.django_db
SHEETS = [
    workbook_columns.RESULTS,
    workbook_columns.EVIDENCE,
    workbook_columns.LATE,
    workbook_columns.DECISIONS,
]


@pytest.fixture
def judged(review: Review) -> Review:
    (use,) = review.in_review("1.1-a")
    reviewing.give_verdict(
        use, actor=review.reviewer, at=LATER, decision=Decision.ACCEPTED, comment="ครบถ้วน"
    )
    review.submission = review.fresh()
    return review


def test_it_has_a_cover_and_four_sheets_that_can_be_filtered(judged: Review) -> None:
    book = book_of(judged, judged.head)
    assert book.sheetnames == [
        "เกี่ยวกับ",
        "ผลการประเมิน",
        "ทะเบียนหลักฐาน",
        "รายชื่อส่งล่าช้า",
        "ขยายเวลาและยกเว้น",
    ]
    for sheet, columns in zip(book.worksheets[1:], SHEETS, strict=True):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.max_column == len(columns.columns)
        assert all(d.width >= 8 for d in sheet.column_dimensions.values())
    said = {row[0].value: row[-1].value for row in book.worksheets[0].iter_rows()}
    assert said["ผู้จัดทำ"] == judged.head.audit_name
    assert said["จัดทำเมื่อ"] == clock("2025-02-21 12:00:00")


def test_numbers_are_numbers_and_dates_are_dates_in_the_buddhist_era(judged: Review) -> None:
    judged.put(State.CONFIRMED, confirmed_final=Decimal("50.00"), confirmed_level=1)
    book = book_of(judged, judged.head)
    row = next(r for r in rows(book, 1) if r["หน่วยงาน"] == judged.section.name)
    assert row["คะแนนที่ยืนยันแล้ว"] == 50
    assert row["ระดับที่ขอรับ"] == 3
    assert row["กำหนดส่ง"] == clock("2025-02-25 23:59:59")
    due = next(c for c in book.worksheets[1][1] if c.value == "กำหนดส่ง").column
    assert book.worksheets[1].cell(2, due).number_format == "[$-107041E]d mmm yyyy h:mm"
    assert book.worksheets[1].cell(2, due).is_date


def test_the_language_is_the_readers(judged: Review) -> None:
    book = book_of(judged, judged.head, language="en")
    assert book.sheetnames[1:3] == ["Results", "Evidence register"]
    row = rows(book, 1)[0]
    assert row["Due"] == clock("2025-02-25 23:59:59")
    assert "[$-409]" in book.worksheets[1].cell(2, 10).number_format


def test_the_register_tells_each_piece_with_its_verdict(judged: Review) -> None:
    (piece,) = rows(book_of(judged, judged.reviewer), 2)
    assert piece["รายการหลักฐาน"] == "หลักฐาน 1"
    assert piece["หลักฐานที่ส่ง"] == "1.1-a.pdf"
    assert piece["ขนาด (ไบต์)"] == 1_468_006
    assert piece["ความเห็น"] == "ครบถ้วน"
    assert piece["ผู้ตรวจประเมิน"] == judged.reviewer.audit_name
    assert piece["วันที่ตัดสิน"] == clock("2025-02-20 13:00:00")


def test_names_that_look_like_formulas_stay_texts(judged: Review) -> None:
    EvidenceVersion.objects.update(
        original_name='=HYPERLINK("http://x","y")',
        document_number="+66\x0b",
        document_date=date(2025, 1, 2),
    )
    book = book_of(judged, judged.head)
    cells = [cell for row in book.worksheets[2].iter_rows(min_row=2) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    name = next(c for c in cells if str(c.value).startswith("=HYPERLINK"))
    assert name.quotePrefix
    (piece,) = rows(book, 2)
    assert piece["เลขที่หนังสือ"] == "+66"
    assert piece["วันที่ของเอกสาร"] == clock("2025-01-02 00:00:00")


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_no_text_becomes_a_formula_or_breaks_the_file(texts: list[str]) -> None:
    sheet = Sheet("x", tuple(Column(str(n), Look.TEXT) for n, _ in enumerate(texts)))
    book = Book("th")
    page = book.page(sheet)
    page.add(texts)
    page.add([None] * len(texts))
    page.add(texts)
    target = io.BytesIO()
    book.save(target)
    xml = zipfile.ZipFile(target).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    read = openpyxl.load_workbook(target).worksheets[0]
    kept = [cell.value or "" for cell in read[2]]
    assert [len(text) for text in kept] == [len(cell.value or "") for cell in read[4]]
    assert all(cell.value is None for cell in read[3])


def test_late_units_are_listed_with_their_days(judged: Review) -> None:
    at = judged.round.due_at + timedelta(days=3)
    f.SubmissionFactory(round=judged.round)
    book = book_of(judged, judged.head, at=at)
    late = rows(book, 3)
    assert [r["จำนวนวันปฏิทินหลังวันกำหนด"] for r in late] == [3]
    assert late[0]["หน่วยงาน"] != judged.section.name  # handed in before the due day


def test_decisions_given_after_the_fact_are_marked(judged: Review) -> None:
    at = judged.round.due_at + timedelta(days=1)
    Waiver.objects.create(
        submission=judged.submission, order_number="9/2568", reason="น้ำท่วม", at=at, by=judged.head
    )
    (row,) = rows(book_of(judged, judged.head), 4)
    assert row["เลขที่คำสั่ง"] == "9/2568"
    assert row["ให้ภายหลัง"] == "ใช่"
    assert row["วันที่ตัดสิน"] == clock("2025-02-26 23:59:59")


def test_the_register_of_decisions_is_left_out_for_those_who_may_not_read_it(
    judged: Review,
) -> None:
    book = book_of(judged, judged.reviewer)
    assert len(book.worksheets) == 4
    words = [row[-1].value for row in book.worksheets[0].iter_rows()]
    assert any("ทะเบียนมติ" in str(word) for word in words)


def test_ones_own_unit_under_review_is_withheld(judged: Review) -> None:
    judged.put(State.CONFIRMED, confirmed_final=50, confirmed_level=1)
    own = judged.reviewer
    f.MembershipFactory(user=own, unit=judged.section, role=Role.DRAFTER)
    own.__dict__.pop("_standings", None)
    book = book_of(judged, own)
    row = next(r for r in rows(book, 1) if r["หน่วยงาน"] == judged.section.name)
    assert row["สถานะ"] == "กำลังตรวจ"
    for name in ("คะแนนที่ยืนยันแล้ว", "ระดับที่ยืนยันแล้ว", "คะแนนคาดการณ์", "ผู้เสนอผล", "ชิ้นที่ตรวจแล้ว"):
        assert row[name] is None, name
    (piece,) = rows(book, 2)
    assert (piece["ความเห็น"], piece["ผู้ตรวจประเมิน"], piece["ผลการพิจารณา"]) == (None, None, "รอตรวจ")
    judged.put(State.PUBLISHED, published_at=NOON + timedelta(hours=3))
    (piece,) = rows(book_of(judged, own), 2)
    assert piece["ความเห็น"] == "ครบถ้วน"


def test_queries_grow_by_chunks_and_not_by_reports(judged: Review) -> None:
    book_of(judged, judged.head)
    with CaptureQueriesContext(
        connection,
    ) as few:
        book_of(judged, judged.head)
    for _ in range(20):
        submission = f.SubmissionFactory(round=judged.round, state=State.SUBMITTED)
        judged.supply("1.1-a", submission=submission)
    with CaptureQueriesContext(connection) as many:
        book_of(judged, judged.head)
    assert len(many) == len(few)


def test_moments_are_those_of_bangkok_after_midnight(judged: Review) -> None:
    judged.put(State.IN_REVIEW, submitted_at=datetime(2025, 2, 20, 17, 30, tzinfo=UTC))
    row = next(
        r for r in rows(book_of(judged, judged.head), 1) if r["หน่วยงาน"] == judged.section.name
    )
    assert row["เสนอล่าสุด"] == clock("2025-02-21 00:30:00")


def test_reopened_review_keeps_the_published_result(judged: Review) -> None:
    judged.put(State.ASSESSED)
    judged.do(Action.CONFIRM, "head")
    row = next(
        r for r in rows(book_of(judged, judged.head), 1) if r["หน่วยงาน"] == judged.section.name
    )
    assert row["ผู้เห็นชอบผล"] == judged.head.audit_name
