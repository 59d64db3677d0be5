"""kill -9 of a worker in the middle of memos for all units: each is there once, numbered once.

    MEMOS=300 .venv/bin/python -m pytest tests/crash/test_killed_batch.py

runs it with as many; by default few. Two workers are at work, both are killed, once while drafting
and again and again while issuing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from celery import current_app
from django.utils import timezone

from kpi_portal.jobs.models import ACTIVE, Job
from submissions import storage
from submissions.documents.domain import batch_kinds, batch_reading, batches
from submissions.documents.domain.batch_wishes import Issuing, Wishes
from submissions.documents.enums import BatchItemState, BatchState, Format, NumberSource
from submissions.documents.models import Batch, BatchItem, Document, RegisterNumber, Rendition
from tests.batches.world import FEEDBACK, make_office
from tests.jobs.live_worker import LiveWorker

MANY = int(os.environ.get("MEMOS", "24"))
DEATHS = 3


class Workers:
    """Two workers on the database of the test."""

    def __init__(self, folder: Path) -> None:
        self.both = []
        for name in ("one", "two"):
            (folder / name).mkdir()
            self.both.append(LiveWorker(folder / name))

    def start(self) -> None:
        for worker in self.both:
            worker.start()

    def kill(self) -> None:
        for worker in self.both:
            worker.kill()

    def until(self, batch: Batch, reached: int, states: tuple[BatchItemState, ...]) -> None:
        done = BatchItem.objects.filter(batch=batch, state__in=states)
        self.both[0].wait_until(lambda: done.count() >= reached, patience=60 + MANY)

    def until_settled(self, batch: Batch, state: BatchState) -> None:
        settled = Batch.objects.filter(pk=batch.pk, state=state)
        self.both[0].wait_until(settled.exists, patience=60 + MANY)


@pytest.fixture
def workers(transactional_db: None, tmp_path: Path) -> Iterator[Workers]:
    current_app.conf.task_always_eager = False
    pair = Workers(tmp_path)
    yield pair
    current_app.conf.task_always_eager = True
    pair.kill()


def test_memos_whose_workers_were_killed_are_there_once_and_numbered_once(
    workers: Workers,
) -> None:
    office = make_office(MANY)
    head = office.head
    workers.start()
    batch = batches.make(
        batch_kinds.kind_of(FEEDBACK),
        office.round,
        [report.pk for report in office.reports],
        Wishes(),
        actor=head,
        at=timezone.now(),
    )
    workers.until(batch, MANY // 2, (BatchItemState.DRAFTED,))
    workers.kill()
    assert Document.objects.count() == batch.items.exclude(document=None).count()
    workers.start()
    workers.until_settled(batch, BatchState.DRAFTED)
    assert Document.objects.count() == MANY

    batch.refresh_from_db()
    how = Issuing(timezone.localdate(), NumberSource.OWN)
    batches.issue(batch, how, actor=head, at=timezone.now())
    issued = (BatchItemState.ISSUED, BatchItemState.RENDERED)
    for death in range(1, DEATHS + 1):
        workers.until(batch, death * MANY // (DEATHS + 1), issued)
        workers.kill()
        _one_number_for_each_issued(batch)
        workers.start()
    workers.until_settled(batch, BatchState.DONE)

    documents = [item.document for item in batch_reading.items(batch)]
    numbers = [f"สบอ 9/{number}" for number in range(1, MANY + 1)]
    assert [document.number for document in documents if document] == numbers
    assert {item.state for item in batch.items.all()} == {BatchItemState.RENDERED}
    assert Document.objects.count() == RegisterNumber.objects.count() == MANY
    assert Rendition.objects.count() == MANY * len(Format)
    for rendition in Rendition.objects.all():
        with storage.open_document_part(rendition.sha256) as stored:
            data = stored.read()
        assert (len(data), sha256(data).hexdigest()) == (rendition.size, rendition.sha256)
    workers.both[0].wait_until(lambda: not Job.objects.filter(state__in=ACTIVE).exists())


def _one_number_for_each_issued(batch: Batch) -> None:
    """At the moment of death: a number without its memo is lost, a memo without is unnumbered."""
    numbered = Document.objects.exclude(register_number=None)
    issued = batch.items.filter(state__in=[BatchItemState.ISSUED, BatchItemState.RENDERED])
    assert numbered.count() == RegisterNumber.objects.count() == issued.count()
