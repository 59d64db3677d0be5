"""The printed KPI card of a draft, ร่าง on every page: Word at once, PDF in the background."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_templates import snapshots
from forms_templates.contexts import CardContext
from forms_templates.domain import previews
from forms_templates.rendering import render_docx, render_pdf
from indicators.domain import card_sheet, drafts
from indicators.models import Draft
from kpi_portal.accounts.models import User
from kpi_portal.audit import chain
from kpi_portal.errors import GuardRefused
from kpi_portal.jobs import enqueue
from kpi_portal.jobs.models import Job

JOB = "indicators.draft_card"


def context_of(draft: Draft) -> CardContext:
    """What is printed of the draft as it stands. Raises `GuardRefused` for one whose faults keep it
    from being read."""
    definition = drafts.check(draft.document).definition
    if definition is None:
        raise GuardRefused(
            _("The draft has faults that keep it from being read as a card. Mend them first."),
            code="faulty",
        )
    return card_sheet.build(definition, made_at=draft.updated_at, draft=True)


def as_word(draft: Draft) -> bytes:
    """The Word file; some 20 to 60 ms. Raises what `context_of` raises."""
    return render_docx(context_of(draft))


def stored_pdf(draft: Draft) -> BinaryIO | None:
    """The PDF of this revision if it was made already. Raises what `context_of` raises."""
    return previews.stored(_folder(draft), _digest(context_of(draft)))


def ask_for_pdf(draft: Draft, *, actor: User, at: datetime) -> Job:
    """Have the PDF made in the background; asking twice while it is being made is one job."""
    key = f"{JOB}:{actor.pk}:{draft.pk}:{draft.revision}"
    with transaction.atomic():
        return enqueue(JOB, payload={"draft": draft.pk}, requested_by=actor, at=at, key=key)


def make_pdf(draft: Draft) -> None:
    """Render the draft as it stands and keep it in place of earlier ones. Slow: for workers; safe
    to run twice. Raises what `context_of` raises."""
    context = context_of(draft)
    digest = _digest(context)
    if not previews.made(_folder(draft), digest):
        previews.keep(_folder(draft), digest, render_pdf(context))


def _folder(draft: Draft) -> str:
    return f"card-{draft.pk}"


def _digest(context: CardContext) -> str:
    return chain.digest(snapshots.as_json(context))
