"""Previews of office files: asked for once, made in the background, shown when they are there."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from django.test import Client

from kpi_portal.files import printing
from kpi_portal.files.kinds import ACCEPTABLE
from kpi_portal.jobs import runner
from kpi_portal.jobs.models import Job, JobState
from submissions import storage
from submissions.domain import previews
from submissions.enums import Action, PreviewState, ScanState, State
from submissions.models import EvidenceUse, EvidenceVersion, Preview
from tests.evidence.world import pdf_bytes
from tests.review.test_desk import HTMX, desk_of, english
from tests.review.test_queue import sign_in
from tests.review.world import LATER, Review, supply

pytestmark = pytest.mark.django_db
WORD = b"not read by the test's printer"


def office(review: Review, kind: str = "docx", content: bytes = WORD) -> EvidenceUse:
    """One office file handed in, with its bytes."""
    use = supply(review.submission, "1.1-a", review.drafter)
    digest = hashlib.sha256(content).hexdigest()
    storage.keep(io.BytesIO(content), sha256=digest, size=len(content))
    EvidenceVersion.objects.filter(pk=use.version_id).update(
        original_name=f"แผน.{kind}",
        media_type=ACCEPTABLE[kind].media_type,
        sha256=digest,
        size=len(content),
        pages=None,
    )
    return EvidenceUse.objects.select_related("version__preview").get(pk=use.pk)


def made_by(printer) -> Preview:
    waiting = previews.next_waiting()
    previews.make(waiting, at=LATER, printer=printer)
    return Preview.objects.get(pk=waiting.pk)


def test_opening_the_desk_asks_once_and_shows_that_it_is_being_made(review, client: Client):
    review.in_review()
    use = office(review)
    client = english(client, review, "reviewer")
    for _time in range(2):
        page = client.get(desk_of(review)).content.decode()
    assert "being made" in page
    assert f"/review/{review.submission.pk}/do/preview/{use.version_id}/" in page
    assert Preview.objects.get().state == PreviewState.WAITING
    assert Job.objects.filter(kind=previews.JOB).count() == 1


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_the_finished_preview_is_shown_and_served_like_evidence(review, client: Client, kind):
    review.in_review()
    use = office(review, kind)
    previews.ask([use.version], at=LATER)
    given = []

    def printer(source, ending):
        given.append((source.read(), ending))
        return pdf_bytes()

    made = made_by(printer)
    client = english(client, review, "reviewer")
    state = client.get(f"/review/{review.submission.pk}/do/preview/{use.version_id}/", **HTMX)
    answer = client.get(f"/evidence/{use.version_id}/preview/")

    assert given == [(WORD, kind)]
    assert (made.state, made.pages) == (PreviewState.READY, 2)
    assert f"/evidence/{use.version_id}/preview/#" in state.content.decode()
    assert b"".join(answer.streaming_content) == pdf_bytes()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "inline" in answer.headers["Content-Disposition"]
    again = client.get(
        f"/evidence/{use.version_id}/preview/", HTTP_IF_NONE_MATCH=answer.headers["ETag"]
    )
    assert again.status_code == 304


@pytest.mark.parametrize("who", ["neighbour", "far_reviewer", "stranger"])
def test_a_preview_does_not_exist_for_those_who_may_not_open_the_file(review, client, who):
    review.in_review()
    use = office(review)
    previews.ask([use.version], at=LATER)
    made_by(lambda source, ending: pdf_bytes())
    client = sign_in(client, review.people[who])
    assert client.get(f"/evidence/{use.version_id}/preview/").status_code == 404
    url = f"/review/{review.submission.pk}/do/preview/{use.version_id}/"
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("no_program", "no program that shows Word and Excel files"),
        ("too_slow", "took too long"),
        ("not_printed", "No preview could be made"),
    ],
)
def test_a_failure_is_said_plainly_and_can_be_tried_again(review, client: Client, code, words):
    review.in_review()
    use = office(review)
    previews.ask([use.version], at=LATER)

    def fails(source, ending):
        raise printing.NotPrintedError(code)

    made_by(fails)
    client = english(client, review, "reviewer")
    page = client.get(desk_of(review)).content.decode()
    assert words in page
    assert f"/evidence/{use.version_id}/download/" in page
    url = f"/review/{review.submission.pk}/do/preview/{use.version_id}/"
    assert "being made" in client.post(url, **HTMX).content.decode()
    assert Preview.objects.get().state == PreviewState.WAITING


def test_the_same_bytes_are_printed_once(review):
    review.in_review()
    first, second = office(review), office(review)
    previews.ask([first.version, second.version], at=LATER)
    made_by(lambda source, ending: pdf_bytes())

    def never(source, ending):
        raise AssertionError("printed twice")

    assert made_by(never).state == PreviewState.READY


def test_a_file_that_waits_for_the_virus_scan_is_not_printed(review):
    review.in_review()
    use = office(review)
    EvidenceVersion.objects.update(scan_state=ScanState.QUARANTINED)
    use.version.refresh_from_db()
    assert previews.ask([use.version], at=LATER) == []
    assert not Preview.objects.exists()


def test_what_no_program_made_is_asked_for_again_the_next_day(review):
    review.in_review()
    use = office(review)
    Preview.objects.create(
        version=use.version, state=PreviewState.FAILED, failure="no_program", asked_at=LATER
    )
    fresh = EvidenceVersion.objects.get(pk=use.version_id)
    assert previews.ask([fresh], at=LATER + previews.AGAIN_AFTER) == []
    assert previews.ask([fresh], at=LATER + previews.AGAIN_AFTER * 2) == [fresh]


def test_handing_in_asks_for_the_previews(review):
    use = office(review)
    review.put(State.DRAFT, claimed_level=1)
    review.do(Action.SUBMIT, "director")
    assert Preview.objects.get().version_id == use.version_id


def test_one_job_works_through_all_and_a_bad_file_holds_up_none(
    review, monkeypatch, django_capture_on_commit_callbacks
):
    review.in_review()
    bad, good = office(review, content=b"bad"), office(review, content=b"good")
    previews.ask([bad.version, good.version], at=LATER)

    def fails(source, ending):
        if source.read() == b"bad":
            raise printing.NotPrintedError("not_printed")
        return pdf_bytes()

    monkeypatch.setattr(previews.make, "__kwdefaults__", {"printer": fails})
    job = Job.objects.get(kind=previews.JOB)
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error_detail
    states = dict(Preview.objects.values_list("version_id", "state"))
    assert states == {
        bad.version_id: PreviewState.FAILED,
        good.version_id: PreviewState.READY,
    }


def test_without_the_program_that_is_said(monkeypatch):
    monkeypatch.setattr(printing, "PROGRAM", "no-such-program-here")
    with pytest.raises(printing.NotPrintedError, match="no_program"):
        printing.as_pdf(io.BytesIO(WORD), "docx")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A stand-in for the program, as a script of these lines."""

    def make(lines: str) -> None:
        path = tmp_path / "soffice"
        path.write_text(f"#!/bin/sh\n{lines}\n")
        path.chmod(0o755)
        monkeypatch.setattr(printing, "program", lambda: str(path))

    return make


def test_the_program_gets_a_folder_of_its_own_and_leaves_nothing(program, tmp_path):
    # the outdir is the second last argument
    program(
        f'echo "$HOME $TMPDIR $1" > {tmp_path}/said; env > {tmp_path}/env\n'
        'while [ $# -gt 2 ]; do shift; done; mkdir -p "$1"; echo "%PDF-x" > "$1/file.pdf"'
    )
    assert printing.as_pdf(io.BytesIO(WORD), "xlsx").startswith(b"%PDF")
    home, temporary, profile = (tmp_path / "said").read_text().split()
    assert Path(temporary).parent == Path(home)
    assert profile == f"-env:UserInstallation=file://{home}/profile"
    assert not Path(home).exists()
    assert "SECRET" not in (tmp_path / "env").read_text(), "nothing of our own is handed on"


def test_a_program_that_hangs_is_ended_with_its_children(program, tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "PATIENCE_SECONDS", 1)
    program(f"sleep 60 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(printing.NotPrintedError, match="too_slow"):
        printing.as_pdf(io.BytesIO(WORD), "docx")
    child = int((tmp_path / "child").read_text())
    status = Path(f"/proc/{child}/status")
    assert not status.exists() or "zombie" in status.read_text()


def test_a_program_that_makes_nothing(program):
    program("exit 0")
    with pytest.raises(printing.NotPrintedError, match="not_printed"):
        printing.as_pdf(io.BytesIO(WORD), "xlsx")
