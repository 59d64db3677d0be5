"""What-if over many real reports, beside the bare engine, in one run on one core.

    .venv/bin/python benchmarks/what_if.py [number of reports]

The whole computation reads the stored inputs, scores them by the other criteria and stores a line
for each report, on SQLite in a temporary folder. The yardstick scores the same cases, already read,
and nothing else. Seconds depend on the machine: quote the ratio.
"""

from __future__ import annotations

import copy
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_FOLDER = tempfile.TemporaryDirectory(prefix="kpi-portal-bench-")
os.environ["DATA_DIR"] = _FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kpi_portal.settings.test"

import django  # noqa: E402  (the settings come first)

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from benchmarks.engine import made_case  # noqa: E402
from indicators.models import Round  # noqa: E402
from kpi_portal.accounts.enums import Role  # noqa: E402
from kpi_portal.audit import chain  # noqa: E402
from scoring import parsing  # noqa: E402
from scoring.case_documents import case_document, fitted, read_case_document  # noqa: E402
from scoring.engine import score  # noqa: E402
from scoring.result import ENGINE_VERSION, result_as_dict  # noqa: E402
from submissions.domain import what_if  # noqa: E402
from submissions.enums import ScoreBasis, State  # noqa: E402
from submissions.models import ScoreSnapshot, Submission, WhatIf  # noqa: E402
from tests import factories as f  # noqa: E402

GOAL_SECONDS = 30
REPORTS = 5_000
NOW = datetime(2025, 2, 20, 4, 0, tzinfo=UTC)


def main(count: int) -> None:
    """Make the reports, compute, and print the seconds and the engine's share."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        run = _run(count)
    started = time.perf_counter()
    what_if.compute(run, at=NOW)
    whole = time.perf_counter() - started
    bare = _engine_alone(run)
    print(f"{count:,} reports, {run.figures['moved']:,} scores move")
    print(f"what-if {whole:.2f} s, goal {GOAL_SECONDS} s: {whole / GOAL_SECONDS:.2f} of the goal")
    print(f"bare engine {bare:.2f} s: {bare / whole:.0%} of the time, ratio {whole / bare:.1f}")


def _run(count: int) -> WhatIf:
    """A round whose reports have stored scores, and a computation by a second version."""
    source = (ROOT / "fixtures/indicators/rid-digitalize-2568.yaml").read_bytes()
    definition = parsing.parse_definition(source)
    body = parsing.dump_definition(definition)
    bureau = f.BureauFactory()
    round_ = f.RoundFactory(indicator__owner=bureau, body=body)
    head = f.MembershipFactory(role=Role.HEAD, unit=bureau).user
    _reports(round_, count)
    other = _other(body)
    return WhatIf.objects.create(
        round=round_,
        definition=other,
        sha256=chain.digest(other),
        requested_by=head,
        requested_at=NOW,
    )


def _other(body: dict) -> dict:
    """The same criteria with other points."""
    other = copy.deepcopy(body)
    levels = next(entry for entry in other["rounds"] if entry["key"] == "m5")["levels"]
    levels[0]["points"], levels[1]["points"] = 45, 30
    return other


def _reports(round_: Round, count: int) -> None:
    dice = random.Random(2568)
    definition = round_.version.parsed
    # one unit per report, written at one go
    units = [f.UnitFactory.build(parent=round_.indicator.owner) for _ in range(count)]
    for unit in units:
        unit.path = f"{round_.indicator.owner.path}{unit.code}/"
    type(units[0]).objects.bulk_create(units)
    made = Submission.objects.bulk_create(
        Submission(
            round=round_,
            unit=unit,
            definition_version=round_.version,
            unit_name=unit.name,
            group="central",
            state=State.IN_REVIEW,
            updated_at=NOW,
        )
        for unit in units
    )
    ScoreSnapshot.objects.bulk_create(
        _snapshot(submission, definition, dice) for submission in made
    )


def _snapshot(submission: Submission, definition, dice: random.Random) -> ScoreSnapshot:
    case = made_case(dice, definition.round("m5"), None)
    return ScoreSnapshot(
        submission=submission,
        basis=ScoreBasis.PROJECTED,
        at=NOW,
        reason="benchmark",
        definition_version=submission.definition_version,
        engine_version=ENGINE_VERSION,
        inputs=case_document(case),
        inputs_digest="0" * 64,
        result=result_as_dict(score(definition, case)),
    )


def _engine_alone(run: WhatIf) -> float:
    """Seconds for scoring the same cases once they are read."""
    other = parsing.load_document(run.definition)
    entry = other.round("m5")
    cases = [
        read_case_document(fitted(inputs, entry).document, other)
        for inputs in ScoreSnapshot.objects.values_list("inputs", flat=True)
    ]
    started = time.perf_counter()
    for case in cases:
        score(other, case)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
