"""The pages of batches: what is typed stays, files together, as many queries for 300 as for 1."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi_portal.errors import GuardRefused
from kpi_portal.jobs import runner
from kpi_portal.jobs.models import Job
from submissions.documents.domain import batch_files
from submissions.documents.models import Batch, BatchItem
from tests import factories as f
from tests.batches.world import NOW, Office

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def browser(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who], backend=BACKEND)
    return client


def test_from_the_round_to_the_drafts(office: Office) -> None:
    head = browser(office, "head")
    url = reverse("documents:batch_new")
    page = head.get(url, {"round": office.round.pk})
    text = " ".join(page.content.decode().split())
    ticked = [f'name="unit" value="{report.pk}" checked' for report in office.reports]
    assert [text.count(one) for one in ticked] == [1, 1, 1]
    sent = {
        "round": office.round.pk,
        "kind": "feedback",
        "unit": [report.pk for report in office.reports[:2]],
        "urgency": "normal",
        "secrecy": "normal",
    }
    answer = head.post(url, sent)
    batch = Batch.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("documents:batch", args=[batch.pk]))
    assert batch.items.count() == 2


def test_what_was_typed_stays_when_it_is_refused(office: Office) -> None:
    head = browser(office, "head")
    sent = {
        "round": office.round.pk,
        "kind": "feedback",
        "unit": [office.reports[1].pk],
        "urgency": "urgent",
        "secrecy": "normal",
        "paragraph": "ขอให้ทบทวน",
        "signer_name": "นายก",
    }
    page = head.post(reverse("documents:batch_new"), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert "ขอให้ทบทวน" in text
    assert text.count("checked") == 1
    assert not Batch.objects.exists()


def test_faulty_numbers_stay_on_the_page_with_their_lines(office: Office) -> None:
    batch = office.drafted()
    head = browser(office, "head")
    page = head.post(reverse("documents:batch_numbers", args=[batch.pk]), {"numbers": "1\n1\n3"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "1\n1\n3</textarea>" in text.replace("\r\n", "\n")
    assert not BatchItem.objects.exclude(number="").exists()


def test_the_whole_way_by_the_pages(office: Office) -> None:
    batch = office.drafted()
    head = browser(office, "head")
    at = lambda name: reverse(f"documents:{name}", args=[batch.pk])  # noqa: E731
    assert head.get(at("batch")).status_code == 200
    assert head.get(at("batch_issue")).status_code == 200
    faulty = head.post(at("batch_issue"), {"source": "list", "dated": "6/2/2568"})
    assert faulty.status_code == 422
    sent = head.post(at("batch_issue"), {"source": "own", "dated": "6/2/2568"})
    assert sent.status_code == 302
    going = head.get(at("batch_progress"), headers={"hx-request": "true"})
    assert "HX-Trigger" not in going
    office.work(batch)
    ended = head.get(at("batch_progress"), headers={"hx-request": "true"})
    assert "job-ended" in ended["HX-Trigger"]
    assert head.get(at("batch")).content.decode().count("สบอ 9/") == 3


def test_the_archive_holds_every_memo_once_under_a_name_windows_takes(office: Office) -> None:
    batch = office.issued(office.drafted())
    answer = browser(office, "reviewer").get(reverse("documents:batch_zip", args=[batch.pk]))
    body = b"".join(answer.streaming_content)
    assert len(body) == int(answer["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        told = json.loads(archive.read("metadata.json"))
        for one in told:
            for file in one["files"]:
                assert sha256(archive.read(file["name"])).hexdigest() == file["sha256"]
    assert len(names) == 7
    assert "001 ส่วนงานที่ 1 ที่ สบอ 9-1.pdf" in names
    assert [one["number"] for one in told] == ["สบอ 9/1", "สบอ 9/2", "สบอ 9/3"]
    assert told[0]["addressees"] == ["ผู้อำนวยการส่วนงานที่ 1"]
    only = browser(office, "head").get(
        reverse("documents:batch_zip", args=[batch.pk]), {"format": "docx"}
    )
    with zipfile.ZipFile(io.BytesIO(b"".join(only.streaming_content))) as archive:
        assert [name[-5:] for name in archive.namelist()] == [*[".docx"] * 3, ".json"]


def test_drafts_are_in_no_archive(office: Office) -> None:
    batch = office.drafted()
    with pytest.raises(GuardRefused):
        batch_files.ask_for_print(batch, actor=office.head, at=NOW)
    answer = browser(office, "head").get(reverse("documents:batch_zip", args=[batch.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.namelist() == []


def test_one_pdf_for_the_printer_is_for_whoever_asked(office: Office, real_files: None) -> None:
    batch = office.issued(office.drafted())
    head = browser(office, "head")
    assert head.post(reverse("documents:batch_together", args=[batch.pk])).status_code == 302
    job = Job.objects.get(kind=batch_files.PRINT_JOB)
    runner.run(job.pk)
    job.refresh_from_db()
    answer = head.get(job.result["url"])
    with pikepdf.open(io.BytesIO(b"".join(answer.streaming_content))) as together:
        assert len(together.pages) >= 3
    assert browser(office, "reviewer").get(job.result["url"]).status_code == 404


def test_the_archive_asks_as_little_for_many_memos_as_for_one(office: Office) -> None:
    reader = browser(office, "reviewer")

    def queries(batch: Batch) -> int:
        url = reverse("documents:batch_zip", args=[batch.pk])
        with CaptureQueriesContext(connection) as seen:
            assert b"".join(reader.get(url).streaming_content)
        return len(seen)

    one = office.issued(office.drafted(of=office.reports[:1]))
    others = office.issued(office.drafted(of=office.reports[1:]))
    queries(one)
    assert queries(one) == queries(others)


def test_the_page_asks_as_little_for_many_memos_as_for_one(office: Office) -> None:
    head = browser(office, "head")

    def queries(batch: Batch) -> int:
        url = reverse("documents:batch", args=[batch.pk])
        head.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert head.get(url).status_code == 200
        return len(seen)

    one = queries(office.drafted(of=office.reports[:1]))
    many = Batch.objects.create(
        kind="feedback",
        round=office.round,
        owner=office.strategy,
        state="drafted",
        created_at=NOW,
        created_by=office.head,
    )
    units = [f.UnitFactory(parent=office.bureau) for _n in range(60)]
    reports = [f.SubmissionFactory(round=office.round, unit=unit) for unit in units]
    BatchItem.objects.bulk_create(
        BatchItem(batch=many, position=n, submission=report) for n, report in enumerate(reports)
    )
    assert (one, queries(many)) == (9, 9)


def test_the_choice_of_units_asks_as_little_for_many_as_for_few(office: Office) -> None:
    head = browser(office, "head")
    url = f"{reverse('documents:batch_new')}?round={office.round.pk}"

    def queries() -> int:
        head.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert head.get(url).status_code == 200
        return len(seen)

    few = queries()
    for _n in range(40):
        f.SubmissionFactory(round=office.round, unit=f.UnitFactory(parent=office.bureau))
    assert (few, queries()) == (11, 11)
