"""The files of a batch together: a ZIP written while it is sent, and one PDF for the printer."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO

import pikepdf
from django.db import transaction
from django.utils.translation import gettext as _
from zipstream import ZIP_STORED, ZipStream

from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused
from kpi_portal.jobs import enqueue
from kpi_portal.jobs.models import Job
from submissions import storage
from submissions.archive_names import Names, safe_name
from submissions.documents import access
from submissions.documents.domain import exchange
from submissions.documents.enums import Format
from submissions.documents.models import Batch, BatchItem, Document, Rendition

PRINT_JOB = "documents.batch_print"
METADATA = "metadata.json"
_PIECE = 256 * 1024


def as_zip(batch: Batch, user: User, formats: tuple[Format, ...], *, at: datetime) -> ZipStream:
    """Every finished memo that the person may see, named by its place, unit and number, and what an
    e-saraban system is told of them; the bytes are read from the store while the archive is sent.
    Four queries."""
    # Word and PDF are compressed in themselves
    archive = ZipStream(compress_type=ZIP_STORED, sized=True)
    names = Names()
    width = max(3, len(str(batch.items.count())))
    made: dict[int, list[Rendition]] = {}
    named: dict[int, str] = {}
    for item, rendition in _files(batch, user, formats, at=at):
        document = item.document
        number = [_("no."), document.number] if document is not None else []
        place = f"{item.position:0{width}d}"
        name = names.once(
            safe_name(place, item.submission.unit_name, *number, suffix=rendition.format)
        )
        archive.add(_bytes_of(rendition.sha256), name, size=rendition.size)
        made.setdefault(rendition.document_id, []).append(rendition)
        named[rendition.pk] = name
    if made:
        memos = exchange.with_facts(Document.objects.filter(pk__in=made))
        in_order = memos.order_by("batch_item__position")
        told = [exchange.described(memo, made[memo.pk], named) for memo in in_order]
        archive.add(exchange.as_bytes(told), names.once(METADATA))
    return archive


def zip_name(batch: Batch) -> str:
    return safe_name(str(batch.get_kind_display()), str(batch.round), suffix="zip")


def ask_for_print(batch: Batch, *, actor: User, at: datetime) -> Job:
    """Queue one PDF of all memos in their order. Side effect: a job.

    Raises `GuardRefused` where no memo is finished."""
    if not any(True for _one in _files(batch, actor, (Format.PDF,), at=at)):
        raise GuardRefused(_("No memo of this batch is ready yet."), code="nothing_ready")
    with transaction.atomic():
        return enqueue(
            PRINT_JOB,
            payload={"batch": batch.pk},
            requested_by=actor,
            at=at,
            key=f"batch_print:{batch.pk}:{actor.pk}",
        )


def print_together(
    batch: Batch, user: User, *, at: datetime, report: Callable[[int, int], None]
) -> tuple[str, int]:
    """Put the PDFs into one and keep it; (SHA-256, number of memos). Run again it makes the same
    file anew."""
    found = list(_files(batch, user, (Format.PDF,), at=at))
    with pikepdf.new() as together, tempfile.TemporaryFile() as made:
        for done, (_item, rendition) in enumerate(found):
            report(done, len(found))
            with (
                storage.open_document_part(rendition.sha256) as stored,
                pikepdf.open(stored) as one,  # type: ignore[arg-type]  # a binary file
            ):
                together.pages.extend(one.pages)
        together.save(made, deterministic_id=True)
        return _kept(made), len(found)


def _kept(made: IO[bytes]) -> str:
    size = made.tell()
    made.seek(0)
    sha = hashlib.file_digest(made, "sha256").hexdigest()  # type: ignore[arg-type]
    storage.keep_document_part(made, sha256=sha, size=size)  # type: ignore[arg-type]
    return sha


def _files(
    batch: Batch, user: User, formats: tuple[Format, ...], *, at: datetime
) -> Iterator[tuple[BatchItem, Rendition]]:
    """The newest rendition of each format of each issued memo, in the order of the list."""
    seen = access.visible_to(user, at=at).filter(batch_item__batch=batch, number__gt="")
    items = (
        BatchItem.objects.filter(batch=batch, document__in=seen.values("pk"))
        .select_related("submission", "document")
        .defer("document__context")
        .order_by("position")
    )
    found: dict[tuple[int, str], Rendition] = {}
    wanted = Rendition.objects.filter(document__batch_item__batch=batch, format__in=formats)
    for rendition in wanted.order_by("made_at", "pk"):
        found[rendition.document_id, rendition.format] = rendition
    for item in items:
        for one in formats:
            rendition_of = found.get((item.document_id or 0, str(one)))
            if rendition_of is not None and _is_final(item, rendition_of):
                yield item, rendition_of


def _is_final(item: BatchItem, rendition: Rendition) -> bool:
    """Not the preview of the draft."""
    issued = item.document.issued_at if item.document else None
    return issued is not None and rendition.made_at >= issued


def _bytes_of(sha256: str) -> Iterator[bytes]:
    with storage.open_document_part(sha256) as stored:
        yield from stored.chunks(_PIECE)
