"""Whether a draft still says what is so, asked at the moment when it is issued."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import MemoContext
from kpi_portal.errors import GuardRefused
from submissions import access
from submissions.documents.domain import memo_facts, reminder_tables, round_facts, summary_tables
from submissions.documents.enums import DocumentKind
from submissions.documents.models import Document
from submissions.enums import State


def require(document: Document, context: MemoContext, *, at: datetime) -> None:
    """Raise `GuardRefused` for a memo that facts have overtaken: a result that changed, a unit that
    reported meanwhile. Requests and reports are taken by their words."""
    if document.kind == DocumentKind.FEEDBACK_MEMO:
        _feedback(document, context, at)
    elif document.kind == DocumentKind.REMINDER_MEMO:
        _reminder(document, context, at)
    elif document.kind == DocumentKind.SUMMARY_MEMO:
        _summary(document, context)


def _feedback(document: Document, context: MemoContext, at: datetime) -> None:
    """It tells the published result and no other; its table shows which it tells."""
    if document.submission_id is None:
        return
    submission = access.lock(document.submission_id)
    if submission.state not in (State.PUBLISHED, State.FINAL):
        raise GuardRefused(
            _("A feedback memo is issued once the result is published."), code="not_published"
        )
    if context.tables != (memo_facts.result_table(submission, at=at),):
        raise _changed()


def _reminder(document: Document, context: MemoContext, at: datetime) -> None:
    """Nobody is reminded who has reported."""
    if document.submission_id is not None:
        reported = access.lock(document.submission_id).state != State.DRAFT
    elif document.round is not None:
        waiting = {one.unit for one in round_facts.waiting(document.round, at=at)}
        listed = [table for annex in context.annexes for table in annex.tables]
        tables = [*context.tables, *listed]
        reported = any(not waiting.issuperset(reminder_tables.units_in(t)) for t in tables)
    else:
        return
    if reported:
        raise GuardRefused(
            _("A unit that it reminds has reported meanwhile. Make a new draft."),
            code="reported_meanwhile",
        )


def _summary(document: Document, context: MemoContext) -> None:
    """Its tables are those of the results as they stand."""
    if document.round is None:
        return
    summary = round_facts.summary_of(document.round)
    table, _chart = summary_tables.distribution(summary)
    of_units = summary_tables.annex(summary, ()).tables
    kept = tuple(t for annex in context.annexes for t in annex.tables)
    if context.tables != (table,) or kept != of_units:
        raise _changed()


def _changed() -> GuardRefused:
    return GuardRefused(
        _("The result has changed since this draft was made. Make a new draft."),
        code="result_changed",
    )
