"""From draft to issued, printed, signed and sent. An issued document never changes."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from forms_templates import snapshots
from forms_templates.contexts import MemoContext, Secrecy
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from submissions.documents import access
from submissions.documents.domain import addressed, drafting, pictures, register, still_true
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import DocumentKind, DocumentState, NumberState
from submissions.documents.models import Document, RegisterNumber
from submissions.models import EvidenceVersion

# What may follow what; printing may be left out where a memo goes by the e-saraban system.
_FOLLOWS = {
    DocumentState.PRINTED: {DocumentState.ISSUED},
    DocumentState.SIGNED: {DocumentState.ISSUED, DocumentState.PRINTED},
    DocumentState.SENT: {DocumentState.ISSUED, DocumentState.PRINTED, DocumentState.SIGNED},
}


def issue(
    document: Document,
    *,
    actor: User,
    at: datetime,
    numbering: Numbering,
    dated: date,
    public_root: str = "",
    shared: RegisterNumber | None = None,
) -> Document:
    """Give the draft its number and date and freeze it.

    `shared` is the number of a circular that other memos carry already; then none is taken.
    `public_root` is the portal's own address; with it a request memo gets a public page and its QR
    code. Side effects: a row in the register, the final context and the Word layout in force, the
    reports that a memo to many is addressed to, whose units see it from then on, a background job
    that renders both formats, an audit entry. A document that it replaces keeps its
    number and stays as it is.
    """
    with audit.act(actor=actor, at=at) as log:
        rows = Document.objects.select_for_update(of=("self",)).select_related("owner", "replaces")
        locked = rows.get(pk=document.pk)
        require_issuer(locked, actor=actor, at=at)
        drafting.require_draft(locked)
        context = drafting.context_of(locked)
        if not isinstance(context, MemoContext):
            raise TypeError("only memos are numbered")
        still_true.require(locked, context, at=at)
        context = _with_public_page(locked, context, public_root)
        number = shared or register.take(locked.owner, numbering, actor=actor, at=at, dated=dated)
        final = replace(context, number=number.text, date=dated, draft=False)
        locked.register_number, locked.number, locked.dated = number, number.text, dated
        locked.circular = numbering.shared
        locked.context = snapshots.as_json(final, pictures.keep)
        locked.word_template = drafting.own_word_of(
            DocumentKind(locked.kind), locked.owner, final, at=at
        )
        locked.state = DocumentState.ISSUED
        locked.issued_at, locked.issued_by = at, actor
        locked.save()
        addressed.settle(locked, final.addressees)
        drafting.queue_rendering(locked, actor, at)
        log.note_down(
            "document.issue",
            locked,
            subject=drafting.subject_of(locked),
            unit_path=locked.owner.path,
            changed={"state": ["draft", "issued"]},
            number=number.text,
            dated=dated.isoformat(),
            replaces=locked.replaces.number if locked.replaces else None,
        )
    return locked


def mark_printed(document: Document, *, actor: User, at: datetime) -> Document:
    """Side effects: the state, the time, an audit entry."""
    return _move(document, DocumentState.PRINTED, actor=actor, at=at)


def attach_signed_scan(
    document: Document, *, actor: User, at: datetime, scan: EvidenceVersion
) -> Document:
    """The signed scan becomes the official copy. Side effects: state, scan, an audit entry."""
    return _move(document, DocumentState.SIGNED, actor=actor, at=at, scan=scan)


def mark_sent(document: Document, *, actor: User, at: datetime) -> Document:
    """Side effects: the state, the time, an audit entry."""
    return _move(document, DocumentState.SENT, actor=actor, at=at)


def discard(document: Document, *, actor: User, at: datetime, reason: str) -> None:
    """Void the number of an issued document that was never sent, or drop a draft's place.

    Side effects: the number is voided for ever, an audit entry. The document itself stays.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why the number is voided."), code="reason_required")
    with audit.act(actor=actor, at=at) as log:
        locked = Document.objects.select_for_update().get(pk=document.pk)
        require_issuer(locked, actor=actor, at=at)
        if locked.state == DocumentState.SENT:
            raise GuardRefused(
                _("The memo was sent; its number stays. Make a memo that replaces it."),
                code="already_sent",
            )
        number = locked.register_number
        if number is not None and number.documents.filter(state=DocumentState.SENT).exists():
            raise GuardRefused(
                _("Another memo of this circular was sent; its number stays."), code="already_sent"
            )
        if number is None or number.state == NumberState.VOIDED:
            raise GuardRefused(_("This document has no number to void."), code="no_number")
        register.void(number, at=at, reason=reason)
        log.note_down(
            "document.void_number",
            locked,
            subject=drafting.subject_of(locked),
            unit_path=locked.owner.path,
            note=reason,
            number=number.text,
        )


def require_handler(document: Document, *, actor: User, at: datetime) -> None:
    """Raise `NotAllowed` unless the actor handles such documents of this owner."""
    if not access.may_handle(actor, document.owner, DocumentKind(document.kind), at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def require_issuer(document: Document, *, actor: User, at: datetime) -> None:
    """Raise `NotAllowed` unless the actor may bind the office with this document."""
    if not access.may_issue(actor, document.owner, DocumentKind(document.kind), at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def require_may_become(
    target: DocumentState, document: Document, *, actor: User, at: datetime
) -> None:
    """Raise `NotAllowed` or `GuardRefused` where the document may not be printed, signed or sent.

    Asked without a lock before slow work, and by the verbs once more under their lock."""
    require_handler(document, actor=actor, at=at)
    if target == DocumentState.SIGNED and document.signed_scan_id:
        raise GuardRefused(
            _("The signed copy is already attached; it is never replaced."), code="already_signed"
        )
    if document.register_number and document.register_number.state == NumberState.VOIDED:
        raise GuardRefused(_("The number of this document is voided."), code="number_voided")
    if document.state not in _FOLLOWS[target]:
        raise GuardRefused(
            _("A document that is “%(state)s” cannot become “%(target)s”.")
            % {"state": document.get_state_display(), "target": target.label},
            code="no_such_move",
        )


def _move(
    document: Document,
    target: DocumentState,
    *,
    actor: User,
    at: datetime,
    scan: EvidenceVersion | None = None,
) -> Document:
    with audit.act(actor=actor, at=at) as log:
        locked = Document.objects.select_for_update().get(pk=document.pk)
        require_may_become(target, locked, actor=actor, at=at)
        before, locked.state = locked.state, target
        setattr(locked, f"{target}_at", at)
        if scan is not None:
            locked.signed_scan = scan
        locked.save()
        log.note_down(
            f"document.{target}",
            locked,
            subject=drafting.subject_of(locked),
            unit_path=locked.owner.path,
            changed={"state": [before, str(target)]},
            sha256=scan.sha256 if scan else None,
        )
    return locked


def _with_public_page(document: Document, context: MemoContext, public_root: str) -> MemoContext:
    """Put in the address behind the QR code. A secret memo, or one of a portal without an address
    of its own, has no public page, and then no code is printed."""
    if context.qr is None or not public_root or context.secrecy is not Secrecy.NORMAL:
        return replace(context, qr=None)
    document.public_token = secrets.token_urlsafe(18)
    url = f"{public_root}/public/{document.public_token}/"
    return replace(context, qr=replace(context.qr, url=url))
