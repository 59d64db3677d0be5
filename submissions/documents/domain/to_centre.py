"""The bureau's own report on its way to the collecting centre: to whom, and by which memo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kpi_portal.accounts.models import User
from kpi_portal.thai import local_date
from submissions.documents import access
from submissions.documents.enums import DocumentKind, DocumentState, NumberState
from submissions.documents.models import Document
from submissions.models import Submission

# Where the indicator names nobody who collects its data.
UNNAMED = "หน่วยรวบรวมข้อมูล"


def centre_of(submission: Submission) -> str:
    """The indicator's data collector on one line."""
    named = submission.definition_version.parsed.card.data_collector
    return " ".join(named.split()) or UNNAMED


def memo_of(submission: Submission, reader: User, *, at: datetime) -> Document | None:
    """The newest memo about the report that the reader sees and whose number holds; one query.
    Before it is issued it is a draft."""
    memos = access.visible_to(reader, at=at).filter(
        submission=submission, kind=DocumentKind.REPORT_MEMO
    )
    standing = memos.exclude(register_number__state=NumberState.VOIDED).defer("context")
    return standing.order_by("-pk").first()


def may_write(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether the person may draft the memo to the centre."""
    return access.may_handle(user, submission.unit, DocumentKind.REPORT_MEMO, at=at)


def offered(submission: Submission, memo: Document | None) -> dict[str, Any]:
    """What the record begins with: the centre, and number and day of the issued memo."""
    if memo is None or memo.state == DocumentState.DRAFT:
        return {"revision": 0, "centre": centre_of(submission)}
    sent = local_date(memo.sent_at) if memo.sent_at else memo.dated
    return {
        "revision": 0,
        "centre": _office(next(iter(memo.addressees), "")) or centre_of(submission),
        "memo_number": memo.number,
        "sent_on": f"{sent.day}/{sent.month}/{sent.year + 543}" if sent else "",
    }


def _office(addressee: str) -> str:
    """The office behind the position that a memo is addressed to."""
    return addressee.removeprefix("ผู้อำนวยการ").strip()
