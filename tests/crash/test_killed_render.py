"""kill -9 of the worker while it makes a memo: after the restart the memo is there, once, whole."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from django.utils import timezone

from kpi_portal.jobs.models import Job, JobState
from submissions import storage
from submissions.documents.domain import memos
from submissions.documents.enums import Format
from submissions.documents.models import Document, Rendition
from tests.e2e import world as worlds
from tests.jobs.live_worker import LiveWorker


def _begun(job: Job) -> bool:
    return job.state == JobState.RUNNING


def _between_the_formats(job: Job) -> bool:
    return job.progress_done == 1 or job.finished


@pytest.mark.parametrize("moment", [_begun, _between_the_formats])
def test_a_memo_whose_worker_was_killed_is_made_once(
    live_worker: LiveWorker, moment: Callable[[Job], bool]
) -> None:
    now = timezone.now()
    world = worlds.build(now)
    live_worker.start()
    memo = memos.draft_request(world.report.round, actor=world.head, at=now)
    job = Job.objects.get(pk=memo.job_id)

    def reached() -> bool:
        job.refresh_from_db()
        return moment(job)

    live_worker.wait_until(reached)
    live_worker.kill()
    job.refresh_from_db()
    killed_at_work = not job.finished

    live_worker.start()
    live_worker.wait_for(job)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.attempts == (2 if killed_at_work else 1)
    assert Document.objects.count() == 1
    made = {rendition.format: rendition for rendition in Rendition.objects.all()}
    assert Rendition.objects.count() == len(made) == len(Format)
    for rendition in made.values():
        with storage.open_document_part(rendition.sha256) as stored:
            data = stored.read()
        assert (len(data), sha256(data).hexdigest()) == (rendition.size, rendition.sha256)
