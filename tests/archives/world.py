"""Exports made as the portal makes them, and read back."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl
from django.utils import translation

from kpi_portal.accounts.models import User
from kpi_portal.jobs import runner
from submissions.archives.domain import exports, workbook
from submissions.archives.enums import ExportKind
from submissions.archives.models import Export
from tests.review.world import NOON, Review

AFTER = NOON + timedelta(days=1)


def quiet(done: int, total: int | None = None, text: str = "") -> None:
    """Progress that nobody follows."""


def asked(review: Review, who: str, kind: ExportKind, *, at: datetime = AFTER) -> Export:
    """Ask for the round's export and have the job done."""
    export = exports.ask_of_round(review.round, kind, actor=review.people[who], at=at)
    return done(export)


def done(export: Export) -> Export:
    """The export after its job ran."""
    runner.run(export.job_id)
    export = Export.objects.select_related("by", "round__indicator__owner").get(pk=export.pk)
    assert export.made_at is not None
    return export


def book_of(
    review: Review, user: User, *, language: str = "th", at: datetime = AFTER
) -> openpyxl.Workbook:
    """The workbook that a person gets."""
    target = io.BytesIO()
    with translation.override(language):
        workbook.write(review.round, user, target, at=at, report=quiet, language=language)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def rows(book: openpyxl.Workbook, number: int) -> list[dict[str, Any]]:
    """A sheet as rows by column name; sheet 0 is the cover."""
    sheet = book.worksheets[number]
    head, *body = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(head, line, strict=True)) for line in body]


def clock(text: str) -> datetime:
    """What a cell says: Bangkok's clock without a zone."""
    return datetime.fromisoformat(text)
