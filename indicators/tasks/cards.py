"""The KPI card as a PDF."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.domain import card_files, draft_card
from indicators.models import Draft, IndicatorVersion
from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report


@register(card_files.JOB, title=_("Making the KPI card for print"))
def make_card(job: Job, report: Report) -> dict[str, Any]:
    """Make the PDF of one version; a second run finds it made."""
    version = IndicatorVersion.objects.select_related("indicator").get(pk=job.payload["version"])
    report(0, 1, str(version.indicator))
    card_files.make_pdf(version)
    report(1, 1)
    address = reverse("indicators:card_sheet", args=[version.indicator_id, "pdf"])
    return {"url": f"{address}?version={version.number}"}


@register(draft_card.JOB, title=_("Making the KPI card for print"))
def make_draft_card(job: Job, report: Report) -> dict[str, Any]:
    """Make the PDF of a draft as it stands when the work begins."""
    draft = Draft.objects.select_related("indicator").get(pk=job.payload["draft"])
    report(0, 1, str(draft.indicator))
    draft_card.make_pdf(draft)
    report(1, 1)
    return {"url": reverse("indicators:draft_card", args=[draft.indicator_id, "pdf"])}
