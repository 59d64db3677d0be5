"""The pages of receiving: what they offer, and that nothing typed or sent is lost."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpi_portal.thai import BANGKOK
from submissions.domain import receiving, receiving_check, receiving_files
from submissions.enums import State
from submissions.models import ReceivedReport, Submission
from tests.evidence.world import a_pdf
from tests.receiving.world import SAID, filled, handed_in
from tests.review.world import Review, file_now


@pytest.fixture
def review(review: Review) -> Review:
    """Due in five days, as pages see it."""
    now = timezone.now()
    review.round.opens_on = (now - timedelta(days=30)).date()
    review.round.due_at, review.round.closes_at = now + timedelta(days=5), now + timedelta(days=30)
    review.round.save()
    return review


def visit(review: Review, who: str = "reviewer") -> Client:
    client = Client()
    client.force_login(review.people[who])
    return client


def at(review: Review, page: str = "receive/") -> str:
    return f"/review/{review.submission.pk}/{page}"


def begin(review: Review) -> ReceivedReport:
    return receiving.open_entering(
        review.fresh(), actor=review.reviewer, at=timezone.now(), reason="ระบบขัดข้อง"
    )


def typed(review: Review, **changes: object) -> dict[str, object]:
    from submissions.domain import as_read

    said: dict[str, object] = {
        "version": review.fresh().version,
        "as_read": as_read.mark(review.fresh()),
        "received_on": (timezone.now() - timedelta(days=1)).astimezone(BANGKOK).date().isoformat(),
        "received_time": "๑๔.๓๐ น.",
        "channel": "usb",
        "receiving_number": "118/2568",
        "brought_by": "นายสมชาย ดีงาม",
        "signer_name": SAID.signer_name,
        "signer_position": SAID.signer_position,
        "claimed_level": "1",
        "gaps_acknowledged": "on",
        "cover": a_pdf("นำส่ง.pdf", "cover"),
        "do": "hand_in",
    }
    said |= changes
    return {name: value for name, value in said.items() if value is not None}


def test_from_the_desk_to_the_entering(review: Review):
    client = visit(review)
    assert at(review) in client.get(at(review, "")).content.decode()
    assert client.post(at(review), {"do": "open", "note": " "}).status_code == 422
    client.post(at(review), {"do": "open", "note": "ส่งทาง USB"})
    page = client.get(at(review)).content.decode()
    assert 'name="received_on"' in page
    told = visit(review, "director").get(f"/submissions/{review.submission.pk}/").content.decode()
    assert "ส่งทาง USB" in told


def test_who_may_not_receive_is_offered_nothing(review: Review):
    assert at(review) not in visit(review, "head").get(at(review, "")).content.decode()
    assert visit(review, "head").get(at(review)).status_code == 403
    assert visit(review, "director").get(at(review)).status_code == 403


def test_files_are_kept_one_by_one_and_a_refused_one_is_named(review: Review):
    begin(review)
    client = visit(review)
    sent = [a_pdf("1.1-a ก.pdf", "a"), SimpleUploadedFile("ข.exe", b"MZ\x90\x00" * 40)]
    answer = client.post(at(review, "receive/files/"), {"uploads": sent})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ข.exe" in page
    assert '<option value="1.1-a" selected>' in page, "its name says what it is for"
    row = ReceivedReport.objects.get().files.get()
    client.post(at(review, "receive/assign/"), {f"file-{row.pk}": "1.1-a"})
    assert [use.requirement for use in review.fresh().uses.all()] == ["1.1-a"]


def test_a_script_is_told_of_each_file(review: Review):
    begin(review)
    client = visit(review)
    to, accept = at(review, "receive/files/"), {"headers": {"Accept": "application/json"}}
    assert client.post(to, {"uploads": [a_pdf()]}, **accept).status_code == 201
    bad = SimpleUploadedFile("ข.exe", b"MZ\x90\x00" * 40)
    refused = client.post(to, {"uploads": [bad]}, **accept)
    assert (refused.status_code, refused.json()["code"]) == (422, "refused")


def test_a_requirement_that_is_full_keeps_the_file_waiting(review: Review):
    received = begin(review)
    row = receiving_files.add_file(
        received, upload=a_pdf(), actor=review.reviewer, at=timezone.now()
    )
    client = visit(review)
    answer = client.post(at(review, "receive/assign/"), {f"file-{row.pk}": "9.9-z"})
    assert answer.status_code == 422
    assert received.files.get().use is None
    assert client.post(at(review, f"receive/files/{row.pk}/drop/")).status_code == 302
    assert received.files.get().removed_at is not None


def test_nothing_typed_is_lost_when_something_lacks(review: Review):
    begin(review)
    client = visit(review)
    answer = client.post(at(review), typed(review, received_on="40/1/2568", brought_by=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="40/1/2568"' in page
    kept = ReceivedReport.objects.get()
    assert (kept.receiving_number, kept.cover.original_name) == ("118/2568", "นำส่ง.pdf")
    again = client.get(at(review)).content.decode()
    assert 'value="118/2568"' in again
    assert review.fresh().state == State.DRAFT


def test_saved_for_later_it_asks_for_nothing(review: Review):
    begin(review)
    answer = visit(review).post(at(review), {"do": "save", "version": 1, "brought_by": "นายสมชาย"})
    assert answer.status_code == 302
    assert ReceivedReport.objects.get().brought_by == "นายสมชาย"


def test_handed_in_it_waits_for_the_second_person(review: Review):
    begin(review)
    client = visit(review)
    answer = client.post(at(review), typed(review))
    assert (answer.status_code, answer.url) == (302, at(review, "received/"))
    filing = review.fresh().filings.get()
    assert f"{filing.at.astimezone(BANGKOK):%H:%M}" == "14:30"
    assert review.fresh().claimed_level == 1
    own = client.get(at(review, "received/")).content.decode()
    assert 'value="verify"' not in own
    desk = client.get(at(review, "")).content.decode()
    assert at(review, "received/") in desk
    assert client.get(at(review)).url == at(review, "received/")


def test_what_the_unit_changed_meanwhile_is_shown_first(review: Review):
    received = begin(review)
    before = typed(review)
    row = receiving_files.add_file(
        received, upload=a_pdf(), actor=review.reviewer, at=timezone.now()
    )
    receiving_files.assign(row, "1.1-a", actor=review.reviewer, at=timezone.now())
    assert visit(review).post(at(review), before).status_code == 422
    assert review.fresh().state == State.DRAFT


def test_the_head_verifies_or_sends_back(review: Review):
    begin(review)
    visit(review).post(at(review), typed(review))
    head = visit(review, "head")
    page = head.get(at(review, "received/")).content.decode()
    assert "นำส่ง.pdf" in page
    assert head.post(at(review, "received/"), {"do": "send_back", "note": ""}).status_code == 422
    head.post(at(review, "received/"), {"do": "send_back", "note": "ขาดภาคผนวก"})
    assert "ขาดภาคผนวก" in visit(review).get(at(review)).content.decode()
    visit(review).post(at(review), typed(review, cover=None))
    assert head.post(at(review, "received/"), {"do": "verify"}).status_code == 302
    assert ReceivedReport.objects.get().verified_by == review.head
    unit = visit(review, "director").get(f"/submissions/{review.submission.pk}/")
    assert "/documents/acknowledgement/" in unit.content.decode()


def test_somebody_else_takes_over(review: Review):
    begin(review)
    other = visit(review, "second_reviewer")
    assert 'name="received_on"' not in other.get(at(review)).content.decode()
    assert other.post(at(review), {"do": "take_over"}).status_code == 302
    assert 'name="received_on"' in other.get(at(review)).content.decode()
    assert visit(review).post(at(review), typed(review)).status_code == 403


def test_ended_without_handing_in(review: Review):
    begin(review)
    visit(review).post(at(review), {"do": "cancel"})
    assert ReceivedReport.objects.get().cancelled_at is not None


@pytest.mark.parametrize("page", ["receive/", "received/"])
def test_the_pages_cost_the_same_for_any_number_of_files(review: Review, page: str):
    received = begin(review)
    now = timezone.now()
    costs = []
    for number in range(1, 13):
        row = receiving_files.add_file(
            received, upload=a_pdf(f"{number}.pdf", f"{number}"), actor=review.reviewer, at=now
        )
        if page == "received/":
            receiving_files.assign(row, "1.1-a", actor=review.reviewer, at=now)
        if number in (1, 12):
            costs.append(_cost(review, page))
    assert costs[0] == costs[1]
    assert costs[0] <= 15, costs


def _cost(review: Review, page: str) -> int:
    from django.db import transaction

    with transaction.atomic():
        if page == "received/":
            visit(review).post(at(review), typed(review))
        client = visit(review, "reviewer")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(review, page)).status_code == 200
        transaction.set_rollback(True)
    return len(queries)


def test_verified_it_leads_nowhere_back(review: Review):
    begin(review)
    visit(review).post(at(review), typed(review))
    received = ReceivedReport.objects.get()
    receiving_check.verify(received, actor=review.head, at=timezone.now())
    answer = visit(review, "head").post(at(review, "received/"), {"do": "verify"})
    assert answer.status_code == 409
    assert visit(review).get(at(review)).status_code == 403


def facts(client: Client, review: Review) -> str:
    """What the desk says under its heading."""
    page = client.get(at(review, "")).content.decode()
    found = re.search(r'<div class="small soft line">(.*?)</div>', page, re.DOTALL)
    assert found
    return found.group(1)


def stamp(moment: datetime) -> str:
    return moment.astimezone(BANGKOK).isoformat(timespec="seconds")


def test_the_desk_says_when_it_was_received_and_smaller_when_it_was_entered(review: Review):
    brought, put_in = timezone.now() - timedelta(days=2), timezone.now() - timedelta(hours=1)
    received = filled(review, at=put_in, received_at=brought)
    handed_in(review, received, at=put_in)

    large, _tag, small = facts(visit(review), review).partition("<small>")

    assert stamp(brought) in large
    assert stamp(put_in) not in large
    assert stamp(put_in) in small


def test_what_the_unit_hands_in_itself_afterwards_is_the_last_word(review: Review):
    brought, put_in = timezone.now() - timedelta(days=2), timezone.now() - timedelta(hours=2)
    handed_in(review, filled(review, at=put_in, received_at=brought), at=put_in)
    answered = timezone.now()
    file_now(review.submission, review.director, at=answered)
    Submission.objects.filter(pk=review.submission.pk).update(submitted_at=answered)

    said = facts(visit(review), review)

    assert stamp(answered) in said
    assert stamp(brought) not in said
    assert "<small>" not in said
