"""Drafts of memos pass to the unit that takes over from one that ends; issued ones stay."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from kpi_portal.accounts.domain import permission
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import recorder as audit
from submissions.documents.domain.drafting import subject_of
from submissions.documents.enums import DocumentState
from submissions.documents.models import Document


def drafts_of(unit: Unit) -> QuerySet[Document]:
    """Memos of the unit that are not issued yet."""
    drafts = Document.objects.filter(owner=unit, state=DocumentState.DRAFT)
    return drafts.select_related("owner", "submission")


def hand_over_draft(document: Document, *, to: Unit, actor: Actor, at: datetime) -> Document:
    """Let another unit finish a memo; its words stay until that unit changes them. Side effects:
    its owner; an audit entry."""
    former = document.owner
    permission.require(actor, former, Role.CONFIGURER, at=at)
    permission.require(actor, to, Role.CONFIGURER, at=at)
    with audit.act(actor=actor, at=at) as log:
        document.owner = to
        document.save(update_fields=["owner"])
        log.note_down(
            "document.hand_over",
            document,
            subject=subject_of(document),
            unit_path=to.path,
            changed={"owner": [former.name, to.name]},
            title=document.subject,
            to=to.name,
        )
    return document
