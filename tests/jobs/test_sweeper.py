"""Repairing the queue after crashes and lost messages."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from kpi_portal import jobs
from kpi_portal.jobs import holder, lease, queue
from kpi_portal.jobs.models import Job, JobState
from kpi_portal.jobs.sweeper import Swept, sweep
from kpi_portal.jobs.tasks import sweep_at_start, sweep_jobs


@pytest.fixture
def announced(monkeypatch):
    told = []
    monkeypatch.setattr(queue, "announce", told.append)
    return told


@pytest.fixture
def job(person, noon):
    return jobs.enqueue("tests.count", payload={"to": 1}, requested_by=person, at=noon)


def test_a_living_worker_keeps_its_job(job, noon, announced):
    lease.take(job.pk, now=noon)
    assert sweep(now=noon + timedelta(seconds=90)) == Swept(0, 0, 0)


def test_an_expired_lease_is_given_back_and_announced(job, noon, announced):
    lease.take(job.pk, now=noon)
    assert sweep(now=noon + timedelta(seconds=121)) == Swept(1, 0, 1)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert announced == [job.pk]


def test_a_dead_worker_of_this_host_is_found_out_before_its_lease_ends(job, noon, announced):
    lease.take(job.pk, now=noon)
    *place, _pid, _start = holder.own_name().split("|")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    Job.objects.update(lease_holder="|".join([*place, str(gone.pid), "1"]))
    assert sweep(now=noon) == Swept(1, 0, 1)


def test_work_that_kills_its_workers_is_given_up_with_a_reason(job, noon, announced):
    lease.take(job.pk, now=noon)
    Job.objects.update(attempts=3)
    assert sweep(now=noon + timedelta(hours=1)) == Swept(0, 1, 0)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "3" in job.error
    assert announced == []


def test_a_waiting_job_is_announced_at_most_once_a_minute(job, noon, announced):
    assert sweep(now=noon + timedelta(seconds=59)).announced == 0
    assert sweep(now=noon + timedelta(seconds=61)).announced == 1
    assert sweep(now=noon + timedelta(seconds=62)).announced == 0


def test_a_starting_worker_is_told_of_everything_due(job, noon, announced):
    assert sweep(now=noon, at_start=True).announced == 1


def test_a_job_for_later_waits_for_its_time(person, noon, announced):
    later = noon + timedelta(hours=1)
    jobs.enqueue("tests.count", payload={"to": 1}, requested_by=person, at=noon, not_before=later)
    assert sweep(now=noon + timedelta(minutes=59), at_start=True).announced == 0
    assert sweep(now=later).announced == 1


def test_the_tasks_sweep_and_run(job, caplog):
    lease.take(job.pk, now=job.created_at)
    sweep_jobs()
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert "interrupted work" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_worker_sweeps_when_it_comes_up(person, noon):
    Job.objects.create(
        kind="tests.count", payload={"to": 1}, not_before=noon, created_at=noon, announced_at=noon
    )
    sweep_at_start()
    assert Job.objects.get().state == JobState.DONE


def test_holders_are_recognised():
    own = holder.own_name()
    *place, pid, started = own.split("|")
    assert pid == str(os.getpid())
    assert not holder.is_dead(own)
    assert holder.is_dead("|".join([*place, pid, started + "0"])), "a reused pid"
    assert not holder.is_dead("|".join(["elsewhere", place[1], "999999999", "1"]))
    assert not holder.is_dead("nonsense")
