"""The blank sheet of a draft: Word at once, PDF in the background for each revision."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from forms_templates.contexts import FormContext
from forms_templates.domain import previews
from forms_templates.models import FormDraft
from forms_templates.paper import blank_context
from forms_templates.rendering import render_docx, render_pdf
from forms_templates.schema_loading import draft_from_data
from kpi_portal.accounts.models import User
from kpi_portal.audit import chain
from kpi_portal.jobs import enqueue
from kpi_portal.jobs.models import Job, JobState

JOB = "forms.draft_paper"


def context_of(draft: FormDraft) -> FormContext:
    """What is printed of the draft as it stands, faults and all."""
    return blank_context(draft_from_data(draft.document), made_at=draft.updated_at)


def as_word(draft: FormDraft) -> bytes:
    """The Word file; some 20 to 60 ms."""
    return render_docx(context_of(draft))


def stored_pdf(draft: FormDraft) -> BinaryIO | None:
    """The PDF of this revision if it was made already."""
    return previews.stored(_folder(draft), _digest(draft))


def is_made(draft: FormDraft) -> bool:
    """Whether the PDF of this revision is there."""
    return previews.made(_folder(draft), _digest(draft))


def ask_for_pdf(draft: FormDraft, *, actor: User, at: datetime) -> Job:
    """Have the PDF made in the background. Asking again while it is being made is one job; where it
    failed, that job is given back, to be tried again by the person."""
    key = f"{JOB}:{actor.pk}:{draft.pk}:{draft.revision}"
    failed = Job.objects.filter(key=key, state__in=(JobState.FAILED, JobState.CANCELLED)).first()
    if failed is not None:
        return failed
    with transaction.atomic():
        return enqueue(JOB, payload={"draft": draft.pk}, requested_by=actor, at=at, key=key)


def make_pdf(draft: FormDraft) -> None:
    """Render the draft as it stands and keep it in place of earlier ones. Slow: for workers; safe
    to run twice."""
    if not is_made(draft):
        previews.keep(_folder(draft), _digest(draft), render_pdf(context_of(draft)))


def _folder(draft: FormDraft) -> str:
    return f"form-{draft.pk}"


def _digest(draft: FormDraft) -> str:
    return chain.digest({"document": draft.document, "at": draft.updated_at.isoformat()})
