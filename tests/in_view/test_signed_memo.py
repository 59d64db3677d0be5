"""The scan of a signed memo is kept with the report that was handed in by it, and not otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from kpi_portal.audit.models import Entry
from submissions.domain import as_read
from submissions.enums import State
from submissions.models import Evidence, EvidenceVersion, Filing
from tests.evidence.world import pdf_bytes
from tests.in_view.test_matrix import client_of
from tests.review.world import Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(review: Review) -> Review:
    later = timezone.now() + timedelta(days=9)
    review.round.due_at = review.round.closes_at = later
    review.round.save()
    review.put(State.DRAFT, claimed_level=1)
    review.supply("1.1-a")
    return review


def send(draft: Review, **changed: str) -> HttpResponse:
    report = draft.fresh()
    fields = {
        "version": report.version,
        "statement": "on",
        "as_read": as_read.mark(report),
        "scan": SimpleUploadedFile("memo.pdf", pdf_bytes(), "application/pdf"),
        "signer_name": "นายสมชาย ใจดี",
        "signer_position": "ผู้อำนวยการส่วน",
        "memo_number": "กษ 0311/12",
        "memo_date": "25 ก.พ. 68",
    }
    url = reverse("submissions:submit_signed", args=[report.pk])
    return client_of(draft, "drafter").post(url, fields | changed)


def test_the_memo_is_kept_with_the_filing(draft: Review) -> None:
    assert send(draft).status_code == 302
    filing = Filing.objects.get()
    assert filing.signed_scan == EvidenceVersion.objects.get(original_name="memo.pdf")
    assert (filing.signer_name, filing.memo_number) == ("นายสมชาย ใจดี", "กษ 0311/12")


def test_a_refused_submission_keeps_no_scan(draft: Review) -> None:
    before = (Evidence.objects.count(), EvidenceVersion.objects.count(), Entry.objects.count())
    answer = send(draft, as_read="an older text")
    assert answer.status_code >= 400
    assert "กษ 0311/12" in answer.content.decode()  # nothing typed is lost
    after = (Evidence.objects.count(), EvidenceVersion.objects.count(), Entry.objects.count())
    assert after == before
    assert send(draft).status_code == 302


def test_a_scan_that_is_no_document_is_refused_beside_its_field(draft: Review) -> None:
    false = SimpleUploadedFile("memo.pdf", b"MZ not a document", "application/pdf")
    answer = send(draft, scan=false)
    assert answer.status_code == 422
    assert answer.context["form"].errors["scan"]
    assert not Filing.objects.exists()
