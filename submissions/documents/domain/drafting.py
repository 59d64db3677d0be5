"""Documents before they are issued: made from a context, editable, rendered for preview."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_templates import snapshots
from forms_templates.contexts import AcknowledgementContext, MemoContext, ReceiptContext
from forms_templates.domain import word_templates
from forms_templates.enums import WordSubject
from forms_templates.models import WordTemplate
from forms_templates.own_word import memo_places
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import chain
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotAllowed, Stale
from kpi_portal.jobs import enqueue
from kpi_portal.thai import local_date
from submissions.documents import access
from submissions.documents.domain import pictures
from submissions.documents.enums import DocumentKind, DocumentState
from submissions.documents.models import Document
from submissions.models import Submission

Adjust = Callable[[MemoContext], MemoContext]
AnyContext = MemoContext | ReceiptContext | AcknowledgementContext
# Set while memos are made by the hundred: what to change in each, and no preview of its own.
_in_bulk: ContextVar[Adjust | None] = ContextVar("in_bulk", default=None)


@contextmanager
def in_bulk(adjust: Adjust = lambda memo: memo) -> Iterator[None]:
    """Within, a new draft is kept as `adjust` leaves it and no job is queued that renders one memo:
    whoever makes many renders them itself."""
    token = _in_bulk.set(adjust)
    try:
        yield
    finally:
        _in_bulk.reset(token)


def subject_of(document: Document) -> str:
    """Under which name the audit trail groups what happens to a document."""
    if document.submission_id:
        return f"submission:{document.submission_id}"
    return f"document:{document.pk}"


def draft_memo(
    kind: DocumentKind,
    context: MemoContext,
    *,
    owner: Unit,
    actor: User,
    at: datetime,
    template_version: str,
    round_id: int | None = None,
    submission: Submission | None = None,
    replaces: Document | None = None,
    addressed: Iterable[int] = (),
) -> Document:
    """Keep a new draft and queue its preview in both formats.

    `addressed` are the reports of the units that one memo to many is written for. Side effects: the
    document, its pictures, a background job, an audit entry.
    """
    if not access.may_handle(actor, owner, kind, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    adjust = _in_bulk.get()
    if adjust is not None:
        context = adjust(context)
    with audit.act(actor=actor, at=at) as log:
        document = Document.objects.create(
            kind=kind,
            owner=owner,
            round_id=round_id or (submission.round_id if submission else None),
            submission=submission,
            subject=context.subject,
            addressees=list(context.addressees),
            urgency=context.urgency.code,
            secrecy=context.secrecy.code,
            context=snapshots.as_json(replace(context, draft=True), pictures.keep),
            template_version=template_version,
            word_template=own_word_of(kind, owner, replace(context, draft=True), at=at),
            replaces=replaces,
            created_at=at,
            created_by=actor,
        )
        if reached := list(addressed):
            document.addressed.set(reached)
        queue_rendering(document, actor, at)
        log.note_down(
            "document.draft",
            document,
            subject=subject_of(document),
            unit_path=owner.path,
            kind=str(kind),
            title=document.subject,
        )
    return document


def edit_memo(
    document: Document, context: MemoContext, *, actor: User, at: datetime, seen: str = ""
) -> Document:
    """Replace the words of a draft. `seen` is `words_seen` of what the page showed; empty asks
    nothing. Side effects: the context, a new preview, an audit entry. Raises `Stale` when somebody
    else saved in between."""
    with audit.act(actor=actor, at=at) as log:
        locked = Document.objects.select_for_update().get(pk=document.pk)
        if not access.may_handle(actor, locked.owner, DocumentKind(locked.kind), at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        require_draft(locked)
        if seen and seen != words_seen(locked):
            raise Stale(
                _("Somebody else saved this page in the meantime."),
                code="stale",
                seen=words_seen(locked),
            )
        locked.subject = context.subject
        locked.addressees = list(context.addressees)
        locked.urgency, locked.secrecy = context.urgency.code, context.secrecy.code
        draft = replace(context, draft=True)
        locked.context = snapshots.as_json(draft, pictures.keep)
        locked.word_template = own_word_of(DocumentKind(locked.kind), locked.owner, draft, at=at)
        locked.save()
        queue_rendering(locked, actor, at)
        log.note_down(
            "document.edit", locked, subject=subject_of(locked), unit_path=locked.owner.path
        )
    return locked


def own_word_of(
    kind: DocumentKind, owner: Unit, memo: MemoContext, *, at: datetime
) -> WordTemplate | None:
    """The agency's own Word file for this memo, where one is in force that day and says everything
    that the memo says."""
    if kind not in memo_places.KINDS:
        return None
    template = word_templates.in_force(owner, WordSubject.MEMO, kind, on=local_date(at))
    if template is None:
        return None
    tree, values = memo_places.places_of(memo.kind), memo_places.values_of(memo)
    return template if word_templates.prints(template, tree, values) else None


def words_seen(document: Document) -> str:
    """A digest that tells whether a document still says what a page showed."""
    return chain.digest(document.context)


def make_receipt(
    context: ReceiptContext, *, submission: Submission, actor: User, at: datetime
) -> Document:
    """A receipt is issued the moment it is made; the caller's act holds the transaction, and its
    background job renders it."""
    return _proof(DocumentKind.RECEIPT, context, submission, actor, at)


def make_acknowledgement(
    context: AcknowledgementContext, *, submission: Submission, actor: User, at: datetime
) -> Document:
    """An acknowledgement is issued the moment it is made, like a receipt."""
    return _proof(DocumentKind.ACKNOWLEDGEMENT, context, submission, actor, at)


def _proof(
    kind: DocumentKind,
    context: ReceiptContext | AcknowledgementContext,
    submission: Submission,
    actor: User,
    at: datetime,
) -> Document:
    return Document.objects.create(
        kind=kind,
        state=DocumentState.ISSUED,
        owner=submission.unit,
        round=submission.round,
        submission=submission,
        number=context.number,
        dated=local_date(at),
        subject=context.submission,
        context=snapshots.as_json(context, pictures.keep),
        template_version=f"{kind.value}-1",
        created_at=at,
        created_by=actor,
        issued_at=at,
        issued_by=actor,
    )


def require_draft(document: Document) -> None:
    if document.state != DocumentState.DRAFT:
        raise GuardRefused(
            _("An issued document never changes. Make one that replaces it."), code="already_issued"
        )


def context_of(document: Document) -> AnyContext:
    """The frozen context, with its pictures put back."""
    context = snapshots.from_json(document.context, pictures.fetch)
    if not isinstance(context, MemoContext | ReceiptContext | AcknowledgementContext):
        raise TypeError(f"document {document.pk} holds a {type(context).__name__}")
    return context


def queue_rendering(document: Document, actor: User, at: datetime) -> None:
    if _in_bulk.get() is not None:
        return
    job = enqueue(
        "documents.render",
        payload={"document": document.pk},
        requested_by=actor,
        at=at,
        total=2,
    )
    document.job_id = str(job.pk)
    document.save(update_fields=["job_id"])


def ask_again(document: Document, *, actor: User, at: datetime) -> None:
    """Queue the rendering once more; formats that exist are left alone. Side effect: a job."""
    if not access.may_have_made(actor, document, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    with transaction.atomic():
        queue_rendering(document, actor, at)
