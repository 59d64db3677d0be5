"""Recording one act of submitting: what was handed in, by whom, for which level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import InvalidInput
from kpi_portal.jobs import enqueue
from kpi_portal.thai import BANGKOK, buddhist_year
from submissions import access
from submissions.domain import completeness, pieces
from submissions.domain.acts import MoveInProgress
from submissions.models import EvidenceVersion, Filing, ReceivedReport, Submission


@dataclass(frozen=True, slots=True)
class SignedMemo:
    """The memo signed on paper that a named sender attaches instead of the director's own act."""

    scan: EvidenceVersion
    signer_name: str
    signer_position: str
    number: str
    dated: date


def file_report(act: MoveInProgress, received: ReceivedReport | None = None) -> Filing:
    """Write the filing with its receipt number and queue the receipt's PDF. What came another way
    than through the portal counts from the moment it was received."""
    submission = act.submission
    number = submission.filings.count() + 1
    uses = [use for use in pieces.active(submission) if use.supplied]
    filing = Filing(
        submission=submission,
        number=number,
        receipt_number=_receipt_number(act, number),
        at=_counted_from(act, received),
        by=act.person,
        claimed_level=submission.claimed_level,
        complete=not (
            completeness.missing_for_claim(submission) or completeness.measure_gaps(submission)
        ),
        supplied=completeness.supplied_keys(submission),
        manifest=[pieces.described(use) for use in uses],
    )
    _sign(filing, act, received)
    filing.save()
    enqueue("documents.receipt", payload={"filing": filing.pk}, requested_by=act.person, at=act.at)
    return filing


def first_standing(submission: Submission) -> datetime | None:
    """The earliest moment among the filings that stand. What is entered for a unit may count from
    before what it handed in itself, and what is corrected counts no longer."""
    standing = submission.filings.filter(withdrawn_at=None)
    found: datetime | None = standing.aggregate(first=Min("at"))["first"]
    return found


def _receipt_number(act: MoveInProgress, number: int) -> str:
    """R + Buddhist year + submission + filing: unique without a register of its own."""
    year = buddhist_year(act.at.astimezone(BANGKOK).year)
    return f"R{year}-{act.submission.pk:05d}-{number}"


def _counted_from(act: MoveInProgress, received: ReceivedReport | None) -> datetime:
    return act.at if received is None or received.received_at is None else received.received_at


def _sign(filing: Filing, act: MoveInProgress, received: ReceivedReport | None) -> None:
    """“Sign” means confirming name, position and time, or attaching the memo signed on paper."""
    if received is not None:
        filing.signed_scan = received.cover
        filing.signer_name, filing.signer_position = received.signer_name, received.signer_position
        filing.memo_number, filing.memo_date = received.memo_number, received.memo_date
        return
    memo = act.data.get("signed_memo")
    if memo is not None:
        if not isinstance(memo, SignedMemo) or not memo.signer_name.strip():
            raise InvalidInput(
                _("Say who signed the attached memo, in which position."), code="signer_required"
            )
        filing.signed_scan = memo.scan
        filing.signer_name, filing.signer_position = memo.signer_name, memo.signer_position
        filing.memo_number, filing.memo_date = memo.number, memo.dated
        return
    filing.signer_name = act.person.display_name
    filing.signer_position = act.person.position
    filing.acting_line = _acting_line(act)


def _acting_line(act: MoveInProgress) -> str:
    """Beneath the position of whoever stands in: for the director, or, on the bureau's own report,
    for its executive."""
    for role in (Role.DIRECTOR, Role.EXECUTIVE):
        grant = access.acting_grant(act.person, act.submission, role, at=act.at)
        if grant is not None:
            return grant.acting_line
    return ""
