"""The printed KPI card: Word at once, PDF made in the background and kept under its content."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, Literal, cast, get_args

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_templates import snapshots
from forms_templates.contexts import CardContext
from forms_templates.rendering import DOCX_TYPE, PDF_TYPE, render_docx, render_pdf
from indicators.domain import card_sheet
from indicators.enums import VersionState
from indicators.models import IndicatorVersion
from kpi_portal.accounts.models import User
from kpi_portal.audit import chain
from kpi_portal.errors import NotFound
from kpi_portal.jobs import enqueue
from kpi_portal.jobs.models import Job

Kind = Literal["docx", "pdf"]
MEDIA_TYPES: dict[str, str] = {"docx": DOCX_TYPE, "pdf": PDF_TYPE}
JOB = "indicators.card"


def kind_of(text: str) -> Kind:
    """The kind that an address names; raises `NotFound`."""
    if text not in get_args(Kind):
        raise NotFound(_("The card comes as Word or PDF."), code="no_such_format")
    return cast(Kind, text)


def context_of(version: IndicatorVersion) -> CardContext:
    """What is printed of a version; one that is not published is marked ร่าง."""
    return card_sheet.build(
        version.parsed,
        made_at=version.published_at or version.created_at,
        draft=version.state == VersionState.DRAFT,
    )


def as_word(version: IndicatorVersion) -> bytes:
    """The Word file; some 20 to 60 ms."""
    return render_docx(context_of(version))


def stored_pdf(version: IndicatorVersion) -> BinaryIO | None:
    """The PDF if it was made already."""
    storage, address = storages["default"], _address(context_of(version))
    return cast(BinaryIO, storage.open(address, "rb")) if storage.exists(address) else None


def ask_for_pdf(version: IndicatorVersion, *, actor: User, at: datetime) -> Job:
    """Have the PDF made in the background; asking twice while it is being made is one job."""
    key = f"{JOB}:{actor.pk}:{version.pk}:{version.state}"
    with transaction.atomic():
        return enqueue(JOB, payload={"version": version.pk}, requested_by=actor, at=at, key=key)


def make_pdf(version: IndicatorVersion) -> None:
    """Render and store the PDF unless it is there. Slow: for workers; safe to run twice."""
    context = context_of(version)
    storage, address = storages["default"], _address(context)
    if storage.exists(address):
        return
    written = storage.save(address, ContentFile(render_pdf(context)))
    if written != address:
        storage.delete(written)  # another worker was faster with the same bytes


def _address(context: CardContext) -> str:
    return f"cards/{chain.digest(snapshots.as_json(context))}.pdf"
