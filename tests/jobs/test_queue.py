"""Asking for work: inside a transaction, once per key, retried and cancelled by its owner."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from kpi_portal import jobs
from kpi_portal.errors import GuardRefused
from kpi_portal.jobs import queue
from kpi_portal.jobs.models import Job, JobState
from kpi_portal.jobs.registry import UnknownKindError


@pytest.fixture
def announced(monkeypatch):
    told = []
    monkeypatch.setattr(queue, "announce", told.append)
    return told


def count(person, noon, **more):
    return jobs.enqueue("tests.count", payload={"to": 3}, requested_by=person, at=noon, **more)


def test_a_worker_is_told_only_after_the_commit(
    announced, person, noon, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = count(person, noon, total=3)
        assert announced == []
    assert announced == [job.pk]
    assert job.state == JobState.QUEUED


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_work(announced, person, noon):
    def change_and_fail():
        with transaction.atomic():
            count(person, noon)
            raise RuntimeError("something else fails")

    with pytest.raises(RuntimeError, match="something else"):
        change_and_fail()
    assert announced == []
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused(person, noon):
    with pytest.raises(TransactionManagementError):
        count(person, noon)


def test_an_unknown_kind_is_refused_at_once(person, noon):
    with pytest.raises(UnknownKindError, match=r"tests\.nothing"):
        jobs.enqueue("tests.nothing", payload={}, requested_by=person, at=noon)


def test_a_key_is_active_once(person, noon):
    first = count(person, noon, key="memo:7")
    assert count(person, noon, key="memo:7") == first
    assert count(person, noon, key="memo:8") != first
    jobs.cancel(first, at=noon)
    assert count(person, noon, key="memo:7") != first


def test_a_key_inserted_between_look_and_insert_is_found(person, noon, monkeypatch):
    rival = count(person, noon, key="memo:7")
    look, looks = Job.objects.filter, []

    def blind_once(*args, **kwargs):
        looks.append(kwargs)
        return Job.objects.none() if len(looks) == 1 else look(*args, **kwargs)

    monkeypatch.setattr(Job.objects, "filter", blind_once)
    assert count(person, noon, key="memo:7") == rival
    assert len(looks) == 2


def test_without_a_key_each_request_is_its_own_work(person, noon):
    assert count(person, noon) != count(person, noon)


def test_failed_work_is_started_anew(announced, person, noon, django_capture_on_commit_callbacks):
    job = count(person, noon)
    Job.objects.update(state=JobState.FAILED, attempts=3, error="why", progress_done=2)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.retry(job, at=noon)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.progress_done) == ("queued", 0, "", 0)
    assert announced == [job.pk]


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.DONE])
def test_only_failed_or_cancelled_work_starts_anew(person, noon, state):
    job = count(person, noon)
    Job.objects.update(state=state)
    with pytest.raises(GuardRefused) as refusal:
        jobs.retry(job, at=noon)
    assert refusal.value.code == "job_live"


def test_no_retry_beside_the_same_active_work(person, noon):
    old = count(person, noon, key="memo:7")
    jobs.cancel(old, at=noon)
    count(person, noon, key="memo:7")
    with pytest.raises(GuardRefused) as refusal:
        jobs.retry(old, at=noon)
    assert refusal.value.code == "job_active"


def test_ended_work_is_not_cancelled(person, noon):
    job = count(person, noon)
    Job.objects.update(state=JobState.DONE)
    with pytest.raises(GuardRefused):
        jobs.cancel(job, at=noon)


@pytest.mark.django_db(transaction=True)
def test_a_silent_broker_does_not_break_the_request(person, noon, monkeypatch):
    def no_broker(job_id):
        raise ConnectionError("broker down")

    monkeypatch.setattr(queue, "announce", no_broker)
    with transaction.atomic():
        job = count(person, noon)
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED
