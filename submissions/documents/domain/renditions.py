"""The bytes of a document: made once per context and format, kept, served unchanged for ever."""

from __future__ import annotations

import io
from collections.abc import Callable
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from forms_templates.contexts import MemoContext
from forms_templates.domain import word_templates
from forms_templates.own_word import memo_places
from forms_templates.rendering import render_docx, render_pdf
from kpi_portal.audit import chain
from submissions import storage
from submissions.documents.domain import drafting
from submissions.documents.enums import PROOFS, Format
from submissions.documents.models import Document, Rendition

_RENDER: dict[Format, Callable[..., bytes]] = {
    Format.PDF: render_pdf,
    Format.WORD: render_docx,
}


def formats_of(document: Document) -> tuple[Format, ...]:
    """What is proof comes as PDF alone; memos are also delivered in Word."""
    if document.kind in PROOFS:
        return (Format.PDF,)
    return (Format.PDF, Format.WORD)


def _rendered(document: Document, context: drafting.AnyContext, wanted: Format) -> bytes:
    own = document.word_template
    if wanted is Format.WORD and own is not None and isinstance(context, MemoContext):
        return word_templates.filled(own, memo_places.values_of(context))
    return _RENDER[wanted](context)


def digest_of(document: Document) -> str:
    """What a rendition is tied to: another context or layout never shares its bytes."""
    seen = drafting.words_seen(document)
    own = document.word_template
    return chain.digest({"context": seen, "word": own.sha256}) if own is not None else seen


def current(document: Document) -> dict[str, Rendition]:
    """Format → the rendition of the document's present context, where it is made already."""
    made = Rendition.objects.filter(document=document, context_digest=digest_of(document))
    return {rendition.format: rendition for rendition in made}


def make(document: Document, wanted: Format) -> Rendition:
    """Render one format unless it is there. Safe to run twice, also at once by two workers.

    The rendering runs outside any transaction, the row is written in a short one.
    """
    digest = digest_of(document)
    kept = Rendition.objects.filter(document=document, format=wanted, context_digest=digest)
    there = kept.first()
    if there is not None:
        return there
    record([_kept(document, drafting.context_of(document), wanted, digest)])
    return kept.get()


def prepared(document: Document) -> list[Rendition]:
    """What is not there yet of its formats, rendered with the bytes kept; the rows are not written:
    `record` does that in the caller's transaction. One query."""
    digest = digest_of(document)
    rows = Rendition.objects.filter(document=document, context_digest=digest)
    there = set(rows.values_list("format", flat=True))
    left = [one for one in formats_of(document) if one not in there]
    if not left:
        return []
    context = drafting.context_of(document)
    return [_kept(document, context, wanted, digest) for wanted in left]


def record(made: list[Rendition]) -> None:
    """Write the rows; one that another worker wrote first stays. Side effect: the rows."""
    with transaction.atomic():
        Rendition.objects.bulk_create(made, ignore_conflicts=True)


def _kept(
    document: Document, context: drafting.AnyContext, wanted: Format, digest: str
) -> Rendition:
    data = _rendered(document, context, wanted)
    sha = sha256(data).hexdigest()
    storage.keep_document_part(io.BytesIO(data), sha256=sha, size=len(data))
    return Rendition(
        document=document,
        format=wanted,
        context_digest=digest,
        file=storage.document_part(sha),
        sha256=sha,
        size=len(data),
        made_at=timezone.now(),
    )
