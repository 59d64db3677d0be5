"""What an e-saraban system is told of a memo: plain data, ready for JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forms_templates.contexts import MemoContext
from submissions.documents.domain import drafting, renditions
from submissions.documents.models import Document

_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def metadata(document: Document) -> dict[str, Any]:
    """Number, date, subject, sender, addressees, codes of urgency and secrecy, enclosures by name,
    the files with type, size and SHA-256, who made and who signed it, and when what happened.
    Raises `TypeError` for what is no memo. Two queries."""
    memo = drafting.context_of(document)
    if not isinstance(memo, MemoContext):
        raise TypeError(f"document {document.pk} is no memo")
    files = renditions.current(document).values()
    return {
        "kind": document.kind,
        "number": document.number,
        "date": document.dated.isoformat() if document.dated else None,
        "subject": document.subject,
        "sender": {"unit": document.owner.name, "line": memo.agency_line},
        "addressees": list(document.addressees),
        "references": list(memo.references),
        "urgency": document.urgency,
        "secrecy": document.secrecy,
        "enclosures": [*memo.enclosures, *memo.attachments],
        "files": [
            {
                "name": f"{document.pk}.{made.format}",
                "type": _MEDIA_TYPES[made.format],
                "size": made.size,
                "sha256": made.sha256,
            }
            for made in sorted(files, key=lambda made: made.format, reverse=True)
        ],
        "creator": document.created_by.display_name,
        "signer": {
            "name": memo.signatory.name,
            "position": list(memo.signatory.position_lines),
            "acting": list(memo.signatory.acting_lines),
        },
        "replaces": document.replaces.number if document.replaces else None,
        "times": {
            name: _told(getattr(document, f"{name}_at"))
            for name in ("created", "issued", "printed", "signed", "sent")
        },
    }


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
