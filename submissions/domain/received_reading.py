"""Where a report that came another way stands, for the pages and lists that say so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from submissions import access
from submissions.models import Filing, ReceivedReport, Submission


class Where(StrEnum):
    """How far a received report is."""

    NOWHERE = ""
    ENTERING = "entering"
    UNVERIFIED = "unverified"
    CORRECTING = "correcting"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Received:
    """The newest received report of a submission and how far it is; None where there is none.
    `is_last` says that it is what was handed in last: no filing came after it."""

    where: Where
    received: ReceivedReport | None = None
    is_last: bool = False


def standing_of(submission: Submission) -> Received:
    """Of the entering that is open, else of the newest filing that was received; one query where
    there is any."""
    if not access.may_have_come_another_way(submission):
        return Received(Where.NOWHERE)
    later = Filing.objects.filter(
        submission=OuterRef("submission"), withdrawn_at=None, number__gt=OuterRef("filing__number")
    )
    rows = submission.received_reports.filter(cancelled_at=None).select_related(
        "opened_by", "entered_by", "verified_by", "filing"
    )
    for row in rows.annotate(followed=Exists(later)):
        row.submission = submission
        if row.filing_id is None:
            if access.is_entered(row, submission):
                return Received(Where.ENTERING, row)
        elif row.filing is not None and row.filing.withdrawn_at is None:
            return Received(_where(row), row, is_last=not row.followed)
    return Received(Where.NOWHERE)


def came(report: Any) -> QuerySet[ReceivedReport]:
    """For lists: the received filings of a report that stand (`report` an `OuterRef`)."""
    return ReceivedReport.objects.filter(
        submission=report, filing__isnull=False, filing__withdrawn_at=None
    )


def mark(received: bool, waits: bool) -> Where:
    """How a list marks a report: whether one came another way, and whether one waits."""
    if waits:
        return Where.UNVERIFIED
    return Where.VERIFIED if received else Where.NOWHERE


def _where(received: ReceivedReport) -> Where:
    if received.verified_at is not None:
        return Where.VERIFIED
    return Where.CORRECTING if received.sent_back_at is not None else Where.UNVERIFIED
