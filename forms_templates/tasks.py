"""Background work of forms: the PDF of a blank form and of a Word file's sample."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms_templates import access
from forms_templates.domain import blanks, draft_paper, word_samples, word_subjects
from forms_templates.models import FormDraft
from kpi_portal.accounts.models import User
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


@register(word_samples.JOB, title=_("Printing the sample of a Word file"))
def print_sample(job: Job, report: Report) -> dict[str, Any]:
    """Print one Word file with sample data, for somebody who may still see it."""
    at, payload = timezone.now(), job.payload
    user = User.objects.get(pk=payload["user"])
    template = access.get_word(user, payload["template"], at=at)
    report(0, 1, template.original_name)
    word_samples.make_pdf(template, word_subjects.of_word(template))
    report(1, 1)
    return {"url": reverse("forms_templates:word_sample", args=[template.pk, "pdf"])}


@register(draft_paper.JOB, title=_("Making the form for print"))
def make_draft(job: Job, report: Report) -> dict[str, Any]:
    """Make the PDF of a draft as it stands when the work begins."""
    draft = FormDraft.objects.get(pk=job.payload["draft"])
    report(0, 1, str(draft))
    draft_paper.make_pdf(draft)
    report(1, 1)
    return {"url": reverse("forms_templates:draft_paper", args=[draft.pk, "pdf"])}
