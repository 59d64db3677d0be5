"""Background work of documents. Ids in; reload, recheck, delegate; safe to run twice."""

from __future__ import annotations

from time import monotonic
from typing import Any

from celery.signals import worker_init
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms_templates import rendering
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from submissions.documents.domain import (
    acknowledgements,
    batch_files,
    batch_work,
    batches,
    receipts,
    renditions,
    scans,
)
from submissions.documents.models import Batch, Document, Scan
from submissions.models import Filing, ReceivedReport

# Seconds. The page counts the memos themselves; this only names the one in hand.
_TELL_EVERY = 1.0


@worker_init.connect(dispatch_uid="documents.load_rendering")
def load_rendering(**_signal: Any) -> None:
    """Before the worker's processes are forked: they share the libraries, and the first memo of
    each is as quick as the next."""
    rendering.load()


@register("documents.render", title=_("Making the document in PDF and Word"))
def render(job: Job, report: Report) -> dict[str, Any]:
    """Render every format of one document; a format that exists is left alone."""
    document = Document.objects.select_related("owner").get(pk=job.payload["document"])
    wanted = renditions.formats_of(document)
    for done, one in enumerate(wanted):
        report(done, len(wanted), one.label)
        renditions.make(document, one)
    report(len(wanted), len(wanted))
    return {"url": reverse("documents:detail", args=[document.pk])}


@register("documents.receipt", title=_("Making the receipt"))
def receipt(job: Job, report: Report) -> dict[str, Any]:
    """Make the receipt of one filing; a second run finds it made."""
    filing = Filing.objects.select_related("submission", "by").get(pk=job.payload["filing"])
    with audit.act(actor=filing.by, at=filing.at):
        document = receipts.ensure(filing)
    renditions.make(document, renditions.formats_of(document)[0])
    report(1, 1)
    return {"url": reverse("documents:detail", args=[document.pk])}


@register("documents.acknowledgement", title=_("Making the acknowledgement"))
def acknowledgement(job: Job, report: Report) -> dict[str, Any]:
    """Make the acknowledgement of one received report; a second run finds it made."""
    rows = ReceivedReport.objects.select_related("submission", "verified_by")
    received = rows.get(pk=job.payload["received"])
    document = acknowledgements.ensure(received)
    renditions.make(document, renditions.formats_of(document)[0])
    report(1, 1)
    return {"url": reverse("documents:detail", args=[document.pk])}


# A worker may die under a batch again and again without the batch being at fault.
@register(batches.JOB, title=_("Memos for all units"), max_attempts=20)
def batch(job: Job, report: Report) -> dict[str, Any]:
    """Work on a piece of a batch, then ask for the next piece, so that other work gets its turn."""
    pk, lane, turn = (job.payload[name] for name in ("batch", "lane", "turn"))
    actor = User.objects.get(jobs=job)
    told = 0.0
    for _number in range(batches.PIECE):
        item = batch_work.step(pk, actor=actor, clock=timezone.now)
        if item is None:
            break
        if monotonic() - told >= _TELL_EVERY:
            report(*batch_work.how_far(pk), item.submission.unit_name)
            told = monotonic()
    else:
        with transaction.atomic():
            batches.ask(Batch.objects.get(pk=pk), lane, turn + 1, actor=actor, at=timezone.now())
    return {"url": reverse("documents:batch", args=[pk])}


@register(batch_files.PRINT_JOB, title=_("Putting the memos into one PDF for the printer"))
def batch_print(job: Job, report: Report) -> dict[str, Any]:
    """Make the file; a second run makes the same."""
    found = Batch.objects.select_related("round__indicator").get(pk=job.payload["batch"])
    actor = User.objects.get(jobs=job)
    sha256, memos = batch_files.print_together(found, actor, at=timezone.now(), report=report)
    url = reverse("documents:batch_printed", args=[found.pk, job.pk])
    return {"url": url, "sha256": sha256, "memos": memos}


@register(scans.JOB, title=_("Reading the scan of a signed memo"))
def read_scan(job: Job, report: Report) -> dict[str, Any]:
    """Propose whose copy it is; a second run proposes the same."""
    scans.recognise(Scan.objects.select_related("version", "owner").get(pk=job.payload["scan"]))
    report(1, 1)
    return {"url": reverse("documents:scans")}
