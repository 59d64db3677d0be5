"""The workbook of a round with many reports beside bare openpyxl writing as many cells.

    .venv/bin/python benchmarks/workbook.py [number of reports]

The bare book has the same sheets' rows and columns, all of them plain words and numbers.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_FOLDER = tempfile.TemporaryDirectory(prefix="kpi-portal-bench-")
os.environ["DATA_DIR"] = _FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kpi_portal.settings.test"

import django  # noqa: E402  (the settings come first)

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from openpyxl import Workbook, load_workbook  # noqa: E402

from benchmarks.memory import growth  # noqa: E402
from indicators.models import Round  # noqa: E402
from kpi_portal.accounts.enums import Role, UnitKind  # noqa: E402
from kpi_portal.accounts.models import Unit, User  # noqa: E402
from submissions.archives.domain import workbook  # noqa: E402
from submissions.enums import PieceKind, State  # noqa: E402
from submissions.models import EvidenceUse, Filing, Submission  # noqa: E402
from tests import factories as f  # noqa: E402

NOW = datetime(2025, 2, 26, 4, 0, tzinfo=UTC)
PIECES = 4
MEMORY_GOAL = 150


def main(count: int) -> None:
    """Make the round, write both books, print one line each."""
    call_command("migrate", verbosity=0)
    round_, head = build(count)
    book, queries = io.BytesIO(), CaptureQueriesContext(connection)

    def ours() -> None:
        with (Path(_FOLDER.name) / "book.xlsx").open("wb") as target:
            workbook.write(round_, head, target, at=NOW, report=_quiet)

    start = time.perf_counter()
    grown = growth(ours)
    took = time.perf_counter() - start
    connection.force_debug_cursor = True
    with queries:
        workbook.write(round_, head, book, at=NOW, report=_quiet)
    sizes = [
        (sheet.max_row, sheet.max_column)
        for sheet in load_workbook(Path(_FOLDER.name) / "book.xlsx").worksheets
    ]
    start = time.perf_counter()
    bare_grown = growth(lambda: _bare(sizes))
    bare = time.perf_counter() - start
    print(f"{count} reports, {count * PIECES} pieces, {len(queries)} queries")
    print(f"workbook  {took:>7.2f} s {grown:>7.1f} MB more memory")
    print(f"bare book {bare:>7.2f} s {bare_grown:>7.1f} MB more memory")
    verdict = "met" if grown < MEMORY_GOAL else "MISSED"
    print(f"time {took / bare:.1f} of the bare book; memory goal < {MEMORY_GOAL} MB: {verdict}")


def build(count: int) -> tuple[Round, User]:
    """One round in which `count` sections report, each with a few pieces."""
    with transaction.atomic():
        round_ = f.RoundFactory()
        bureau = round_.indicator.owner
        head = f.MembershipFactory(role=Role.HEAD, unit=f.UnitFactory(parent=bureau), scope=bureau)
        units = [
            Unit(
                code=f"B{n}",
                name=f"ส่วนที่ {n}",
                abbreviation=f"สน.{n}",
                kind=UnitKind.SECTION,
                parent=bureau,
                valid_from=f.LONG_AGO,
            )
            for n in range(count)
        ]
        Unit.objects.bulk_create(units)
        for unit in units:
            unit.path = f"{bureau.path}{unit.pk:06d}/"
        Unit.objects.bulk_update(units, ["path"], batch_size=500)
        Submission.objects.bulk_create(
            Submission(
                round=round_,
                unit=unit,
                definition_version=round_.version,
                unit_name=unit.name,
                unit_abbreviation=unit.abbreviation,
                group="ส่วนกลาง",
                state=[State.DRAFT, State.IN_REVIEW, State.CONFIRMED][n % 3],
                updated_at=NOW,
                submitted_at=NOW - timedelta(minutes=n),
                first_filed_at=NOW - timedelta(minutes=n),
            )
            for n, unit in enumerate(units)
        )
        reports = list(Submission.objects.filter(round=round_))
        EvidenceUse.objects.bulk_create(
            EvidenceUse(
                submission=report,
                requirement="1.1-a",
                kind=PieceKind.ANSWER,
                text="ดำเนินการแล้ว " * 10,
                added_at=NOW,
                added_by=head.user,
            )
            for report in reports
            for _ in range(PIECES)
        )
        Filing.objects.bulk_create(
            Filing(
                submission=report,
                number=1,
                receipt_number=f"R{report.pk}",
                at=report.first_filed_at,
                by=head.user,
                signer_name="ก",
                complete=True,
            )
            for report in reports
        )
    return Round.objects.select_related("indicator__owner", "version").get(pk=round_.pk), head.user


def _bare(sizes: list[tuple[int, int]]) -> None:
    book = Workbook(write_only=True)
    for rows, columns in sizes:
        sheet = book.create_sheet()
        for number in range(rows):
            sheet.append(["ส่วนที่ ๑" if column % 2 else number for column in range(columns)])
    book.save(Path(_FOLDER.name) / "bare.xlsx")


def _quiet(done: int, total: int | None = None, text: str = "") -> None:
    """Nobody follows."""


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
