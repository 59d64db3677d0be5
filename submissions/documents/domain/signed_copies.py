"""The scan of a signed memo, uploaded on the memo's own page."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import File

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from submissions.documents.domain import issuing
from submissions.documents.enums import DocumentState
from submissions.documents.models import Document
from submissions.domain.evidence_versions import NOTHING_SAID, new_document, receive, record_file
from submissions.validators.policy import SIGNED_SCANS


def attach(document: Document, *, upload: File[bytes], actor: User, at: datetime) -> Document:
    """Keep the scan; it becomes the official copy.

    Side effects: the scan as a document of the memo's owner; state, scan, an audit entry. Raises
    `FileRefused` with the reason, `NotAllowed` and `GuardRefused` before anything is stored.
    """
    issuing.require_may_become(DocumentState.SIGNED, document, actor=actor, at=at)
    stored = receive(upload, policy=SIGNED_SCANS)
    with audit.act(actor=actor, at=at):
        # Locked before the rows are written, so that of two people at once one leaves nothing.
        rows = Document.objects.select_for_update(of=("self",))
        locked = rows.select_related("owner", "round__indicator").get(pk=document.pk)
        issuing.require_may_become(DocumentState.SIGNED, locked, actor=actor, at=at)
        year = locked.round.indicator.fiscal_year if locked.round else None
        kept = new_document(locked.owner, locked.subject, at, fiscal_year=year)
        scan = record_file(stored, evidence=kept, actor=actor, at=at, details=NOTHING_SAID)
        return issuing.attach_signed_scan(locked, actor=actor, at=at, scan=scan)
