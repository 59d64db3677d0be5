"""Background work of forms: the PDF of a blank form."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forms_templates.domain import blanks
from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report


@register(blanks.JOB, title=_("Making the form for print"))
def make(job: Job, report: Report) -> dict[str, Any]:
    """Make the PDF of one template; a second run finds it made."""
    template = blanks.get(job.payload["template"])
    report(0, 1, str(template))
    blanks.make_pdf(template)
    report(1, 1)
    return {"url": reverse("forms_templates:blank", args=[template.pk, "pdf"])}
