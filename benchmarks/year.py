"""What setting up a fiscal year costs beside its bare steps, in one run on one core.

    .venv/bin/python benchmarks/year.py [number of indicators]

copying    a year of indicators as drafts, through the verb that the background work calls, over
           parsing each definition once and inserting two bare rows for it (goal: under 2 s for 30)
checking   everything the publish page asks of the PMQA definition (printed gaps closed), over
           parsing it once (goal: under 200 ms)

On SQLite in a temporary folder; the milliseconds depend on the machine, the ratios much less.
"""

from __future__ import annotations

import copy
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_FOLDER = tempfile.TemporaryDirectory(prefix="kpi-portal-bench-")
os.environ["DATA_DIR"] = _FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kpi_portal.settings.test"

import django  # noqa: E402  (the settings come first)

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from indicators.carrying import usual  # noqa: E402
from indicators.domain import carrying, carrying_year, drafts, publishing  # noqa: E402
from indicators.domain.loading import load_definition  # noqa: E402
from indicators.models import Draft, Indicator  # noqa: E402
from kpi_portal.accounts.enums import Role  # noqa: E402
from scoring.parsing import dump_definition, load_document, parse_definition  # noqa: E402
from tests import factories as f  # noqa: E402

AT = datetime(2025, 10, 1, 3, 0, tzinfo=UTC)
REPEATS = 9
COPY_GOAL, CHECK_GOAL = 2.0, 0.2


def main(count: int) -> None:
    """Make the bureau and its year, measure both, print a line for each."""
    call_command("migrate", verbosity=0)
    bureau = f.BureauFactory(code="สบอ.")
    keeper = f.MembershipFactory(unit=bureau, role=Role.CONFIGURER).user
    _copying(bureau, keeper, count)
    _checking(bureau, keeper)


def _copying(bureau: Any, keeper: Any, count: int) -> None:
    source = _printed("rid-digitalize-2568")
    for number in range(count):
        named = load_document({**source, "code": f"สบอ-{number}"})
        load_definition(named, owner=bureau, actor=keeper, at=AT)
    found = carrying_year.of_year(keeper, 2568, at=AT)
    begun = time.perf_counter()
    planned = carrying.plans_for(found, to_year=2569)
    looked = time.perf_counter() - begun
    rows = [
        {
            "indicator": entry.indicator.pk,
            "source": entry.source,
            "ticked": sorted(usual(entry.plan).ticked),
            "baseline": "ระดับ 1 - 5",
        }
        for entry in planned
    ]
    payload = {"user": keeper.pk, "to_year": 2569, "rows": rows}
    begun = time.perf_counter()
    outcome = carrying_year.carry_out(payload, report=lambda *_: None, clock=lambda: AT)
    took = time.perf_counter() - begun
    assert len(outcome["made"]) == count, outcome
    bare = _bare(bureau, source, count)
    print(f"looking at the copies of {count} indicators: {looked * 1000:.0f} ms")
    print(_line(f"copying {count} indicators / bare parse and insert", took, bare, COPY_GOAL))


def _bare(bureau: Any, source: dict[str, Any], count: int) -> float:
    """Parsing each definition once and inserting an indicator and its draft, nothing else."""
    begun = time.perf_counter()
    for number in range(count):
        document = {**source, "code": f"bare-{number}"}
        load_document(document)
        with transaction.atomic():
            indicator = Indicator.objects.create(
                owner=bureau, fiscal_year=2570, code=document["code"], name=source["name"]
            )
            Draft.objects.create(indicator=indicator, document=document, updated_at=AT)
    return time.perf_counter() - begun


def _checking(bureau: Any, keeper: Any) -> None:
    document = _printed("pmqa40-2565")
    indicator = load_definition(
        load_document(document), owner=bureau, actor=keeper, at=AT
    ).indicator
    draft = drafts.begin(indicator, actor=keeper, at=AT)
    mended = copy.deepcopy(document) | {"weight": 10}
    gap = mended["rounds"][0]["parts"][4]["parts"][3]["levels"][1]
    gap["criteria"] = [
        {
            "key": "5.4.9",
            "title": "ข้อที่กำหนด",
            "evidence": [{"key": "5.4.9-a", "title": "คำตอบ", "kind": "answer"}],
        }
    ]
    by = {"actor": keeper, "at": AT}
    draft = drafts.change(draft, mended, what="", revision=1, **by)
    drafts.publish(draft, revision=2, reason="", **by)
    draft = drafts.begin(indicator, **by)
    drafts.change(draft, mended | {"weight": 12}, what="", revision=1, **by)
    assert publishing.readiness(indicator, at=AT).ready
    took = _median(lambda: publishing.readiness(indicator, at=AT))
    bare = _median(lambda: load_document(mended))
    print(_line("publishing check of PMQA 4.0 / bare parse", took, bare, CHECK_GOAL))
    assert not drafts.check(mended).faults
    alone = _median(lambda: drafts.check(mended))
    print(_line("its faults alone / bare parse", alone, bare, CHECK_GOAL))


def _printed(name: str) -> dict[str, Any]:
    path = ROOT / "fixtures" / "indicators" / f"{name}.yaml"
    return dump_definition(parse_definition(path.read_bytes()))


def _median(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _line(name: str, took: float, bare: float, goal: float) -> str:
    verdict = "met" if took < goal else "MISSED"
    return (
        f"{name}: {took / bare:.2f} ({took * 1000:.0f} ms, {bare * 1000:.0f} ms; "
        f"goal < {goal * 1000:.0f} ms, {verdict})"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
