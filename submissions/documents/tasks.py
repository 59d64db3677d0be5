"""Background work of documents. Ids in; reload, recheck, delegate; safe to run twice."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpi_portal.audit import recorder as audit
from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from submissions.documents.domain import acknowledgements, receipts, renditions
from submissions.documents.models import Document
from submissions.models import Filing, ReceivedReport


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
