"""What memos for all units cost beside the bare library, on two cores.

    .venv/bin/python -m benchmarks.memos [number of units]

The real chain: a batch of feedback memos, drafted and issued by a Celery worker with two processes,
each memo numbered and audited in a transaction of its own and kept as PDF and Word. Beside it two
processes that do nothing but render the same memos as PDF with WeasyPrint, its HTML ready, its Thai
text unmended, no Word, no database (goal: at least 0.9 of their memos per second).

On SQLite and a folder of messages in a temporary place; with `DATABASE_URL` and `REDIS_URL` on
PostgreSQL and Redis. Another program on the same cores spoils the ratio of the times; that of the
processor's seconds, printed beside it, is spoilt less.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_FOLDER = tempfile.TemporaryDirectory(prefix="kpi-portal-bench-")
os.environ["DATA_DIR"] = _FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kpi_portal.settings.dev"
os.environ["DEMO"] = "on"  # no mail

import django  # noqa: E402  (the settings come first)

django.setup()

import weasyprint  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from forms_templates.rendering.pdf.markup import Markup, markup_of  # noqa: E402
from forms_templates.rendering.pdf.renderer import picture_fetcher  # noqa: E402
from forms_templates.rendering.pdf.stylesheet import stylesheet  # noqa: E402
from submissions.documents.domain import batch_kinds, batches, drafting  # noqa: E402
from submissions.documents.domain.batch_wishes import Issuing, Wishes  # noqa: E402
from submissions.documents.enums import BatchState, NumberSource  # noqa: E402
from submissions.documents.models import Batch, Document, Rendition  # noqa: E402
from tests.batches.world import FEEDBACK, make_office  # noqa: E402

PROCESSES = 2
GOAL = 0.9
PATIENCE = timedelta(minutes=20)


def main(count: int) -> None:
    """Make the world, measure both, print memos per second and their ratio."""
    call_command("migrate", verbosity=0)
    office = make_office(count)
    worker = _worker()
    try:
        batch = batches.make(
            batch_kinds.kind_of(FEEDBACK),
            office.round,
            [report.pk for report in office.reports],
            Wishes(),
            actor=office.head,
            at=timezone.now(),
        )
        drafted = _seconds_until(batch, BatchState.DRAFTED)
        how = Issuing(timezone.localdate(), NumberSource.OWN)
        before = _processor_seconds(worker.pid)
        batches.issue(batch, how, actor=office.head, at=timezone.now())
        issued = _seconds_until(batch, BatchState.DONE)
        worked = _processor_seconds(worker.pid) - before
    finally:
        worker.terminate()
        worker.wait()
    if Rendition.objects.count() != 2 * count:
        raise SystemExit(f"{Rendition.objects.count()} files instead of {2 * count}")
    bare, rendered = _bare(count)
    print(f"drafting {count} memos: {drafted:.1f} s, {count / drafted:.1f} a second")
    print(f"issuing them, both formats: {issued:.1f} s, {count / issued:.2f} a second")
    print(f"bare WeasyPrint in {PROCESSES} processes: {bare:.1f} s, {count / bare:.2f} a second")
    ratio = bare / issued
    print(
        f"the processor's seconds: {worked / count:.3f} a memo issued in both formats, "
        f"{rendered / count:.3f} a bare PDF, ratio {rendered / worked:.2f}"
    )
    print(f"ratio: {ratio:.2f} (goal ≥ {GOAL}, {'met' if ratio >= GOAL else 'MISSED'})")


def _worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "kpi_portal.celery", "--quiet", "worker"]
    command += ["--pool", "prefork", "--concurrency", str(PROCESSES), "--loglevel", "WARNING"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    started = subprocess.Popen(command, cwd=ROOT)
    time.sleep(8)  # importing is not what is measured
    return started


def _seconds_until(batch: Batch, state: BatchState) -> float:
    """From now until the batch is settled."""
    start = time.perf_counter()
    while not Batch.objects.filter(pk=batch.pk, state=state).exists():
        if time.perf_counter() - start > PATIENCE.total_seconds():
            raise SystemExit(f"the batch is not {state} after {PATIENCE}")
        time.sleep(0.1)
    return time.perf_counter() - start


def _processor_seconds(parent: int) -> float:
    """What a process and its children have used of the processor."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if parent in (int(stat.parent.name), int(fields[1])):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _bare(count: int) -> tuple[float, float]:
    """Seconds that bare processes take for the same memos, each its share; and those of the
    processor."""
    documents = Document.objects.order_by("pk")[:count]
    markups = [markup_of(drafting.context_of(document)) for document in documents]
    shares = [markups[at::PROCESSES] for at in range(PROCESSES)]
    fresh = multiprocessing.get_context("spawn")
    ready, go = fresh.Semaphore(0), fresh.Event()
    used = fresh.Value("d", 0.0)
    workers = [fresh.Process(target=_render, args=(share, ready, go, used)) for share in shares]
    for worker in workers:
        worker.start()
    for _worker_ready in workers:
        ready.acquire()
    start = time.perf_counter()
    go.set()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start, used.value


def _render(share: list[Markup], ready, go, used) -> None:
    styles = stylesheet()
    ready.release()
    go.wait()
    start = time.process_time()
    for markup in share:
        html = weasyprint.HTML(string=markup.html, url_fetcher=picture_fetcher(markup))
        html.write_pdf(stylesheets=[weasyprint.CSS(string=styles)])
    with used.get_lock():
        used.value += time.process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
