"""The jobs of a batch: pieces in two lanes, each asking for the next, stopped between two memos."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kpi_portal.jobs import lease, runner
from kpi_portal.jobs.models import ACTIVE, Job, JobState
from submissions.documents import tasks
from submissions.documents.domain import batch_reading, batch_work, batches
from submissions.documents.enums import BatchItemState, BatchState
from submissions.documents.models import Batch, Document
from tests.batches.world import NOW, Office, fresh, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return make_office(7)


def waiting() -> list[Job]:
    return list(Job.objects.filter(kind=batches.JOB, state=JobState.QUEUED).order_by("created_at"))


def work_off() -> int:
    """What workers do with every job that waits, until none does."""
    done = 0
    while jobs := waiting():
        runner.run(jobs[0].pk)
        done += 1
    return done


def test_pieces_follow_each_other_in_both_lanes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "PIECE", 2)
    batch = office.begin()
    assert len(waiting()) == batches.LANES
    assert work_off() > batches.LANES
    assert fresh(batch).state == BatchState.DRAFTED
    assert Document.objects.count() == 7
    assert not Job.objects.filter(state__in=ACTIVE, kind=batches.JOB).exists()
    assert {job.state for job in Job.objects.filter(kind=batches.JOB)} == {JobState.DONE}


def test_asked_for_twice_it_is_queued_once(office: Office) -> None:
    batch = office.begin()
    batches.start(batch, actor=office.head, at=NOW)
    assert len(waiting()) == batches.LANES


def test_a_stopped_lane_ends_after_the_memo_in_hand(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = office.begin()
    step, stopped = batch_work.step, False

    def step_and_stop(*args: object, **kwargs: object) -> object:
        nonlocal stopped
        done = step(*args, **kwargs)  # type: ignore[arg-type]
        if not stopped:
            stopped = True
            batches.stop(fresh(batch), actor=office.head, at=timezone.now())
        return done

    monkeypatch.setattr(tasks.batch_work, "step", step_and_stop)
    runner.run(waiting()[0].pk)
    assert work_off() == 0
    assert Document.objects.count() == 1
    states = list(fresh(batch).items.values_list("state", flat=True))
    assert states.count(BatchItemState.WAITING) == 6


def test_a_dead_workers_piece_is_taken_up_where_it_was(office: Office) -> None:
    batch = office.begin()
    job = waiting()[0]
    taken = lease.take(job.pk, now=timezone.now())
    assert taken is not None
    office.work(batch, steps=3)  # and then it died
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    work_off()
    assert Document.objects.count() == 7
    assert fresh(batch).state == BatchState.DRAFTED


def test_the_page_knows_how_far_it_is_and_when_nobody_works(office: Office) -> None:
    batch = office.begin()
    office.work(batch, steps=3)
    seen = batch_reading.progress(fresh(batch), at=NOW)
    assert (seen.done, seen.total, seen.at_work, seen.stopped) == (3, 7, True, False)
    Job.objects.filter(kind=batches.JOB).update(state=JobState.FAILED, error="ฐานข้อมูลล่ม")
    seen = batch_reading.progress(Batch.objects.get(pk=batch.pk), at=NOW)
    assert (seen.stopped, seen.failure) == (True, "ฐานข้อมูลล่ม")
    batches.go_on(fresh(batch), actor=office.head, at=NOW)
    work_off()
    assert fresh(batch).state == BatchState.DRAFTED
