"""Filling in a web form: what a page shows, and the one verb that saves it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms_templates.domain.library import schema_of
from forms_templates.models import FormTemplate
from forms_templates.schema import FieldType, FormSchema, Repeat
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import NotFound
from submissions.domain import (
    contribution_marks,
    forms_evidence,
    forms_facts,
    forms_refusals,
    forms_scope,
    forms_shape,
    requirements,
    scores,
)
from submissions.domain.forms_shape import Data
from submissions.models import Answer, Process, Submission


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form in one place. `answer` is None until something was saved; `data` then holds what the
    portal knows beforehand."""

    submission: Submission
    template: FormTemplate
    schema: FormSchema
    process: Process | None
    answer: Answer | None
    data: Data

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0

    @property
    def missing(self) -> list[dict[str, str]]:
        """What keeps the form from being complete, as of the last save."""
        if self.answer is None:
            return forms_shape.missing(self.schema, self.data)
        missing: list[dict[str, str]] = self.answer.missing
        return missing

    @property
    def complete(self) -> bool:
        return self.answer is not None and self.answer.complete


def open_sheet(submission: Submission, form_code: str, process: Process | None) -> Sheet:
    """The form as it stands; nothing is written. Raises `NotFound` for a form that the round does
    not ask for, and for a process where the form does not repeat or none where it does."""
    newest = forms_scope.template_of(submission, form_code)
    answer = (
        Answer.objects.filter(submission=submission, form_code=form_code, process=process)
        .select_related("template", "updated_by")
        .first()
    )
    template = answer.template if answer else newest
    schema = schema_of(template, submission.round.indicator.fiscal_year)
    if (schema.repeat is Repeat.PROCESS) != (process is not None):
        raise NotFound(_("This report has no such form."), code="no_such_form")
    if answer is None:
        header = forms_facts.header_of(schema, submission, process)
        data = forms_shape.in_shape(schema, {"header": header})
    else:
        fixed = forms_facts.fixed_header_of(schema, submission, process)
        data = forms_shape.in_shape(schema, forms_facts.with_fixed_header(answer.data, fixed))
    return Sheet(submission, template, schema, process, answer, data)


def save_answer(
    submission: Submission,
    form_code: str,
    process: Process | None,
    *,
    actor: User,
    at: datetime,
    revision: int,
    data: Mapping[str, Any],
    removed: Collection[str] | None = None,
    only_done_shares: bool = False,
    page: str = "",
    voiding: Collection[int] | None = None,
) -> Answer:
    """Keep what was typed, complete or not. `revision` is the one the page showed.

    `removed` are the ids of rows taken out; stored rows that are neither sent nor removed stay,
    because somebody else added them. None means that `data` is the whole form. Pictures are kept
    as stored (`forms_pictures` changes them); only their captions are taken. `only_done_shares`
    takes nothing but the progress of a plan by month, which leaves its approval standing.

    `page` names the opened page: its own next save is never stale, so that an answer lost on the
    way back does not stop the person. `voiding` are the approvals that the person agreed to void;
    None agrees to all.

    Side effects: the answer with a higher revision, what it misses and its digest; the form's
    evidence, which starts unjudged again; approvals of another text are voided; new scores; an
    audit entry that names the changed fields. A save that changes nothing leaves all that alone.

    Raises `Stale` when somebody else saved in between, `InvalidInput` for over-long texts and too
    many rows (nothing is saved then), and what `forms_scope.require_changeable` raises.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = forms_scope.lock(submission)
        forms_scope.require_changeable(locked, form_code, actor=actor, at=at)
        sheet = open_sheet(locked, form_code, process)
        typed = _typed(sheet, data, removed=removed, only_done_shares=only_done_shares)
        forms_refusals.refuse_excess(sheet.schema, typed)
        forms_refusals.refuse_stale(
            sheet, revision, typed, own=forms_refusals.saved_by(sheet.answer, actor, page)
        )
        forms_refusals.refuse_voiding(sheet, typed, voiding)
        answer = store(log, sheet, typed, actor=actor, at=at)
        if answer.saved_from != page:
            answer.saved_from = page
            answer.save(update_fields=["saved_from"])
        return answer


def store(log: audit.Act, sheet: Sheet, data: Data, *, actor: User, at: datetime) -> Answer:
    """Write checked answers and everything that follows from them (see `save_answer`). The caller
    holds the submission's lock and has asked for permission."""
    submission = sheet.submission
    digest = forms_shape.digest_of(sheet.template, data)
    if sheet.answer is not None and sheet.answer.digest == digest:
        return _same_words(sheet.answer, data)
    answer = sheet.answer or Answer(
        submission=submission,
        template=sheet.template,
        form_code=sheet.schema.key,
        process=sheet.process,
    )
    changed = forms_shape.changed_fields(sheet.data, data) or ["header"]
    answer.data, answer.digest = data, digest
    answer.missing = forms_shape.missing(sheet.schema, data)
    answer.revision += 1
    answer.updated_at, answer.updated_by = at, actor
    answer.save()
    log.note_down(
        "form.save",
        answer,
        subject=submission.subject,
        unit_path=submission.unit.path,
        form=sheet.schema.key,
        process=sheet.process.name if sheet.process else "",
        revision=answer.revision,
        fields=changed,
        complete=answer.complete,
        digest=digest,
    )
    forms_evidence.refresh(log, submission, sheet.schema.key, actor=actor, at=at)
    supplied = requirements.asking_for_form(submission.definition, sheet.schema.key)
    contribution_marks.take_away(log, submission, supplied, actor=actor, at=at)
    submission.updated_at, submission.updated_by = at, actor
    submission.save(update_fields=["updated_at", "updated_by"])
    scores.recompute(submission, at=at, reason="form.save")
    return answer


def _typed(
    sheet: Sheet,
    data: Mapping[str, Any],
    *,
    removed: Collection[str] | None,
    only_done_shares: bool,
) -> Data:
    """What is to be stored of what was sent."""
    schema = sheet.schema
    if only_done_shares:
        return forms_shape.with_done_shares(schema, sheet.data, data)
    fixed = forms_facts.fixed_header_of(schema, sheet.submission, sheet.process)
    typed = forms_shape.in_shape(schema, forms_facts.with_fixed_header(data, fixed))
    _keep_pictures(schema, sheet.data, typed)
    if removed is not None:
        forms_shape.keep_unmentioned(schema, sheet.data, typed, removed=removed)
    return typed


def _keep_pictures(schema: FormSchema, stored: Mapping[str, Any], typed: Data) -> None:
    for field in schema.fields():
        if field.type is FieldType.IMAGE:
            said = {p["sha256"]: p["caption"] for p in typed["answers"][field.key]}
            typed["answers"][field.key] = [
                {**picture, "caption": said.get(picture["sha256"], picture["caption"])}
                for picture in stored["answers"][field.key]
            ]


def _same_words(answer: Answer, data: Data) -> Answer:
    """Nothing was answered anew; only the identity of rows may have settled."""
    if answer.data != data:
        answer.data = data
        answer.save(update_fields=["data"])
    return answer
