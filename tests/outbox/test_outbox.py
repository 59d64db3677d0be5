"""The outbox: whose it is, what it lists, and sending again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi_portal.accounts.models import User
from kpi_portal.audit.models import Entry
from kpi_portal.errors import NotFound
from kpi_portal.jobs.models import Job
from kpi_portal.notifications import delivery
from kpi_portal.notifications.models import Delivery, Notification
from submissions.domain import outbox, outbox_addresses
from submissions.domain.outbox import Filters
from submissions.domain.transition import perform
from submissions.enums import Action, State
from tests import factories
from tests.review.world import LATER, Review

pytestmark = pytest.mark.django_db


def listed(review: Review, **asked) -> list[int]:
    return [row.pk for row in seen_by(review.head, Filters(**asked))]


def seen_by(person: User, filters: Filters | None = None) -> list[Notification]:
    filters = filters or Filters()
    rounds = outbox.rounds_of(person, at=LATER)
    return list(outbox.messages(told(person, rounds, filters), filters))


def told(person: User, rounds, filters: Filters):
    return outbox.told(rounds, filters, reader=person, at=LATER)


def test_what_an_act_tells_stands_in_the_outbox(review: Review) -> None:
    review.put("in_review")
    review.submission = perform(
        review.fresh(),
        Action.RETURN,
        actor=review.reviewer,
        at=LATER,
        version=review.fresh().version,
        note="แก้ไข",
        data={"items": {"1.1-a": "ไม่ชัด"}},
    )

    found = seen_by(review.head)

    assert {row.recipient for row in found} == {review.drafter, review.director}
    assert {row.about for row in found} == {f"round:{review.round.pk}"}


def test_filters_and_counts(review: Review, post) -> None:
    failed, sent = post(delivery=Delivery.FAILED), post()
    elsewhere = factories.RoundFactory(indicator=factories.IndicatorFactory(owner=review.bureau))
    other = post(about=f"round:{elsewhere.pk}")
    post(about="")

    assert listed(review) == [other.pk, sent.pk, failed.pk]
    assert listed(review, state=Delivery.FAILED) == [failed.pk]
    assert listed(review, round=elsewhere.pk) == [other.pk]
    rounds = outbox.rounds_of(review.head, at=LATER)
    for filters in (Filters(), Filters(state=Delivery.FAILED)):
        found = outbox.counts(told(review.head, rounds, filters))
        assert found == {"failed": 1, "sent": 2}


@pytest.mark.parametrize("who", ["drafter", "director", "executive", "auditor", "stranger"])
def test_for_others_there_is_none(client, review: Review, who: str) -> None:
    with pytest.raises(NotFound):
        outbox.rounds_of(review.people[who], at=LATER)
    client.force_login(review.people[who])
    assert client.get(reverse("submissions:outbox")).status_code == 404
    assert client.post(reverse("submissions:outbox_send_again"), {"all": "1"}).status_code == 404


def test_another_bureau_sees_and_sends_nothing_of_it(review: Review, post) -> None:
    failed = post(delivery=Delivery.FAILED)

    assert seen_by(review.far_head) == []
    with pytest.raises(Exception, match="no such round"):
        outbox.send_again(review.far_head, at=LATER, chosen=[failed.pk])
    failed.refresh_from_db()
    assert failed.delivery == Delivery.FAILED


def test_sending_again_queues_what_failed_and_is_audited(review: Review, post) -> None:
    failed = post(delivery=Delivery.FAILED, failure="SMTPError", attempts=3)
    mute = factories.UserFactory(email="")
    waiting = post(mute, Delivery.NO_ADDRESS)
    sent = post()

    assert outbox.send_again(review.head, at=LATER) == 1

    failed.refresh_from_db()
    assert (failed.delivery, failed.attempts, failed.failure) == (Delivery.QUEUED, 0, "")
    assert Job.objects.filter(kind="notifications.deliver").count() == 1
    assert Entry.objects.filter(action="outbox.send_again").count() == 1
    for row in (waiting, sent):
        before = row.delivery
        row.refresh_from_db()
        assert row.delivery == before

    # an address was entered meanwhile
    User.objects.filter(pk=mute.pk).update(email="now@example.go.th")
    assert outbox.send_again(review.head, at=LATER, chosen=[waiting.pk, sent.pk]) == 1
    assert outbox.send_again(review.head, at=LATER) == 0, "nothing is left to send again"


def test_people_without_an_address_are_named_once(review: Review) -> None:
    User.objects.filter(pk__in=[review.director.pk, review.head.pk]).update(email="")

    assert set(to_mend(review)) == {"director", "head"}


def test_the_page(client, review: Review, post) -> None:
    failed = post(delivery=Delivery.FAILED, failure="SMTPRecipientsRefused: เต็ม", attempts=3)
    post()
    client.force_login(review.head)
    url = reverse("submissions:outbox")

    page = client.get(url).content.decode()
    assert "SMTPRecipientsRefused" in page
    assert page.count('name="message"') == 1, "only what can be sent again has a box"

    answer = client.post(
        reverse("submissions:outbox_send_again"),
        {"message": [failed.pk], "state": "failed", "round": review.round.pk},
    )
    assert answer.url == f"{url}?state=failed&round={review.round.pk}"
    assert Notification.objects.get(pk=failed.pk).delivery == Delivery.QUEUED


def test_many_messages_cost_no_more_queries(client, review: Review, post) -> None:
    client.force_login(review.head)
    post()

    def cost() -> int:
        client.get(reverse("submissions:outbox"))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("submissions:outbox")).status_code == 200
        return len(caught)

    few = cost()
    for _ in range(70):
        post(delivery=Delivery.FAILED)
    assert cost() == few <= 15


REFUSED = "SMTPRecipientsRefused: {'director@example.go.th': (550, b'unknown')}"


def to_mend(review: Review) -> dict[str, tuple[bool, int]]:
    rounds = outbox.rounds_of(review.head, at=LATER)
    found = outbox_addresses.to_mend(review.head, rounds, at=LATER)
    return {one.person.username: (one.refused, one.waiting) for one in found}


def test_a_refused_address_is_listed_until_it_is_mended_and_sent_again(review: Review, post):
    failed = post(delivery=Delivery.FAILED, failure=REFUSED, attempts=3)
    post(review.drafter, delivery=Delivery.FAILED, failure="ConnectionRefusedError: 111")
    assert to_mend(review) == {"director": (True, 1)}, "only whose own address is at fault"

    User.objects.filter(pk=review.director.pk).update(email="right@example.go.th")
    assert to_mend(review) == {}
    assert outbox.send_again(review.head, at=LATER, chosen=[failed.pk]) == 1
    assert delivery.deliver([failed.pk], at=LATER) == 0
    assert [message.to for message in mail.outbox] == [["right@example.go.th"]]
    failed.refresh_from_db()
    assert (failed.delivery, failed.failure) == (Delivery.SENT, "")


def test_an_address_that_works_again_is_not_listed(review: Review, post):
    post(delivery=Delivery.FAILED, failure=REFUSED)
    post(delivery=Delivery.SENT, sent_at=LATER + timedelta(hours=1))

    assert to_mend(review) == {}


def test_somebody_without_an_address_gets_what_waits_once_there_is_one(review: Review):
    User.objects.filter(pk=review.director.pk).update(email="")
    review.put("in_review")
    review.do(Action.RETURN, "reviewer", items={"1.1-a": "ไม่ชัด"})
    assert to_mend(review) == {"director": (False, 1)}

    User.objects.filter(pk=review.director.pk).update(email="now@example.go.th")
    assert outbox.send_again(review.head, at=LATER) == 1
    assert to_mend(review) == {}


def test_the_page_says_what_to_do_in_words(client, review: Review, post):
    post(delivery=Delivery.FAILED, failure=REFUSED, attempts=3)
    client.force_login(review.head)

    page = client.get(reverse("submissions:outbox")).content.decode()

    assert "เซิร์ฟเวอร์อีเมลไม่รับที่อยู่นี้" in page
    assert f'href="/people/{review.director.pk}/"' in page
    assert client.get(f"/people/{review.director.pk}/").status_code == 200


def test_people_of_the_reported_unit_read_nothing_of_its_review(review: Review, post) -> None:
    """The strategy section reports too: how its own review goes is not told in the outbox."""
    own = factories.SubmissionFactory(round=review.round, unit=review.strategy, state="assessed")
    facts = {"submission": own.pk, "unit": own.unit_name}
    of_review = post(kind="submission.assess", facts=facts, delivery=Delivery.FAILED)
    aside = post(kind="conflict.declare", facts=facts)
    own.conflicts.create(person=review.reviewer, reason="ญาติ", declared_at=LATER)
    to_unit = post(kind="submission.return", facts=facts)
    of_others = post(kind="submission.assess")

    assert listed(review) == [of_others.pk, to_unit.pk]
    assert outbox.send_again(review.head, at=LATER) == 0
    own.state = State.PUBLISHED
    own.save()
    assert listed(review) == [of_others.pk, to_unit.pk, of_review.pk], f"never {aside}"


def test_a_reviewer_who_oversees_nobody_reads_whom_no_message_reaches(client, review: Review, post):
    mute = review.drafter
    mute.email = ""
    mute.save()
    client.force_login(review.reviewer)

    page = client.get(reverse("submissions:outbox"))

    assert page.status_code == 200
    assert mute.display_name in page.content.decode()
    assert f"/people/{mute.pk}/" not in page.content.decode()
