"""Doing work: leases, progress, refusals, faults and their delays."""

import time
from datetime import timedelta

import pytest

from kpi_portal import jobs
from kpi_portal.jobs import lease, registry, runner
from kpi_portal.jobs.models import Job, JobState


@pytest.fixture
def queued(person, noon):
    def make(kind, **payload):
        return jobs.enqueue(kind, payload=payload, requested_by=person, at=noon)

    return make


def run(job, noon):
    runner.run(job.pk, clock=lambda: noon)
    job.refresh_from_db()
    return job


def test_work_is_done_and_its_result_kept(queued, noon):
    job = run(queued("tests.count", to=4), noon)
    assert job.state == JobState.DONE
    assert job.result == {"counted": 4, "url": "/counted/"}
    assert (job.progress_done, job.progress_total, job.attempts) == (4, 4, 1)
    assert job.finished_at == noon
    assert job.leased_until is None


def test_a_doubled_message_does_nothing(queued, noon):
    job = queued("tests.count", to=1)
    run(job, noon)
    assert run(job, noon).attempts == 1


def test_a_message_before_its_time_does_nothing(queued, noon):
    job = queued("tests.count", to=1)
    Job.objects.update(not_before=noon + timedelta(seconds=1))
    assert run(job, noon).state == JobState.QUEUED


def test_one_of_two_workers_gets_the_lease(queued, noon):
    job = queued("tests.count", to=1)
    assert lease.take(job.pk, now=noon) is not None
    assert lease.take(job.pk, now=noon) is None


def test_a_rule_that_says_no_is_final_and_says_why(queued, noon):
    job = run(queued("tests.refuse"), noon)
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert job.error == "The form is empty."
    assert job.error_detail == "empty"


def test_a_fault_is_tried_again_later_and_then_fails_visibly(queued, noon, caplog):
    job = run(queued("tests.break"), noon)
    assert job.state == JobState.QUEUED
    assert job.not_before == noon + timedelta(seconds=5)
    assert job.announced_at is None

    job = run(job, noon + timedelta(seconds=5))
    assert (job.state, job.attempts) == (JobState.FAILED, 2)
    assert "ValueError" in job.error
    assert "secret detail" not in job.error
    assert "secret detail" in job.error_detail
    assert caplog.text.count("(tests.break) failed") == 2


def test_the_reason_is_in_the_language_of_the_person(queued, noon, person):
    person.language = "en"
    person.save()
    job = queued("tests.break")
    Job.objects.update(max_attempts=1)
    assert run(job, noon).error.startswith("Unexpected fault (ValueError)")


def test_delays_grow_up_to_ten_minutes():
    seconds = [runner.delay_after(n).total_seconds() for n in range(1, 7)]
    assert seconds == [5, 20, 80, 320, 600, 600]


def test_cancelled_work_stops_at_its_next_report(queued, noon, monkeypatch):
    job = queued("tests.count", to=3)
    told = []

    def cancel_after_first(self, done, total=None, text=""):
        told.append(done)
        report(self, done, total, text)
        jobs.cancel(job, at=noon)

    report = runner.Reporter.__call__
    monkeypatch.setattr(runner.Reporter, "__call__", cancel_after_first)
    assert run(job, noon).state == JobState.CANCELLED
    assert told == [1, 2]
    assert job.result == {}


def test_a_worker_that_lost_its_lease_stores_nothing(queued, noon, monkeypatch):
    job = queued("tests.count", to=1)

    def overtaken(job, report):
        Job.objects.filter(pk=job.pk).update(lease_token="another")
        return {"counted": "stale"}

    kind = registry.Kind("tests.count", overtaken, "Counting", 3)
    monkeypatch.setitem(registry._kinds, "tests.count", kind)
    assert run(job, noon).state == JobState.RUNNING
    assert job.result == {}


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_kept_alive_during_a_long_silent_step(queued, noon, monkeypatch):
    monkeypatch.setattr(lease, "LENGTH", timedelta(seconds=0.09))
    later = noon + timedelta(hours=1)
    Job.objects.create(pk="0" * 32, kind="x", not_before=noon, created_at=noon)
    job = lease.take(Job.objects.get().pk, now=noon)
    with lease.kept_alive(job, clock=lambda: later):
        for _attempt in range(100):
            job.refresh_from_db()
            if job.leased_until > later:
                break
            time.sleep(0.05)
    assert job.leased_until == later + lease.LENGTH


def test_two_handlers_for_one_kind_are_a_defect():
    with pytest.raises(ValueError, match=r"tests\.count"):
        jobs.register("tests.count")(lambda job, report: None)


def test_time_left_follows_the_pace(noon):
    job = Job(state=JobState.RUNNING, started_at=noon, progress_done=2, progress_total=6)
    assert job.time_left(noon + timedelta(minutes=1)) == timedelta(minutes=2)
    job.progress_done = 0
    assert job.time_left(noon) is None
