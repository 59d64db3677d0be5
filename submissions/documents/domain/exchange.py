"""What an e-saraban system is told of a memo: plain data, ready for JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from forms_templates.rendering import DOCX_TYPE, PDF_TYPE
from kpi_portal.errors import GuardRefused, NotFound
from submissions.documents.domain import renditions
from submissions.documents.enums import PROOFS, DocumentState, Format
from submissions.documents.models import Document, Rendition

JSON_TYPE = "application/json"
_MEDIA_TYPES = {Format.PDF: PDF_TYPE, Format.WORD: DOCX_TYPE}


def with_facts(documents: QuerySet[Document]) -> QuerySet[Document]:
    """The documents with all that `metadata` reads, so that many take one query."""
    return documents.select_related("owner", "created_by", "replaces").defer("replaces__context")


def require_issued(document: Document) -> None:
    """Raise `NotFound` for what is no memo, `GuardRefused` for a draft: it has no number yet."""
    if document.kind in PROOFS:
        raise NotFound("not a memo", code="not_found")
    if document.state == DocumentState.DRAFT:
        raise GuardRefused(
            _("These data exist once the memo has its number. Issue it first."), code="not_issued"
        )


def metadata(document: Document) -> dict[str, Any]:
    """`described` with the files as they are now, under the names of the portal's downloads.
    Raises what `require_issued` raises."""
    require_issued(document)
    files = renditions.current(document).values()
    return described(document, files, {made.pk: f"{document.pk}.{made.format}" for made in files})


def described(
    document: Document, files: Iterable[Rendition], names: Mapping[int, str]
) -> dict[str, Any]:
    """Number, date, subject, sender, addressees, codes of urgency and secrecy, enclosures by name,
    the files by name with type, size and SHA-256, who made and who signed it, and when what
    happened. No query for what `with_facts` has read."""
    # Read from the snapshot as it is kept: its pictures need not be fetched for this.
    memo: dict[str, Any] = document.context["context"]
    signatory = memo["signatory"]
    return {
        "kind": document.kind,
        "number": document.number,
        "date": document.dated.isoformat() if document.dated else None,
        "subject": document.subject,
        "sender": {"unit": document.owner.name, "line": memo["agency_line"]},
        "addressees": list(document.addressees),
        "references": list(memo["references"]),
        "urgency": document.urgency,
        "secrecy": document.secrecy,
        "enclosures": [*memo["enclosures"], *memo["attachments"]],
        "files": [
            {
                "name": names[made.pk],
                "type": _MEDIA_TYPES[Format(made.format)],
                "size": made.size,
                "sha256": made.sha256,
            }
            for made in sorted(files, key=lambda made: made.format, reverse=True)
        ],
        "creator": document.created_by.display_name,
        "signer": {
            "name": signatory["name"],
            "position": list(signatory["position_lines"]),
            "acting": list(signatory["acting_lines"]),
        },
        "replaces": document.replaces.number if document.replaces else None,
        "times": {
            name: _told(getattr(document, f"{name}_at"))
            for name in ("created", "issued", "printed", "signed", "sent")
        },
    }


def as_bytes(told: dict[str, Any] | list[dict[str, Any]]) -> bytes:
    """As a file: UTF-8, for people to read too."""
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
