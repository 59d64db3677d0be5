"""From draft to issued, printed, signed, sent; bytes that never change."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from kpi_portal.errors import DomainError, GuardRefused, NotAllowed, NotFound
from submissions import storage
from submissions.documents import tasks
from submissions.documents.domain import drafting, issuing, memos, renditions
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import DocumentState, Format
from submissions.documents.models import Document, Rendition
from submissions.domain import evidence_access
from submissions.enums import State
from submissions.models import Evidence, EvidenceVersion, Submission
from tests.documents.conftest import NOW, Office

DAY = date(2025, 2, 6)
ROOT = "https://kpi.example.go.th"


def issued(office: Office, document: Document, typed: str = "สบอ 9/1568") -> Document:
    actor = office.director if document.owner_id == office.unit.pk else office.head
    return issuing.issue(
        document,
        actor=actor,
        at=NOW,
        numbering=Numbering(typed=typed),
        dated=DAY,
        public_root=ROOT,
    )


def request_memo(office: Office) -> Document:
    return memos.draft_request(office.submission.round, actor=office.reviewer, at=NOW)


def bytes_of(document: Document, wanted: Format) -> bytes:
    rendition = renditions.make(document, wanted)
    with storage.open_document_part(rendition.sha256) as stored:
        return stored.read()


def pdf_text(data: bytes, tmp_path: Path) -> str:
    (tmp_path / "memo.pdf").write_bytes(data)
    done = subprocess.run(
        ["pdftotext", "-raw", str(tmp_path / "memo.pdf"), "-"], capture_output=True, check=True
    )
    return "".join(done.stdout.decode().split())


def test_the_request_memo_says_what_the_source_says(office: Office, tmp_path: Path) -> None:
    document = issued(office, request_memo(office))
    text = pdf_text(bytes_of(document, Format.PDF), tmp_path)
    for words in ("บันทึกข้อความ", "สบอ๙/๑๕๖๘", "๖กุมภาพันธ์๒๕๖๘", "๒๕กุมภาพันธ์๒๕๖๘", "จึงเรียนมา"):
        assert words in text, words


def test_issuing_gives_the_public_page_and_its_address(office: Office) -> None:
    document = issued(office, request_memo(office))
    context = drafting.context_of(document)
    assert document.public_token
    assert context.qr is not None
    assert context.qr.url == f"{ROOT}/public/{document.public_token}/"


def test_the_same_bytes_for_ever(office: Office) -> None:
    document = issued(office, request_memo(office))
    before = {one: bytes_of(document, one) for one in Format}
    again = Document.objects.get(pk=document.pk)
    assert {one: bytes_of(again, one) for one in Format} == before
    assert Rendition.objects.filter(
        document=document, context_digest=renditions.digest_of(document)
    ).count() == len(Format)


def test_an_issued_memo_is_not_edited_nor_issued_again(office: Office) -> None:
    document = issued(office, request_memo(office))
    memo = drafting.context_of(document)
    with pytest.raises(GuardRefused):
        drafting.edit_memo(document, memo, actor=office.head, at=NOW)  # type: ignore[arg-type]
    with pytest.raises(GuardRefused):
        issued(office, document, typed="สบอ 9/1569")


def test_the_number_of_another_memo_is_refused_and_nothing_is_issued(office: Office) -> None:
    issued(office, request_memo(office))
    second = request_memo(office)
    with pytest.raises(DomainError):
        issued(office, second)
    second.refresh_from_db()
    assert second.state == DocumentState.DRAFT


def test_only_the_head_issues_for_the_section(office: Office) -> None:
    document = request_memo(office)
    with pytest.raises(NotAllowed):
        issuing.issue(document, actor=office.reviewer, at=NOW, numbering=Numbering(), dated=DAY)


def test_a_division_does_not_write_the_sections_memos(office: Office) -> None:
    with pytest.raises(DomainError):
        memos.draft_feedback(office.submission, actor=office.director, at=NOW)


def test_feedback_names_level_score_and_reasons(office: Office, tmp_path: Path) -> None:
    Submission.objects.filter(pk=office.submission.pk).update(state=State.PUBLISHED)
    office.submission.refresh_from_db()
    document = issued(office, memos.draft_feedback(office.submission, actor=office.head, at=NOW))
    text = pdf_text(bytes_of(document, Format.PDF), tmp_path)
    assert "ส่วนอุทกวิทยา" in text
    assert "๐.๐๐" in text or "0.00" in text


def test_the_report_memo_belongs_to_the_unit(office: Office) -> None:
    document = memos.draft_report(office.submission, actor=office.drafter, at=NOW)
    assert document.owner == office.unit
    assert issued(office, document).number == "สบอ 9/1568"


def test_states_follow_in_order(office: Office) -> None:
    document = issued(office, request_memo(office))
    with pytest.raises(GuardRefused):
        issuing.mark_printed(request_memo(office), actor=office.head, at=NOW)
    issuing.mark_printed(document, actor=office.head, at=NOW)
    sent = issuing.mark_sent(document, actor=office.head, at=NOW)
    assert (sent.state, sent.sent_at) == (DocumentState.SENT, NOW)
    with pytest.raises(GuardRefused):
        issuing.mark_printed(document, actor=office.head, at=NOW)


def test_a_replacing_memo_names_the_one_it_replaces(office: Office) -> None:
    old = issued(office, request_memo(office))
    memo = drafting.context_of(old)
    new = memos.draft_replacement(old, memo, actor=office.head, at=NOW)  # type: ignore[arg-type]
    words = drafting.context_of(new)
    assert new.replaces == old
    assert any("สบอ 9/1568" in line for line in words.purpose)  # type: ignore[union-attr]


def test_rendering_twice_makes_each_file_once(office: Office) -> None:
    document = issued(office, request_memo(office))

    class Ask:
        payload = {"document": document.pk}

    def report(*_args: object, **_kwargs: object) -> None: ...

    tasks.render(Ask, report)  # type: ignore[arg-type]
    tasks.render(Ask, report)  # type: ignore[arg-type]
    made = Rendition.objects.filter(
        document=document, context_digest=renditions.digest_of(document)
    )
    assert sorted(made.values_list("format", flat=True)) == ["docx", "pdf"]


def test_whoever_sees_the_memo_opens_its_signed_scan(office: Office) -> None:
    Submission.objects.update(state=State.PUBLISHED)
    office.submission.refresh_from_db()
    document = issued(office, memos.draft_feedback(office.submission, actor=office.head, at=NOW))
    document_of_section = Evidence.objects.create(
        owner=office.strategy, name="signed", fiscal_year=2568, created_at=NOW
    )
    scan = EvidenceVersion.objects.create(
        evidence=document_of_section, kind="file", uploaded_by=office.head, uploaded_at=NOW
    )
    issuing.attach_signed_scan(document, actor=office.head, at=NOW, scan=scan)
    assert evidence_access.version_for(office.director, scan.pk, at=NOW) == scan
    with pytest.raises(NotFound):
        evidence_access.version_for(office.stranger, scan.pk, at=NOW)
