"""A report brought on paper: reviewers who enter it, a head who verifies it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from submissions.domain import receiving, receiving_files
from submissions.domain.receiving import Details
from submissions.models import ReceivedReport, Submission
from tests.evidence.world import a_pdf
from tests.review.world import NOON, Review

DAY = timedelta(days=1)
BROUGHT = NOON - timedelta(hours=3)
SAID = Details(
    channel="paper",
    received_at=BROUGHT,
    receiving_number="รับ 118/2568",
    brought_by="นายสมชาย ดีงาม",
    signer_name="นายวิชัย มั่นคง",
    signer_position="ผู้อำนวยการส่วนอุทกวิทยา",
    memo_number="สบอ 07/55",
)


def opened(review: Review, *, who: str = "reviewer", at: datetime = NOON) -> ReceivedReport:
    """An entering that this person began."""
    return receiving.open_entering(
        review.fresh(), actor=review.people[who], at=at, reason="อินเทอร์เน็ตของส่วนขัดข้อง"
    )


def filled(
    review: Review, *, who: str = "reviewer", at: datetime = NOON, **said: Any
) -> ReceivedReport:
    """Everything about the receipt said, the cover scanned, one file for 1.1-a."""
    actor = review.people[who]
    received = opened(review, who=who, at=at)
    receiving_files.keep_cover(received, upload=a_pdf("นำส่ง.pdf", "cover"), actor=actor, at=at)
    row = receiving_files.add_file(
        received, upload=a_pdf("1.1-a รายงาน.pdf", f"report{at}"), actor=actor, at=at
    )
    receiving_files.assign(row, "1.1-a", actor=actor, at=at)
    details = Details(**({name: getattr(SAID, name) for name in receiving.DETAILS} | said))
    return receiving.keep_details(received, details, actor=actor, at=at, claimed_level=1)


def handed_in(
    review: Review,
    received: ReceivedReport,
    *,
    who: str = "reviewer",
    at: datetime = NOON,
    **more: Any,
) -> Submission:
    return receiving.hand_in(
        received,
        actor=review.people[who],
        at=at,
        version=review.fresh().version,
        gaps_acknowledged=True,
        **more,
    )


def entered(review: Review, *, who: str = "reviewer", at: datetime = NOON) -> ReceivedReport:
    """A report received and handed in, waiting for a second person."""
    received = filled(review, who=who, at=at)
    handed_in(review, received, who=who, at=at)
    return ReceivedReport.objects.get(pk=received.pk)
