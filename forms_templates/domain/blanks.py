"""Blank forms to fill in by hand or in Word: Word at once, PDF made in the background and kept."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, Literal, cast, get_args

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import FormContext
from forms_templates.domain import word_sheets
from forms_templates.domain.library import schema_of
from forms_templates.models import FormTemplate
from forms_templates.paper import blank_context, no_pictures
from forms_templates.rendering import DOCX_TYPE, PDF_TYPE, render_pdf
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from kpi_portal.jobs import enqueue
from kpi_portal.jobs.models import Job
from kpi_portal.thai import local_date

Kind = Literal["docx", "pdf"]
MEDIA_TYPES: dict[str, str] = {"docx": DOCX_TYPE, "pdf": PDF_TYPE}
JOB = "forms.blank"


def kind_of(text: str) -> Kind:
    """The kind that an address names; raises `NotFound`."""
    if text not in get_args(Kind):
        raise NotFound(_("Forms come as Word or PDF."), code="no_such_format")
    return cast(Kind, text)


def get(pk: int) -> FormTemplate:
    """One template; its blank sheet is for everybody who signs in. Raises `NotFound`."""
    template = FormTemplate.objects.select_related("owner").filter(pk=pk).first()
    if template is None:
        raise NotFound(_("This form is not set up for the fiscal year."), code="no_form_template")
    return template


def context_of(template: FormTemplate) -> FormContext:
    """What is printed: ร่าง on a form that the source does not print whole, until approved."""
    return blank_context(
        schema_of(template), made_at=template.created_at, approved=template.approved
    )


def as_word(template: FormTemplate, *, at: datetime) -> bytes:
    """The Word file, in the agency's own layout where one is in force; some 20 to 60 ms."""
    return word_sheets.word_sheet(
        template.owner,
        schema_of(template),
        {},
        context_of(template),
        pictures=no_pictures,
        on=local_date(at),
    )


def stored_pdf(template: FormTemplate) -> BinaryIO | None:
    """The PDF if it was made already."""
    storage, address = storages["default"], _address(template)
    return cast(BinaryIO, storage.open(address, "rb")) if storage.exists(address) else None


def ask_for_pdf(template: FormTemplate, *, actor: User, at: datetime) -> Job:
    """Have the PDF made in the background; asking twice while it is being made is one job."""
    key = f"{JOB}:{actor.pk}:{template.pk}:{template.approved}"
    with transaction.atomic():
        return enqueue(JOB, payload={"template": template.pk}, requested_by=actor, at=at, key=key)


def make_pdf(template: FormTemplate) -> None:
    """Render and store the PDF unless it is there. Slow: for workers; safe to run twice."""
    storage, address = storages["default"], _address(template)
    if storage.exists(address):
        return
    written = storage.save(address, ContentFile(render_pdf(context_of(template))))
    if written != address:
        storage.delete(written)  # another worker was faster with the same bytes


def _address(template: FormTemplate) -> str:
    mark = "approved" if template.approved else "draft"
    return f"blank-forms/{template.sha256}-{mark}.pdf"
