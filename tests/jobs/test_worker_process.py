"""With a real worker process: work is done soon, and a killed worker's work is done once."""

from django.db import transaction
from django.utils import timezone

from kpi_portal import jobs
from kpi_portal.jobs.models import JobState


def ask(kind, **payload):
    with transaction.atomic():
        return jobs.enqueue(kind, payload=payload, requested_by=None, at=timezone.now())


def test_work_asked_for_is_done(live_worker):
    live_worker.start()
    job = live_worker.wait_for(ask("tests.count", to=2))
    assert (job.state, job.result["counted"], job.attempts) == (JobState.DONE, 2, 1)


def test_the_work_of_a_killed_worker_is_done_once_after_the_restart(live_worker, tmp_path):
    live_worker.start()
    job = ask("tests.crash_once", folder=str(tmp_path))
    behind = ask("tests.count", to=1)
    live_worker.wait_until((tmp_path / "attempts").exists)
    live_worker.kill()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert not (tmp_path / "made").exists()

    live_worker.start()
    live_worker.wait_for(job)
    assert (job.state, job.result, job.attempts) == (JobState.DONE, {"made": True}, 2)
    assert (tmp_path / "made").exists()
    assert len((tmp_path / "attempts").read_text().split()) == 2
    assert live_worker.wait_for(behind).state == JobState.DONE
