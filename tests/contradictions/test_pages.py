"""The page of contradictions: what it shows, keeps and costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.enums import Decision, State
from submissions.models import AcknowledgedContradiction, Evidence, EvidenceVersion
from tests.contradictions.test_acts import late_minutes
from tests.review.world import Review, judged

pytestmark = pytest.mark.django_db


def address(review: Review) -> str:
    return reverse("submissions:contradictions", args=[review.submission.pk])


def test_it_is_listed_let_stand_and_opened_again(client, review: Review) -> None:
    digest = late_minutes(review)
    client.force_login(review.reviewer)

    page = client.get(address(review)).content.decode()
    assert "ลงวันที่หลังวันครบกำหนด" in page
    assert "1.1-a.pdf" in page

    said = {"digest": digest, "reason": "ลงวันที่ผิด", "act": "stand"}
    page = client.post(address(review), said, follow=True).content.decode()
    assert "ลงวันที่ผิด" in page
    assert AcknowledgedContradiction.objects.count() == 1

    client.post(address(review), {"digest": digest, "act": "open"})
    assert not AcknowledgedContradiction.objects.exists()


def test_without_a_reason_it_says_so_at_the_field(client, review: Review) -> None:
    digest = late_minutes(review)
    client.force_login(review.reviewer)

    answer = client.post(address(review), {"digest": digest, "reason": " ", "act": "stand"})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_what_was_typed_for_one_that_is_gone_is_still_shown(client, review: Review) -> None:
    late_minutes(review)
    client.force_login(review.reviewer)

    said = {"digest": "gone", "reason": "พิมพ์มานาน", "act": "stand"}
    answer = client.post(address(review), said)

    assert answer.status_code == 409
    assert "พิมพ์มานาน" in answer.content.decode()


def test_the_proposal_shows_what_is_open(client, review: Review) -> None:
    late_minutes(review)
    client.force_login(review.reviewer)
    url = reverse("submissions:act", args=[review.submission.pk, "assess"])

    page = client.get(url).content.decode()
    assert "รายงานมีข้อขัดแย้งดังนี้" in page

    answer = client.post(url, {"version": review.fresh().version, "note": ""})
    assert answer.status_code == 409
    assert review.fresh().state == State.IN_REVIEW


def test_the_count_is_a_link_and_empty_without_any(client, review: Review) -> None:
    late_minutes(review)
    client.force_login(review.reviewer)
    url = reverse("submissions:contradictions_count", args=[review.submission.pk])

    assert "ข้อขัดแย้ง 1 ข้อ" in client.get(url).content.decode()

    EvidenceVersion.objects.update(document_date=None)
    assert client.get(url).content.decode().strip() == ""


def test_who_may_not_judge_reads_without_buttons(client, review: Review) -> None:
    late_minutes(review)
    client.force_login(review.auditor)

    page = client.get(address(review)).content.decode()

    assert "ลงวันที่หลังวันครบกำหนด" in page
    assert 'name="act"' not in page


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_a_page_costs_the_same_with_many_pieces(client, review: Review) -> None:
    late_minutes(review)
    client.force_login(review.reviewer)
    few = queries(client, address(review))
    for _ in range(12):
        judged(review.supply("1.1-a"), Decision.ACCEPTED)

    assert queries(client, address(review)) == few <= 15


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2.1-a.pdf", "“1.1-a.pdf” เป็นไฟล์เดียวกับ 2.1-a.pdf"),
        ("1.1-a.pdf", "มีการอัปโหลด “1.1-a.pdf” มากกว่าหนึ่งครั้ง"),
    ],
)
def test_the_same_bytes_twice_lead_to_both_by_their_titles(
    client, review: Review, name: str, words: str
) -> None:
    first, second = review.in_review("1.1-a", "2.1-a")
    EvidenceVersion.objects.update(sha256="a" * 64)
    Evidence.objects.filter(versions=second.version_id).update(name=name)
    client.force_login(review.reviewer)

    page = client.get(address(review)).content.decode()

    assert words in page
    assert "ไฟล์เดียวกันที่ “หลักฐาน 2”" in page
    for use in (first, second):
        desk = reverse("submissions:desk", args=[review.submission.pk, use.requirement])
        assert f"{desk}?piece={use.pk}" in page
