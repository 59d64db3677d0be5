"""A filled form on paper: its context, and sheets made in the background and kept by content.

A sheet is stored under the digest of everything printed on it, so the same form is rendered once
and asking again costs nothing; a newer sheet of the form takes the place of the older one.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO, Literal, cast, get_args

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import FormContext
from forms_templates.domain import word_sheets, word_templates
from forms_templates.models import WordTemplate
from forms_templates.paper import Pictures, Signed, blank_context, filled_context
from forms_templates.rendering import DOCX_TYPE, PDF_TYPE, render_docx, render_pdf
from kpi_portal.accounts.models import User
from kpi_portal.audit import chain
from kpi_portal.errors import NotFound
from kpi_portal.jobs import enqueue
from kpi_portal.jobs.models import Job
from kpi_portal.thai import local_date, thai_date
from submissions.domain import (
    forms,
    forms_evidence,
    forms_pictures,
    forms_scope,
    merge_origins,
    processes,
)
from submissions.domain.forms import Sheet
from submissions.enums import ApprovalState
from submissions.models import Submission

Kind = Literal["pdf", "docx"]
MEDIA_TYPES: dict[str, str] = {"pdf": PDF_TYPE, "docx": DOCX_TYPE}
JOB = "forms.paper"
# The signature that the approval of a form fills in.
APPROVER = "approver"


def kind_of(text: str) -> Kind:
    """The kind of sheet that an address names; raises `NotFound`."""
    if text not in get_args(Kind):
        raise NotFound(_("Forms come as Word or PDF."), code="no_such_format")
    return cast(Kind, text)


def sheet_for(user: User, pk: int, code: str, process: int | None, *, at: datetime) -> Sheet:
    """A form that `user` may see; raises `NotFound`."""
    submission = forms_scope.find_for(user, pk, code, at=at)
    chosen = processes.get(submission, process) if process is not None else None
    return forms.open_sheet(submission, code, chosen)


def context_of(sheet: Sheet, *, pictures: Pictures = forms_pictures.bytes_of) -> FormContext:
    """What is printed. It claims to be made when the form was last saved, so that the same answers
    always give the same bytes; a form not begun is a blank one with its head filled in."""
    if sheet.answer is None:
        return blank_context(
            sheet.schema,
            made_at=sheet.submission.round.due_at,
            approved=sheet.template.approved,
            prefilled=sheet.data["header"],
        )
    filled = filled_context(
        sheet.schema,
        sheet.data,
        made_at=sheet.answer.updated_at,
        pictures=pictures,
        signed=signed_by(sheet.submission, sheet.schema.key),
        approved=sheet.template.approved,
    )
    return merge_origins.printed_on(filled, sheet)


def signed_by(submission: Submission, form_code: str) -> dict[str, Signed]:
    """Who approved the form, for the place of the approver on paper."""
    for approval in forms_evidence.standing_approvals(submission, form_code):
        if approval.state == ApprovalState.APPROVED:
            lines = tuple(filter(None, [approval.signer_position, approval.acting_line]))
            day = thai_date(approval.signed_on, digits="thai") if approval.signed_on else ""
            return {APPROVER: Signed(approval.signer_name, lines, day)}
    return {}


def stored(sheet: Sheet, kind: Kind, *, at: datetime) -> BinaryIO | None:
    """The sheet of the form as it is now, if it was made already."""
    storage, address = storages["default"], address_of(sheet, kind, at=at)
    return cast(BinaryIO, storage.open(address, "rb")) if storage.exists(address) else None


def ask_for(sheet: Sheet, kind: Kind, *, actor: User, at: datetime) -> Job:
    """Have the sheet made in the background. Asking twice while it is being made is one job."""
    process = sheet.process.pk if sheet.process else None
    payload = {
        "user": actor.pk,
        "submission": sheet.submission.pk,
        "form": sheet.schema.key,
        "process": process,
        "kind": kind,
    }
    key = f"{JOB}:{actor.pk}:{sheet.submission.pk}:{sheet.schema.key}:{process}:{kind}"
    with transaction.atomic():
        return enqueue(JOB, payload=payload, requested_by=actor, at=at, key=key)


def make(sheet: Sheet, kind: Kind, *, at: datetime) -> str:
    """Render and store the sheet unless it is there; the address in the storage. Slow: for workers.

    Safe to run twice at once: both write the same bytes under the same name.
    """
    storage, address = storages["default"], address_of(sheet, kind, at=at)
    if storage.exists(address):
        return address
    context = context_of(sheet)
    own = _own_file(sheet, context, at, forms_pictures.bytes_of) if kind == "docx" else None
    if own is not None:
        data = word_templates.filled(*own)
    else:
        data = render_pdf(context) if kind == "pdf" else render_docx(context)
    _remove_older(sheet, kind)
    written = storage.save(address, ContentFile(data))
    if written != address:
        storage.delete(written)  # another worker was faster with the same bytes
    return address


def address_of(sheet: Sheet, kind: Kind, *, at: datetime) -> str:
    """Where the sheet lies. Pictures count by their digest and are not read for this."""
    context = context_of(sheet, pictures=str.encode)
    content = {"context": repr(context)}
    own = _own_file(sheet, context, at, str.encode) if kind == "docx" else None
    if own is not None:
        content["word"] = own[0].sha256
    return f"{_folder(sheet)}{chain.digest(content)}.{kind}"


def _own_file(
    sheet: Sheet, context: FormContext, at: datetime, pictures: Pictures
) -> tuple[WordTemplate, dict[str, Any]] | None:
    """The agency's own Word file of the form, where one is in force; for the unit that reports."""
    return word_sheets.own_file(
        sheet.submission.unit,
        sheet.schema,
        sheet.data,
        context,
        pictures=pictures,
        on=local_date(at),
    )


def name_of(sheet: Sheet, kind: Kind) -> str:
    """The file name people get: the code that is printed on the sheet."""
    return f"{context_of(sheet, pictures=str.encode).version_code}.{kind}"


def _folder(sheet: Sheet) -> str:
    place = f"{sheet.schema.key}:{sheet.process.pk if sheet.process else 0}"
    return f"form-papers/{sheet.submission.pk}/{sha256(place.encode()).hexdigest()[:16]}/"


def _remove_older(sheet: Sheet, kind: Kind) -> None:
    storage, folder = storages["default"], _folder(sheet)
    if not storage.exists(folder):
        return
    for name in storage.listdir(folder)[1]:
        if name.endswith(f".{kind}"):
            storage.delete(folder + name)
