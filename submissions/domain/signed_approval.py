"""Entering an approval with the plan that was signed on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.files.base import File

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from submissions.domain.approvals import SignedScan, enter_signed_scan
from submissions.domain.evidence_versions import Details, new_document, receive, record_file
from submissions.models import Approval, EvidenceVersion, Submission
from submissions.validators.policy import SIGNED_SCANS


def enter(
    submission: Submission,
    key: str,
    *,
    upload: File[bytes],
    signed: Callable[[EvidenceVersion], SignedScan],
    details: Details,
    actor: User,
    at: datetime,
) -> Approval:
    """Keep the scan and enter the approval that it shows; all of it or nothing.

    `signed` says of the stored scan who signed it. Side effects: the scan as a document of the
    unit, and those of `enter_signed_scan`. A refusal leaves no row behind, and bytes that no row
    refers to are swept away. Raises `FileRefused`, and what `enter_signed_scan` raises.
    """
    details = details.checked()
    received = receive(upload, policy=SIGNED_SCANS)
    with audit.act(actor=actor, at=at):
        year = submission.round.indicator.fiscal_year
        document = new_document(submission.unit, received.name, at, fiscal_year=year)
        scan = record_file(received, evidence=document, actor=actor, at=at, details=details)
        return enter_signed_scan(submission, key, actor=actor, at=at, signed=signed(scan))
