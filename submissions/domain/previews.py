"""Word, Excel and PowerPoint files of a report as PDF, made in the background for the desk.

A preview is no evidence: it can be made again at any time, and what is judged are the bytes that
were handed in. One job at a time works through all that wait, whoever asked.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import NotFound
from kpi_portal.files import printing
from kpi_portal.files.kinds import ACCEPTABLE, OFFICE_KINDS
from kpi_portal.jobs import enqueue
from submissions import storage
from submissions.enums import PreviewState, ScanState
from submissions.models import EvidenceUse, EvidenceVersion, Preview, Submission

JOB = "review.previews"
ENDINGS = {ACCEPTABLE[kind].media_type: kind for kind in OFFICE_KINDS}
# What a machine without the program could not make may be made when it was installed since.
AGAIN_AFTER = timedelta(days=1)
Printer = Callable[[BinaryIO, str], bytes]


def shown_as_preview(version: EvidenceVersion) -> bool:
    """Whether the file is one that previews are made of and that may be opened."""
    return version.media_type in ENDINGS and version.scan_state == ScanState.CLEAR


def of_version(version: EvidenceVersion) -> Preview | None:
    """The preview of a file, if one was asked for; reads nothing where it was read along."""
    try:
        found: Preview = version.preview
    except Preview.DoesNotExist:
        return None
    return found


def ask_for_report(submission: Submission, *, at: datetime) -> None:
    """Have the previews of everything that a report has now made; what is there stays."""
    uses = EvidenceUse.objects.filter(submission=submission, removed_at=None)
    versions = EvidenceVersion.objects.filter(uses__in=uses).select_related("preview").distinct()
    ask(versions, at=at)


def ask(versions: Iterable[EvidenceVersion], *, at: datetime) -> list[EvidenceVersion]:
    """Have previews made of those of these files that have none yet; which these are.

    Side effects: a row for each, and one job for all, also where a row waits whose job was lost.
    Nothing is written when nothing is missing.
    """
    office = [version for version in versions if shown_as_preview(version)]
    new = [v for v in office if (held := of_version(v)) is None or _is_due_again(held, at)]
    if not new and not any(_waits(version) for version in office):
        return []
    with transaction.atomic():
        for version in new:
            Preview.objects.update_or_create(
                version=version,
                defaults={"state": PreviewState.WAITING, "failure": "", "asked_at": at},
            )
        enqueue(JOB, payload={}, requested_by=None, at=at, key=JOB)
    return new


def ask_again(version: EvidenceVersion, *, at: datetime) -> None:
    """Try anew to make a preview that failed; others are left as they are. Raises `NotFound` for a
    file that none is made of."""
    if not shown_as_preview(version):
        raise NotFound(_("There is no such file."), code="not_found")
    with transaction.atomic():
        failed = Preview.objects.filter(version=version, state=PreviewState.FAILED)
        failed.update(state=PreviewState.WAITING, failure="", asked_at=at)
        enqueue(JOB, payload={}, requested_by=None, at=at, key=JOB)


def next_waiting() -> Preview | None:
    """The one that has waited longest."""
    waiting = Preview.objects.filter(state=PreviewState.WAITING)
    return waiting.select_related("version").order_by("asked_at", "pk").first()


def count_waiting() -> int:
    return Preview.objects.filter(state=PreviewState.WAITING).count()


def make(preview: Preview, *, at: datetime, printer: Printer = printing.as_pdf) -> None:
    """Print one file and keep the PDF under the digest of the file it was made of.

    Slow: for workers; safe to run twice. A file that cannot be printed is noted as such with the
    reason and never tried again by itself, so that it holds up nobody else's.
    """
    version = preview.version
    if not shown_as_preview(version):
        return _fail(preview, "not_printed")
    try:
        pdf = _kept(version) or _printed(version, printer)
    except printing.NotPrintedError as error:
        return _fail(preview, error.code)
    preview.state, preview.failure = PreviewState.READY, ""
    preview.file.name = storage.preview_address(version.sha256)
    preview.size, preview.pages = len(pdf), printing.pages_of(io.BytesIO(pdf))
    preview.made_at = at
    preview.save()
    return None


def _kept(version: EvidenceVersion) -> bytes | None:
    """What the same bytes, attached a second time, were printed to."""
    try:
        with storage.open_preview(version.sha256) as file:
            return file.read()
    except FileNotFoundError:
        return None


def _printed(version: EvidenceVersion, printer: Printer) -> bytes:
    try:
        with storage.open_stored(version.sha256) as source:
            pdf = printer(source, ENDINGS[version.media_type])
    except FileNotFoundError:
        raise printing.NotPrintedError("not_printed") from None
    storage.keep_preview(io.BytesIO(pdf), sha256=version.sha256, size=len(pdf))
    return pdf


def etag(preview: Preview) -> str:
    """Names these very bytes to browsers: the same file is printed anew after an upgrade."""
    said = f"{preview.version_id} {preview.size} {preview.made_at}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _fail(preview: Preview, code: str) -> None:
    preview.state, preview.failure = PreviewState.FAILED, code
    preview.save(update_fields=["state", "failure"])


def _waits(version: EvidenceVersion) -> bool:
    held = of_version(version)
    return held is not None and held.state == PreviewState.WAITING


def _is_due_again(held: Preview, at: datetime) -> bool:
    lacked = held.state == PreviewState.FAILED and held.failure == "no_program"
    return lacked and held.asked_at < at - AGAIN_AFTER
