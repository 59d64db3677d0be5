"""Making the workbook of a round: one pass over the reports, rows written as they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.core.files import File
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.jobs.registry import Report as Progress
from kpi_portal.thai import local_date
from submissions.archive_names import safe_name
from submissions.archives.domain import reading, workbook_rows
from submissions.archives.domain.exports import contents
from submissions.archives.domain.workbook_book import Book, Value
from submissions.archives.domain.workbook_columns import (
    DECISIONS,
    EVIDENCE,
    LATE,
    OUTSIDE,
    RESULTS,
    Sheet,
)
from submissions.archives.models import Export
from submissions.domain import outside_reading, round_decisions, round_view

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 4 * 1024 * 1024
_PIECE = 256 * 1024


def make(export: Export, *, at: datetime, report: Progress) -> None:
    """Write and keep the workbook that `export.by` may have; sets what was made on the row without
    saving it. Raises `NotFound` where the round is closed to the person."""
    round = round_view.get_round(export.by, export.round_id, at=at)
    export.reports, export.withheld = contents(round, None, export.by, at=at)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as target:
        write(
            round,
            export.by,
            cast(IO[bytes], target),
            at=at,
            report=report,
            language=export.language,
        )
        export.sha256, export.size = _digest(cast(IO[bytes], target))
        target.seek(0)
        export.workbook = storages["default"].save(f"exports/{export.pk}.xlsx", File(target))
    export.files = 1
    export.name = name_of(round, at=at)


def write(
    round: Round,
    reader: User,
    target: IO[bytes],
    *,
    at: datetime,
    report: Progress,
    language: str = "th",
) -> None:
    """The workbook with what `reader` may see, into `target`."""
    rows = reading.rows_of(round, reader, at=at)
    book, counted = Book(language), {}
    results, evidence = book.page(RESULTS), book.page(EVIDENCE)
    for done, read in enumerate(reading.reports(round, rows, reader, at=at)):
        if done % reading.AT_ONCE == 0:
            report(done, max(len(rows), 1))
        results.add(workbook_rows.result(read))
        for line in workbook_rows.evidence(read):
            evidence.add(line)
        waiver = getattr(read.submission, "waiver", None)
        counted[read.row.pk] = (read.submission.days_late, waiver.order_number if waiver else "")
    late = book.page(LATE)
    for row in round_view.late(rows, at=at):
        days, order = counted[row.pk]
        late.add(workbook_rows.late(row, days, order, at=at))
    sheets = [RESULTS, EVIDENCE, LATE]
    if own := outside_reading.of_round(round, rows, reader, at=at):
        sheets.append(OUTSIDE)
        compared = book.page(OUTSIDE)
        for one in own:
            compared.add(workbook_rows.outside(one))
    if reading.sees_decisions(round, reader, at=at):
        sheets.append(DECISIONS)
        decisions = book.page(DECISIONS)
        known = {row.pk: row for row in rows}
        for decided in workbook_rows.readable(round_decisions.decisions_of(round), known):
            decisions.add(workbook_rows.decision(decided))
    withheld = sum(row.withheld for row in rows)
    book.about(
        _("About"),
        _about(round, reader, sheets, len(rows), withheld, at),
        heading=f"{round.indicator.code} {round.indicator.name}",
    )
    book.save(target)
    report(1, 1)


def name_of(round: Round, *, at: datetime) -> str:
    """The name that people get."""
    day = local_date(at).strftime("%Y%m%d")
    words = (round.indicator.code, round.name, str(round.indicator.fiscal_year), day)
    return safe_name(*words, suffix="xlsx", longest=80)


def _about(
    round: Round, reader: User, sheets: list[Sheet], count: int, withheld: int, at: datetime
) -> Iterator[tuple[str, Value]]:
    number = round.version.number if round.version is not None else 0
    yield _("Round"), f"{round.name} · {_('fiscal year')} {round.indicator.fiscal_year}"
    yield _("Owner of the indicator"), round.indicator.owner.name
    yield _("Due"), round.due_at
    yield _("Closes"), round.closes_at
    yield _("Version of the criteria"), number
    yield _("Reports in it"), count
    yield _("Made"), at
    yield _("Made by"), reader.audit_name
    yield (
        _("What is in it"),
        _(
            "The reports that the maker may see, as they stood at that moment. It changes nothing "
            "and is not updated; have a new one made when you need the present state."
        ),
    )
    if withheld:
        yield (
            _("Not in it"),
            _("Verdicts and scores of your own unit's report, until its result is published."),
        )
    if DECISIONS not in sheets:
        yield (
            _("Not in it"),
            _("The register of decisions; it is open to the head, the executive and auditors."),
        )
    yield (
        _("Dates"),
        _(
            "Dates are dates of Excel and can be sorted and reckoned with. In Thai they are shown "
            "in the Buddhist era by the cell's format; the date beneath is an ordinary one."
        ),
    )
    yield (
        _("Texts"),
        _("What people typed is always text here, also where it looks like a formula."),
    )
    for sheet in sheets:
        yield str(sheet.title), None
        for column in sheet.columns:
            if column.meaning:
                yield str(column.label), str(column.meaning)


def _digest(target: IO[bytes]) -> tuple[str, int]:
    target.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := target.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size
