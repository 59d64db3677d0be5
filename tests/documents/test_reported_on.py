"""The day that a feedback memo names as the report's: when it came, not when it was entered."""

from __future__ import annotations

from datetime import datetime, timedelta

from submissions.documents.domain import drafting, memos
from submissions.models import Filing
from tests.documents.conftest import NOW, Office


def filed(office: Office, number: int, at: datetime, *, withdrawn: bool = False) -> None:
    Filing.objects.create(
        submission=office.submission,
        number=number,
        receipt_number=f"R{number}",
        at=at,
        by=office.director,
        signer_name="นายก",
        complete=True,
        withdrawn_at=at if withdrawn else None,
    )


def cause(office: Office) -> str:
    memo = memos.draft_feedback(office.submission, actor=office.head, at=NOW)
    return "".join(drafting.context_of(memo).cause)


def test_a_report_on_paper_counts_from_the_day_it_was_received(office: Office) -> None:
    filed(office, 1, NOW - timedelta(days=9))
    office.submission.submitted_at = NOW - timedelta(days=2)  # when it was entered
    office.submission.save()
    assert "เมื่อวันที่ 28 มกราคม 2568" in cause(office)


def test_the_newest_filing_that_stands_is_named(office: Office) -> None:
    filed(office, 1, NOW - timedelta(days=9))
    filed(office, 2, NOW - timedelta(days=4))
    filed(office, 3, NOW - timedelta(days=1), withdrawn=True)
    assert "เมื่อวันที่ 2 กุมภาพันธ์ 2568" in cause(office)
