"""The round's late list and the queue that it leads to count alike."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from submissions.enums import State
from submissions.models import Submission
from submissions.views.rounds import LATE_AT_MOST
from tests import factories
from tests.review.test_desk import english
from tests.review.world import Review, file_now

pytestmark = pytest.mark.django_db
LINKS = re.compile(r'<a href="(/review/\?[^"]*timing=(overdue|late)[^"]*)">All (\d+) ')


@pytest.fixture
def review(review: Review) -> Review:
    """Due three days ago, by the clock of the pages."""
    review.round.due_at = timezone.now() - timedelta(days=3)
    review.round.save()
    return review


def make(
    review: Review, state: State, *, filed_after: timedelta | None = None, **more: object
) -> None:
    report = factories.SubmissionFactory(round=review.round, state=state, **more)
    if filed_after is not None:
        moment = review.round.due_at + filed_after
        file_now(report, review.director, at=moment)
        Submission.objects.filter(pk=report.pk).update(submitted_at=moment)


def everything(review: Review) -> None:
    """Late and in time, with an extension, withdrawn, exempted, closed without a report."""
    soon, hour = timezone.now() + timedelta(days=5), timedelta(hours=1)
    for _number in range(LATE_AT_MOST):
        make(review, State.DRAFT)
    make(review, State.DRAFT, due_at=soon)
    for state in (State.SUBMITTED, State.IN_REVIEW, State.ASSESSED, State.PUBLISHED):
        make(review, state, filed_after=hour)
        make(review, state, filed_after=-hour)
    make(review, State.SUBMITTED, filed_after=hour, due_at=soon)
    make(review, State.EXEMPTED, filed_after=hour)
    make(review, State.ASSESSED, not_reported=True)
    elsewhere = factories.RoundFactory(
        indicator=review.round.indicator,
        key="m12",
        due_at=review.round.due_at,
        version=review.round.version,
    )
    factories.SubmissionFactory(round=elsewhere, state=State.DRAFT)


@pytest.mark.parametrize("who", ["reviewer", "head"])
def test_each_link_names_as_many_as_the_queue_then_lists(
    review: Review, client: Client, who: str
) -> None:
    everything(review)
    client = english(client, review, who)
    page = client.get(f"/rounds/{review.round.pk}/")
    found = LINKS.findall(page.content.decode())
    assert [timing for _address, timing, _number in found] == ["overdue", "late"]
    for address, timing, number in found:
        listed = client.get(address.replace("&amp;", "&")).context["page"].paginator.count
        assert listed == int(number), timing
    # the hydrology section's own draft is overdue beside the twelve
    numbers = [int(number) for _address, _timing, number in found]
    assert numbers == [LATE_AT_MOST + 1, 4]
    assert sum(numbers) == len(page.context["late"]) + page.context["late_more"]


def test_nobody_is_led_where_they_may_not_go(review: Review, client: Client) -> None:
    everything(review)
    page = english(client, review, "executive").get(f"/rounds/{review.round.pk}/").content.decode()
    assert "and 5 more" in page
    assert not LINKS.search(page)


def test_a_short_list_needs_no_link(review: Review, client: Client) -> None:
    make(review, State.SUBMITTED, filed_after=timedelta(days=1))
    page = english(client, review, "head").get(f"/rounds/{review.round.pk}/").content.decode()
    assert "+1 day" in page
    assert not LINKS.search(page)
