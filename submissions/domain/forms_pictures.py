"""Pictures in a form: attached, replaced, removed, put back; shown to those who see the form.

The answers name a picture by the SHA-256 of its bytes; the bytes are kept like any document of the
unit (`domain.evidence_versions`), so a removed picture can be put back and nothing is stored twice.
"""

from __future__ import annotations

import copy
from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from forms_templates.answers import MOST_PICTURES
from forms_templates.schema import Field, FieldType
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import InvalidInput, NotFound
from kpi_portal.thai import normalise_text
from submissions import storage
from submissions.domain import forms, forms_scope, reach
from submissions.domain.evidence_versions import (
    LONGEST_CAPTION,
    NOTHING_SAID,
    new_document,
    receive,
    record_file,
)
from submissions.domain.forms_shape import Data
from submissions.enums import ScanState
from submissions.models import Answer, EvidenceVersion, Process, Submission
from submissions.validators.policy import PICTURES


def add(
    submission: Submission,
    form_code: str,
    process: Process | None,
    *,
    actor: User,
    at: datetime,
    field: str,
    upload: File[bytes],
    caption: str = "",
    replaces: str = "",
) -> Answer:
    """Attach a picture to a field, in the place of the one with the digest `replaces` if given.

    The same picture attached there already changes nothing. Side effects: the bytes, a document of
    the unit, and those of `forms.save_answer`. Raises `FileRefused` with the reason.
    """
    _changeable(submission, form_code, actor, at)
    received = receive(upload, policy=PICTURES)
    words = normalise_text(caption, multiline=False)[:LONGEST_CAPTION]
    with audit.act(actor=actor, at=at) as log:
        sheet = _locked(submission, form_code, process, actor, at)
        data = copy.deepcopy(sheet.data)
        pictures = _pictures(sheet, data, field)
        digest = received.facts.sha256
        if any(picture["sha256"] == digest for picture in pictures):
            return sheet.answer or forms.store(log, sheet, data, actor=actor, at=at)
        if len(pictures) >= MOST_PICTURES:
            raise InvalidInput(
                _("At most %(most)d pictures fit here.") % {"most": MOST_PICTURES},
                code="too_many_pictures",
            )
        place = next((n for n, p in enumerate(pictures) if p["sha256"] == replaces), None)
        entry = {"sha256": digest, "caption": words}
        if place is None:
            pictures.append(entry)
        else:
            entry["caption"] = words or pictures[place]["caption"]
            pictures[place] = entry
        document = new_document(submission.unit, received.name, at)
        record_file(received, evidence=document, actor=actor, at=at, details=NOTHING_SAID)
        return forms.store(log, sheet, data, actor=actor, at=at)


def remove(
    submission: Submission,
    form_code: str,
    process: Process | None,
    *,
    actor: User,
    at: datetime,
    field: str,
    sha256: str,
) -> Answer:
    """Take a picture out of a field; the bytes stay. Side effects as for `forms.save_answer`."""
    with audit.act(actor=actor, at=at) as log:
        sheet = _locked(submission, form_code, process, actor, at)
        data = copy.deepcopy(sheet.data)
        pictures = _pictures(sheet, data, field)
        kept = [picture for picture in pictures if picture["sha256"] != sha256]
        if len(kept) == len(pictures):
            raise NotFound(_("There is no such picture in this form."), code="no_such_picture")
        data["answers"][field] = kept
        return forms.store(log, sheet, data, actor=actor, at=at)


def restore(
    submission: Submission,
    form_code: str,
    process: Process | None,
    *,
    actor: User,
    at: datetime,
    field: str,
    sha256: str,
    caption: str = "",
    place: int = MOST_PICTURES,
) -> Answer:
    """Put a removed picture of the own unit back at its place. Side effects as for
    `forms.save_answer`; raises `NotFound` for bytes that the unit never sent."""
    own = EvidenceVersion.objects.filter(sha256=sha256, evidence__owner=submission.unit)
    if not own.exists():
        raise NotFound(_("There is no such picture in this form."), code="no_such_picture")
    with audit.act(actor=actor, at=at) as log:
        sheet = _locked(submission, form_code, process, actor, at)
        data = copy.deepcopy(sheet.data)
        pictures = _pictures(sheet, data, field)
        if all(picture["sha256"] != sha256 for picture in pictures):
            words = normalise_text(caption, multiline=False)[:LONGEST_CAPTION]
            pictures.insert(place, {"sha256": sha256, "caption": words})
        return forms.store(log, sheet, data, actor=actor, at=at)


def open_for(
    user: User, submission_pk: int, sha256: str, *, at: datetime
) -> tuple[EvidenceVersion, BinaryIO]:
    """The picture and its bytes for somebody who may see the report and whose form, or approved
    copy of it, shows it. Raises `NotFound` for everything else, also while a virus scan waits."""
    submission, open_to = reach.find(user, submission_pk, at=at)
    if not _is_shown(submission, sha256, open_to):
        raise NotFound(_("There is no such picture in this form."), code="no_such_picture")
    version = EvidenceVersion.objects.filter(sha256=sha256, scan_state=ScanState.CLEAR).first()
    if version is None:
        raise NotFound(_("There is no such picture in this form."), code="no_such_picture")
    return version, storage.open_stored(sha256)


def bytes_of(sha256: str) -> bytes:
    """The picture for a printed sheet. The caller has checked who asks."""
    with storage.open_stored(sha256) as stored:
        return stored.read()


def field_of(sheet: forms.Sheet, key: str) -> Field:
    """The form's picture field of that key; raises `NotFound`."""
    for field in sheet.schema.fields():
        if field.key == key and field.type is FieldType.IMAGE:
            return field
    raise NotFound(_("This form takes no picture there."), code="no_picture_field")


def _changeable(submission: Submission, form_code: str, actor: User, at: datetime) -> None:
    """Look before the slow work; the change itself looks again under its lock."""
    forms_scope.template_of(submission, form_code)
    forms_scope.require_changeable(submission, form_code, actor=actor, at=at)


def _locked(
    submission: Submission, form_code: str, process: Process | None, actor: User, at: datetime
) -> forms.Sheet:
    locked = forms_scope.lock(submission)
    forms_scope.require_changeable(locked, form_code, actor=actor, at=at)
    return forms.open_sheet(locked, form_code, process)


def _pictures(sheet: forms.Sheet, data: Data, key: str) -> list[dict[str, str]]:
    field_of(sheet, key)
    pictures: list[dict[str, str]] = data["answers"][key]
    return pictures


def _is_shown(submission: Submission, sha256: str, open_to: reach.Reach) -> bool:
    keys_of = partial(forms_scope.keys_of_form, submission.definition)
    stored: list[object] = []
    for code, data in submission.answers.values_list("form_code", "data"):
        if open_to.whole or open_to.covers_any(keys_of(code)):
            stored.append(data)
    for code, copies in submission.approvals.values_list("form_code", "approved_data"):
        if open_to.whole or open_to.covers_any(keys_of(code)):
            stored += [entry.get("data") for entry in copies]
    return any(sha256 in _digests(data) for data in stored)


def _digests(data: object) -> set[str]:
    answers = data.get("answers") if isinstance(data, dict) else None
    found: set[str] = set()
    for value in (answers or {}).values():
        if isinstance(value, list):
            found |= {entry["sha256"] for entry in value if isinstance(entry, dict)}
    return found
