"""Making the printed sheet of a form in the background."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.jobs import register
from kpi_portal.jobs.models import Job
from kpi_portal.jobs.registry import Report
from submissions.domain import forms_paper


@register(forms_paper.JOB, title=_("Making the form for print"))
def make(job: Job, report: Report) -> dict[str, Any]:
    """Render the form as it is when the work begins, for somebody who may still see it."""
    payload = job.payload
    user = User.objects.get(pk=payload["user"])
    kind = forms_paper.kind_of(payload["kind"])
    at = timezone.now()
    sheet = forms_paper.sheet_for(
        user, payload["submission"], payload["form"], payload["process"], at=at
    )
    report(0, 1, sheet.schema.number)
    forms_paper.make(sheet, kind, at=at)
    report(1, 1)
    args: list[Any] = [payload["submission"], payload["form"]]
    if payload["process"] is None:
        return {"url": reverse("submissions:form_paper", args=[*args, kind])}
    return {"url": reverse("submissions:form_of_paper", args=[*args, payload["process"], kind])}
