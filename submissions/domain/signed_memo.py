"""Handing in with the memo that the director signed on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from submissions.domain.evidence_versions import NOTHING_SAID, new_document, receive, record_file
from submissions.domain.filing import SignedMemo
from submissions.domain.transition import perform
from submissions.enums import Action
from submissions.models import Submission
from submissions.validators.policy import SIGNED_SCANS


@dataclass(frozen=True, slots=True)
class Signed:
    """What the scan shows: who signed, in which position, the memo's number and date."""

    signer_name: str
    signer_position: str
    number: str
    dated: date


def submit(
    submission: Submission,
    *,
    upload: File[bytes],
    signed: Signed,
    actor: User,
    at: datetime,
    version: int,
    note: str = "",
    data: Mapping[str, Any] | None = None,
) -> Submission:
    """Submit as a named sender with the scan of the signed memo; all of it or nothing.

    Side effects: the scan as a document of the unit, and those of `transition.perform`. A refusal
    leaves no row behind, and bytes that no row refers to are swept away. Raises `FileRefused` for
    the scan, and what `perform` raises.
    """
    received = receive(upload, policy=SIGNED_SCANS)
    with audit.act(actor=actor, at=at):
        document = new_document(
            submission.unit,
            _("Signed memo"),
            at,
            fiscal_year=submission.round.indicator.fiscal_year,
        )
        scan = record_file(received, evidence=document, actor=actor, at=at, details=NOTHING_SAID)
        memo = SignedMemo(
            scan=scan,
            signer_name=signed.signer_name,
            signer_position=signed.signer_position,
            number=signed.number,
            dated=signed.dated,
        )
        return perform(
            submission,
            Action.SUBMIT,
            actor=actor,
            at=at,
            version=version,
            note=note,
            data={**(data or {}), "signed_memo": memo},
        )
