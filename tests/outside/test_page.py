"""The page of the bureau's own report beside the centre's result, and what leads to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from submissions.domain.outside_results import Given, Sent, record_given, record_sent
from submissions.models import OutsideResult, ScoreSnapshot
from tests import factories
from tests.evidence.world import a_pdf
from tests.review.world import LATER, Review

QUERIES = 14


@pytest.fixture
def at_the_time():
    with time_machine.travel(LATER, tick=False):
        yield


def signed_in(review: Review, who: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(review.people[who])
    return client


def address(review: Review) -> str:
    return reverse("submissions:outside", args=[review.submission.pk])


def recorded(review: Review) -> None:
    by = {"actor": review.head, "at": LATER}
    record_sent(review.submission, Sent("ศทส.", "กษ 1/2568", LATER.date()), revision=0, **by)
    what = Given(2, Decimal("72.125"), date(2025, 2, 20))
    record_given(review.submission, what, revision=1, **by)


def test_the_record_is_typed_in_two_steps(published: Review, at_the_time: None) -> None:
    client = signed_in(published, "reviewer")
    page = client.get(address(published))
    assert 'value="ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร"' in page.text
    assert "Record the centre" not in page.text

    sent = {"do": "sent", "revision": "0", "centre": "ศทส.", "sent_on": "๒๐ ก.พ. ๖๘"}
    assert client.post(address(published), sent).status_code == 302
    given = {
        "do": "given",
        "revision": "1",
        "level": "2",
        "score": "๗๒.๑๒๕",
        "received_on": "20/2/2568",
        "scan": a_pdf("หนังสือ.pdf"),
    }
    assert client.post(address(published), given).status_code == 302
    kept = OutsideResult.objects.get()
    assert (kept.score, kept.level, kept.scan.original_name) == (
        Decimal("72.1250"),
        2,
        "หนังสือ.pdf",
    )
    page = client.get(address(published)).text
    assert "−2.875" in page
    assert "+7.125" in page


def test_what_was_typed_stays_when_it_is_refused(published: Review, at_the_time: None) -> None:
    client = signed_in(published, "head")
    recorded(published)
    typed = {"do": "given", "revision": "2", "score": "101", "received_on": "20/2/2568"}
    refused = client.post(address(published), typed | {"note": "พิมพ์ไว้"})
    assert refused.status_code == 422
    assert "พิมพ์ไว้" in refused.text
    assert 'value="101"' in refused.text
    stale = client.post(address(published), typed | {"revision": "1", "score": "80"})
    assert stale.status_code == 409
    assert 'value="80"' in stale.text
    assert OutsideResult.objects.get().score == Decimal("72.1250")


@pytest.mark.parametrize(
    ("who", "reads", "posts"),
    [
        ("reviewer", 200, 422),
        ("head", 200, 422),
        ("executive", 200, 422),
        ("configurer", 200, 403),
        ("auditor", 200, 403),
        ("far_reviewer", 200, 403),
        ("far_head", 200, 403),
        ("drafter", 404, 404),
        ("director", 404, 404),
        ("neighbour", 404, 404),
        ("far_executive", 404, 404),
        ("stranger", 404, 404),
    ],
)
def test_who_opens_and_who_writes(
    published: Review, at_the_time: None, who: str, reads: int, posts: int
) -> None:
    client = signed_in(published, who)
    page = client.get(address(published))
    assert page.status_code == reads
    assert ("<form" in page.text and 'value="sent"' in page.text) == (posts == 422)
    assert client.post(address(published), {"do": "sent"}).status_code == posts


def test_a_sections_report_has_no_such_page(published: Review, at_the_time: None) -> None:
    other = factories.SubmissionFactory(round=published.round, unit=published.other)
    client = signed_in(published, "head")
    assert client.get(reverse("submissions:outside", args=[other.pk])).status_code == 404


def test_the_task_list_shows_the_difference(published: Review, at_the_time: None) -> None:
    recorded(published)
    page = signed_in(published, "executive").get(
        reverse("submissions:task_list", args=[published.submission.pk])
    )
    assert "−2.875" in page.text
    assert address(published) in page.text


def earlier_years(review: Review, *years: int) -> None:
    for year in years:
        indicator = factories.IndicatorFactory(owner=review.bureau, code="สบอ-7", fiscal_year=year)
        body = review.round.version.definition | {"fiscal_year": year}
        then = factories.RoundFactory(indicator=indicator, body=body)
        then.due_at = review.round.due_at.replace(year=year - 543)
        then.save()
        report = factories.SubmissionFactory(
            round=then, unit=review.bureau, state="final", confirmed_final=80
        )
        ScoreSnapshot.objects.create(
            submission=report,
            basis="confirmed",
            at=LATER,
            definition_version=then.version,
            inputs={},
            result={
                "level": 2,
                "raw": "80.00",
                "deduction": "0.00",
                "final": "80.00",
                "scale": "100.00",
            },
        )
        OutsideResult.objects.create(
            submission=report,
            centre="ศทส.",
            score=Decimal("81.5"),
            recorded_at=LATER,
            recorded_by=review.head,
        )


def test_earlier_years_stand_beneath_in_as_many_queries(
    published: Review, at_the_time: None, django_assert_num_queries
) -> None:
    recorded(published)
    client = signed_in(published, "head")
    earlier_years(published, 2567)
    client.get(address(published))
    with django_assert_num_queries(QUERIES):
        page = client.get(address(published)).text
    assert page.count("+1.50") == 1
    earlier_years(published, *range(2560, 2567))
    with django_assert_num_queries(QUERIES):
        page = client.get(address(published)).text
    assert page.count("+1.50") == 8
