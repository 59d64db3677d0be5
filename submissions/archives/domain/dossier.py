"""Making a dossier: what is small or slow is made now, so that the download only streams.

Everything that the reader may see of one report, or of all reports of a round, with the rules of
that day and the hashes by which it can be checked without the portal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms_templates.rendering import render_docx, render_pdf
from indicators.domain import card_files
from indicators.models import IndicatorVersion, Round
from kpi_portal.accounts.models import User
from kpi_portal.audit.models import ChainHead
from kpi_portal.jobs.registry import Report as Progress
from kpi_portal.thai import local_date
from submissions import access
from submissions.archive_names import safe_name
from submissions.archives.domain import (
    dossier_audit,
    dossier_facts,
    dossier_files,
    dossier_pages,
    reading,
    workbook,
    workbook_rows,
)
from submissions.archives.domain.dossier_parts import Parts
from submissions.archives.domain.exports import contents
from submissions.archives.domain.reading import Read
from submissions.archives.models import Export
from submissions.documents import access as documents_access
from submissions.documents.enums import DocumentState
from submissions.domain import round_decisions, round_view

_AT_ONCE = 20  # reports of which everything is in memory at a time
NAME_LONGEST = 60
# What the first page tells of each report.
_LISTED = (
    "unit",
    "state",
    "first_filed",
    "days_late",
    "confirmed_level",
    "confirmed_score",
    "published",
    "outside",
    "withheld",
)


@dataclass
class Dossier:
    """One dossier in the making."""

    round: Round
    reader: User
    at: datetime
    parts: Parts
    versions: dict[int, IndicatorVersion] = field(default_factory=dict)
    listed: list[dict[str, Any]] = field(default_factory=list)


def make(export: Export, *, at: datetime, report: Progress) -> None:
    """Make and keep plan and pack of the dossier that `export.by` may have; sets what was made on
    the row without saving it. Raises `NotFound` where round or report is closed to the person."""
    round = _round_of(export, at)
    export.reports, export.withheld = contents(round, export.submission, export.by, at=at)
    parts = Parts()
    try:
        dossier = Dossier(round, export.by, at, parts)
        rows = _rows(export, round, at)
        for done, read in enumerate(_reads(dossier, rows)):
            report(done, len(rows) + 1, read.submission.unit_label)
            _add_report(dossier, done + 1, read)
        report(len(rows), len(rows) + 1, _("Rules and register of files"))
        _add_round(dossier, rows, whole=export.submission_id is None)
        export.sha256 = parts.add_manifests()
        export.plan, export.pack = parts.keep(str(export.pk))
        export.files, export.size = parts.files, parts.size
    finally:
        parts.close()
    export.name = _name(export, round, at)


def _round_of(export: Export, at: datetime) -> Round:
    """The round as far as it is open to the reader: to a unit through its report."""
    if export.submission is not None:
        submission = access.get_for(export.by, export.submission.pk, at=at)
        export.submission = submission
        return submission.round
    return round_view.get_round(export.by, export.round_id, at=at)


def _rows(export: Export, round: Round, at: datetime) -> list[round_view.Report]:
    rows = reading.rows_of(round, export.by, at=at)
    wanted = set(export.reports)
    return [row for row in rows if row.pk in wanted]


def _reads(dossier: Dossier, rows: list[round_view.Report]) -> Iterator[Read]:
    return reading.reports(
        dossier.round, rows, dossier.reader, at=dossier.at, at_once=_AT_ONCE, whole=True
    )


def _add_report(dossier: Dossier, number: int, read: Read) -> None:
    parts, at, reader = dossier.parts, dossier.at, dossier.reader
    submission = read.submission
    name = submission.unit_abbreviation or submission.unit_name
    folder = safe_name(f"{number:03d}", name, longest=dossier_files.FOLDER_LONGEST)
    entries = dossier_audit.entries_of(read.seen)
    days = dossier_facts.days_of(entries)
    filings = dossier_facts.filings_of(read)
    uses = dossier_facts.handed_in_or_judged(read, filings)
    files = dossier_files.Bytes(parts, folder)

    facts = dossier_facts.report(read, reader, at=at)
    facts["requirements"] = dossier_facts.pieces(read, uses, days)
    dossier_files.add_evidence(files, uses, facts["requirements"])
    facts["forms"] = dossier_files.add_forms(parts, folder, read, at=at)
    documents = dossier_files.documents_of(read, reader, at=at)
    facts["memos"] = dossier_files.add_documents(parts, folder, documents, files)
    facts["filings"] = dossier_facts.filed(filings)
    _attach(facts, filings, files)
    facts["scores"] = dossier_facts.scores(read)
    facts["returns"] = dossier_facts.returns(read)
    facts["approvals"] = dossier_facts.approvals(read)
    for approval in facts["approvals"]:
        approval["scan_file"] = files.path_of(approval.pop("scan"), under="approvals")
    facts["outside"] = _outside(read, files)
    facts["extensions"] = dossier_facts.extensions(read)
    facts["reconsiderations"] = dossier_facts.reconsiderations(read)
    facts["conflicts"] = dossier_facts.conflicts(read, reader, at=at)
    facts["acknowledged"] = dossier_facts.acknowledged(read)

    trail = dossier_audit.extract(entries, ChainHead.objects.filter(pk=1).first())
    parts.add(f"{folder}/audit.json", as_json(trail), _("Extract of the audit trail"))
    parts.add(f"{folder}/scores.json", as_json(facts["scores"]), _("Kept scores"))
    parts.add(f"{folder}/report.json", as_json(facts), _("The report as data"))
    lines = dossier_audit.lines(entries)
    page = dossier_pages.of_report(dossier.round, facts, lines, at=at, reader=reader)
    parts.add(f"{folder}/index.html", page, submission.unit_label)
    dossier.versions[submission.definition_version_id] = submission.definition_version
    light = {name: facts[name] for name in _LISTED}
    dossier.listed.append(light | {"folder": folder, "address": f"{folder}/index.html"})


def _outside(read: Read, files: dossier_files.Bytes) -> dict[str, Any] | None:
    """What the collecting centre gave, with every scan of its letter."""
    facts = dossier_facts.outside(read)
    if facts is not None:
        scans = facts.pop("scans")
        paths = (files.path_of(scan, f"v{scan.number}", under="outside") for scan in scans)
        facts["scan_files"] = [path for path in paths if path]
    return facts


def _attach(facts: dict[str, Any], filings: list[Any], files: dossier_files.Bytes) -> None:
    receipts = {memo["number"]: memo for memo in facts["memos"] if memo["receipt"]}
    for line, filing in zip(facts["filings"], filings, strict=True):
        line["scan_file"] = files.path_of(
            filing.signed_scan, filing.receipt_number, under="filings"
        )
        receipt = receipts.get(filing.receipt_number)
        line["receipt_file"] = receipt["files"][0]["path"] if receipt else ""


def _add_round(dossier: Dossier, rows: list[round_view.Report], *, whole: bool) -> None:
    parts, round, at = dossier.parts, dossier.round, dossier.at
    criteria = [_add_criteria(parts, version) for version in dossier.versions.values()]
    files = dossier_files.Bytes(parts, "round")
    found = documents_access.visible_to(dossier.reader, at=at).filter(round=round, submission=None)
    found = found.exclude(state=DocumentState.DRAFT).select_related("signed_scan", "word_template")
    documents = list(found.order_by("created_at", "pk")) if whole else []
    memos = dossier_files.add_documents(parts, "round", documents, files)
    book = _add_workbook(dossier) if whole else ""
    decisions: list[Any] = []
    if whole and reading.sees_decisions(round, dossier.reader, at=at):
        known = {row.pk: row for row in rows}
        decisions = list(workbook_rows.readable(round_decisions.decisions_of(round), known))
    parts.add("dossier.css", dossier_pages.styles(), "")
    page = dossier_pages.cover(
        round,
        dossier.listed,
        at=at,
        reader=dossier.reader,
        criteria=criteria,
        memos=memos,
        workbook=book,
        decisions=decisions,
        orders=list(round.orders.select_related("decided_by").order_by("decided_at")),
        whole=whole,
    )
    parts.add("index.html", page, _("Begin here"))


def _add_criteria(parts: Parts, version: IndicatorVersion) -> dict[str, Any]:
    """The rules of that day: the card on paper and the definition as data."""
    name = f"criteria v{version.number}"
    context = card_files.context_of(version)
    what = f"{_('KPI card')} v{version.number}"
    return {
        "number": version.number,
        "published": version.published_at,
        "sha256": version.sha256,
        "pdf": parts.add(f"criteria/{name}.pdf", render_pdf(context), what),
        "docx": parts.add(f"criteria/{name}.docx", render_docx(context), what),
        "json": parts.add(f"criteria/{name}.json", as_json(version.definition), what),
    }


def _add_workbook(dossier: Dossier) -> str:
    with TemporaryFile() as target:
        handle = cast(IO[bytes], target)
        workbook.write(
            dossier.round,
            dossier.reader,
            handle,
            at=dossier.at,
            report=_quiet,
            language=_language(),
        )
        handle.seek(0)
        pieces = iter(lambda: handle.read(256 * 1024), b"")
        return dossier.parts.add_pieces("round/workbook.xlsx", pieces, _("Workbook"))


def as_json(value: Any) -> bytes:
    """Data as people and programs read it: UTF-8, indented, moments in UTC."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _quiet(done: int, total: int | None = None, text: str = "") -> None:
    """The workbook is one step of the dossier's progress."""


def _language() -> str:
    return get_language() or "th"


def _name(export: Export, round: Round, at: datetime) -> str:
    unit = ""
    if export.submission is not None:
        unit = export.submission.unit_abbreviation or export.submission.unit_name
    day = local_date(at).strftime("%Y%m%d")
    words = (round.indicator.code, round.key, str(round.indicator.fiscal_year), unit, day)
    return safe_name(*words, suffix="zip", longest=NAME_LONGEST)
