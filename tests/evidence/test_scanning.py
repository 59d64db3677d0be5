"""The virus scan: quarantine with the time kept, release, refusal, a scanner that is away."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kpi_portal.audit.models import Entry
from kpi_portal.jobs import runner
from kpi_portal.jobs.models import Job, JobState
from kpi_portal.notifications.models import Notification
from submissions.domain import evidence, evidence_scanning
from submissions.domain.evidence_versions import SCAN
from submissions.enums import ScanState, State
from submissions.models import EvidenceVersion, Submission
from submissions.tasks import scanning
from submissions.validators.virus_scan import ClamAV
from tests.evidence.world import LATER, NOON, a_pdf

pytestmark = pytest.mark.django_db


class FakeScanner:
    """Speaks the scanner's side of the protocol; `reply` may be changed between files."""

    def __init__(self) -> None:
        self.reply = b"stream: OK\0"
        self.seen: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                with connection, connection.makefile("rb") as stream, suppress(struct.error):
                    stream.read(10)
                    data = b""
                    while length := struct.unpack(">I", stream.read(4))[0]:
                        data += stream.read(length)
                    self.seen.append(data)
                    connection.sendall(self.reply)

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)


@pytest.fixture
def scanner(settings) -> Iterator[FakeScanner]:
    fake = FakeScanner()
    settings.CLAMAV_ADDRESS = fake.address
    yield fake
    fake.close()


def attach(world, at=NOON) -> EvidenceVersion:
    """As on a server: the row is there, and the worker comes later."""
    use = evidence.attach_file(
        world.submission, "1.1-a", actor=world.drafter, at=at, upload=a_pdf()
    )
    return use.version


def run_jobs() -> None:
    Job.objects.filter(state=JobState.QUEUED).update(not_before=timezone.now())
    for job in Job.objects.filter(state=JobState.QUEUED):
        runner.run(job.pk)


def state_of(version: EvidenceVersion) -> ScanState:
    version.refresh_from_db()
    return ScanState(version.scan_state)


def test_without_a_scanner_files_are_clear_at_once(world):
    assert state_of(attach(world)) == ScanState.CLEAR
    assert not Job.objects.filter(kind=SCAN).exists()


def test_a_file_waits_counts_and_is_released(world, scanner):
    version = attach(world)
    assert state_of(version) == ScanState.QUARANTINED
    assert Submission.objects.get().pieces_total == 1  # its time of arrival stands
    run_jobs()
    assert state_of(version) == ScanState.CLEAR
    assert scanner.seen[0].startswith(b"%PDF-")
    assert version.uploaded_at == NOON
    assert Entry.objects.latest("sequence").system_actor == "virus scan"


def test_an_infected_file_stays_visible_and_stops_counting(client, world, scanner):
    version = attach(world)
    scanner.reply = b"stream: Eicar-Test-Signature FOUND\0"
    run_jobs()
    assert state_of(version) == ScanState.INFECTED
    assert not version.uses.get().supplied
    report = Submission.objects.get()
    assert (report.pieces_total, report.supplied_total) == (0, 0)
    told = Notification.objects.get(kind="evidence.infected")
    assert told.recipient == world.drafter
    assert (told.about, told.facts["unit"]) == (f"round:{report.round_id}", report.unit_name)
    client.force_login(world.drafter)
    page = client.get(reverse("submissions:requirement", args=[report.pk, "1.1-a"]))
    assert "ไม่ผ่านการตรวจไวรัส" in page.content.decode()
    assert client.get(reverse("submissions:file", args=[version.pk, "view"])).status_code == 403


def test_a_confirmed_report_is_not_changed_by_a_late_answer(world, scanner):
    version = attach(world)
    world.in_state(State.CONFIRMED)
    scanner.reply = b"stream: Eicar-Test-Signature FOUND\0"
    run_jobs()
    assert state_of(version) == ScanState.INFECTED
    assert version.uses.get().supplied


def test_a_silent_scanner_leaves_the_file_waiting_and_is_asked_again(world, scanner, settings):
    working, settings.CLAMAV_ADDRESS = settings.CLAMAV_ADDRESS, "127.0.0.1:1"
    version = attach(world)
    for _ in range(5):
        run_jobs()
    assert state_of(version) == ScanState.QUARANTINED
    assert Job.objects.get(kind=SCAN).state == JobState.FAILED
    settings.CLAMAV_ADDRESS = working
    assert evidence_scanning.ask_again(at=timezone.now()) == 1
    assert evidence_scanning.ask_again(at=timezone.now()) == 1  # asking twice makes one job
    assert Job.objects.filter(kind=SCAN, state=JobState.QUEUED).count() == 1
    run_jobs()
    assert state_of(version) == ScanState.CLEAR
    assert version.uploaded_at == NOON


def test_a_scanner_switched_off_releases_what_waits(world, scanner, settings):
    version = attach(world)
    settings.CLAMAV_ADDRESS = ""
    run_jobs()
    assert state_of(version) == ScanState.CLEAR


def test_scanning_twice_changes_nothing(world, scanner):
    version = attach(world)
    run_jobs()
    before = Entry.objects.count()
    version.refresh_from_db()
    again = evidence_scanning.scan(version, scanner=ClamAV(port=1), at=LATER)
    assert again == ScanState.CLEAR
    assert Entry.objects.count() == before


def test_an_infected_file_is_not_used_again(world, scanner):
    version = attach(world)
    scanner.reply = b"stream: Eicar-Test-Signature FOUND\0"
    run_jobs()
    version.refresh_from_db()
    with pytest.raises(Exception, match=r"ไวรัส|virus"):
        evidence.reuse(world.submission, "1.2-a", version=version, actor=world.drafter, at=LATER)


def test_what_beat_calls(world, scanner, django_capture_on_commit_callbacks):
    version = attach(world)
    Job.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        scanning.ask_again()
    assert state_of(version) == ScanState.CLEAR
    with django_capture_on_commit_callbacks(execute=True):
        scanning.ask_for_sweep()
    swept = Job.objects.get(kind=scanning.SWEEP)
    assert (swept.state, swept.result) == (JobState.DONE, {"unfinished": 0, "orphans": 0})


def test_the_reports_are_locked_while_a_file_is_refused(world, scanner):
    version = attach(world, at=NOON - timedelta(days=1))
    scanner.reply = b"stream: Eicar-Test-Signature FOUND\0"
    with transaction.atomic():
        run_jobs()
    assert Submission.objects.get().scores.filter(reason="evidence.scan").exists()
    assert state_of(version) == ScanState.INFECTED
