"""The progress fragment: what it shows in each state, and to whom."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kpi_portal import jobs
from kpi_portal.jobs.models import Job, JobState

HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(person, noon):
    return jobs.enqueue("tests.count", payload={"to": 4}, requested_by=person, at=noon, total=4)


@pytest.fixture
def show(client, person, job):
    client.force_login(person)

    def get(**changes):
        Job.objects.update(**changes)
        response = client.get(reverse("jobs:progress", args=[job.pk]), headers=HTMX)
        assert response.status_code == 200
        return response, response.content.decode()

    return get


def test_running_work_shows_count_item_and_time_left_and_polls(show):
    response, html = show(
        state=JobState.RUNNING,
        progress_done=1,
        progress_text="ส่วนอุทกวิทยา",
        started_at=timezone.now() - timedelta(minutes=1),
    )
    assert 'hx-trigger="every 1s"' in html
    assert '<progress value="1" max="4"' in html
    assert "ส่วนอุทกวิทยา" in html
    assert "3" in html
    assert "HX-Trigger" not in response
    assert "no-store" in response["Cache-Control"]


def test_finished_work_stops_polling_and_links_its_result(show, job):
    response, html = show(state=JobState.DONE, result={"url": "/memo/7/"})
    assert "every 1s" not in html
    assert 'href="/memo/7/"' in html
    assert json.loads(response["HX-Trigger"])["job-ended"] == {"id": str(job.pk), "state": "done"}


def test_failed_work_says_why_and_offers_another_try(show, job, client):
    _response, html = show(state=JobState.FAILED, error="<b>ไม่มีแบบฟอร์ม</b>")
    assert "&lt;b&gt;ไม่มีแบบฟอร์ม" in html
    retry = reverse("jobs:retry", args=[job.pk])
    assert retry in html
    answer = client.post(retry, headers=HTMX)
    assert "every 1s" in answer.content.decode()
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_work_that_waits_for_another_try_says_so(show):
    _response, html = show(state=JobState.QUEUED, attempts=1, error="พลาด")
    assert "tag-back" in html
    assert "พลาด" in html
    assert "every 1s" in html


def test_without_javascript_it_is_a_whole_page(show, job, client):
    show()
    html = client.get(reverse("jobs:progress", args=[job.pk])).content.decode()
    assert "<h1>" in html
    assert "<noscript>" in html


def test_work_is_stopped_by_its_owner_without_javascript(show, job, client):
    show()
    answer = client.post(reverse("jobs:cancel", args=[job.pk]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("jobs:progress", args=[job.pk])
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_row_of_an_older_release_still_shows(show):
    _response, html = show(kind="gone.kind", progress_total=0)
    assert "gone.kind" in html


@pytest.mark.parametrize("name", ["progress", "retry", "cancel"])
def test_it_does_not_exist_for_others(client, stranger, job, name):
    client.force_login(stranger)
    address = reverse(f"jobs:{name}", args=[job.pk])
    answer = client.get(address) if name == "progress" else client.post(address)
    assert answer.status_code == 404


def test_an_administrator_sees_it(client, stranger, job):
    stranger.is_superuser = True
    stranger.save()
    client.force_login(stranger)
    answer = client.get(reverse("jobs:progress", args=[job.pk]), headers=HTMX)
    assert answer.status_code == 200
