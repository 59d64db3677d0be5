"""How people want to be told, and the one e-mail a day."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from lxml import html

from kpi_portal.accounts.enums import Role
from kpi_portal.notifications import delivery, digest, failures, preferences
from kpi_portal.notifications.digest import Summary, Waiting
from kpi_portal.notifications.kinds import KINDS, OFFICIAL
from kpi_portal.notifications.models import Delivery, Digest, MailMode, Notification
from kpi_portal.notifications.sending import notify
from tests import factories

MORNING = datetime(2025, 2, 21, 1, 5, tzinfo=UTC)  # 08.05 in Bangkok
NEWS = "submission.submit"


@pytest.fixture(autouse=True)
def no_other_summaries(monkeypatch):
    monkeypatch.setattr(digest, "_SUMMARIES", [])


def wish(person, mode: MailMode, at, *, summary: bool = True) -> None:
    preferences.change(person, mode=mode, summary=summary, at=at)


def told(person, at, kind: str = NEWS) -> Notification:
    facts = {"unit": "ส่วนอุทกวิทยา", "indicator": "สบอ-7", "round": "รอบ 5 เดือน"}
    [row] = notify([person], kind=kind, facts=facts, url="/submissions/1/", at=at, about="round:1")
    return row


@pytest.mark.parametrize(
    ("mode", "news", "official"),
    [
        (MailMode.EACH, Delivery.QUEUED, Delivery.QUEUED),
        (MailMode.DAILY, Delivery.DIGEST, Delivery.QUEUED),
        (MailMode.PORTAL, Delivery.PORTAL_ONLY, Delivery.QUEUED),
    ],
)
def test_a_wish_rules_the_news_and_never_an_official_notice(person, at, mode, news, official):
    wish(person, mode, at)

    assert told(person, at).delivery == news
    assert told(person, at, "submission.return").delivery == official


def test_what_starts_a_time_limit_or_tells_a_decision_is_official() -> None:
    assert {"round.open", "submission.return", "submission.publish", "round.reminder"} <= OFFICIAL
    assert NEWS not in OFFICIAL
    assert NEWS in KINDS


def test_without_an_address_no_wish_helps(person, at):
    wish(person, MailMode.DAILY, at)
    person.email = ""
    person.save()

    assert told(person, at).delivery == Delivery.NO_ADDRESS


def test_one_e_mail_a_day_with_everything_in_it(person, at, settings):
    settings.PUBLIC_URL = "https://kpi.example.go.th"
    wish(person, MailMode.DAILY, at)
    rows = [told(person, at), told(person, at, "submission.confirm")]

    assert digest.send_due(MORNING) == 1
    assert digest.send_due(MORNING + timedelta(minutes=15)) == 0

    [message] = mail.outbox
    assert message.to == [person.email]
    assert "ส่วนอุทกวิทยา" in message.body
    assert "https://kpi.example.go.th/submissions/1/" in message.body
    assert message.alternatives[0][1] == "text/html"
    for row in rows:
        row.refresh_from_db()
        assert (row.delivery, row.sent_at) == (Delivery.SENT, MORNING)


def test_nothing_to_tell_is_no_e_mail(person, at):
    wish(person, MailMode.DAILY, at)

    assert digest.send_due(MORNING) == 0
    assert not Digest.objects.exists()


@pytest.mark.parametrize(
    ("demo", "moment"), [(True, MORNING), (False, MORNING - timedelta(minutes=10))]
)
def test_neither_in_the_demo_nor_before_eight(person, at, settings, demo, moment):
    wish(person, MailMode.DAILY, at)
    told(person, at)
    settings.DEMO = demo

    assert digest.send_due(moment) == 0
    assert mail.outbox == []


def test_a_failed_digest_is_tried_again_three_times(person, at, monkeypatch):
    wish(person, MailMode.DAILY, at)
    row = told(person, at)

    def refuse(self, messages):
        raise smtplib.SMTPServerDisconnected("ปิดเครื่อง")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    for _ in range(5):
        assert digest.send_due(MORNING) == 0

    kept = Digest.objects.get()
    assert (kept.attempts, kept.sent_at) == (3, None)
    assert "SMTPServerDisconnected" in kept.failure
    row.refresh_from_db()
    assert row.delivery == Delivery.DIGEST, "the next day's digest takes it along"

    monkeypatch.undo()
    assert digest.send_due(MORNING + timedelta(days=1)) == 1


def summary_of(person, *sentences: str) -> Summary:
    return Summary(lambda at: [person.pk], lambda who, at: [Waiting(s, "/x/") for s in sentences])


def test_what_other_apps_say_waits_is_told_to_those_who_wish_it(person, at, monkeypatch):
    monkeypatch.setattr(digest, "_SUMMARIES", [summary_of(person, "รายงานรอตรวจ 3 รายการ")])

    assert digest.send_due(MORNING) == 1
    assert "รายงานรอตรวจ 3 รายการ" in mail.outbox[0].body

    wish(person, MailMode.EACH, at, summary=False)
    assert digest.send_due(MORNING + timedelta(days=1)) == 0


def test_the_page_keeps_a_wish(client, person):
    client.force_login(person)
    url = reverse("notifications:wishes")
    assert client.get(url).status_code == 200

    assert client.post(url, {"mode": "daily"}).status_code == 302

    kept = preferences.of(person)
    assert (kept.mode, kept.summary) == (MailMode.DAILY, False)
    assert client.post(url, {"mode": "sometimes"}).status_code == 422


def test_people_are_not_mixed_up(person, at):
    wish(person, MailMode.PORTAL, at)
    other = factories.UserFactory(email="other@example.go.th")

    assert told(other, at).delivery == Delivery.QUEUED


def test_a_worker_that_dies_while_sending_tells_nobody_twice_a_day(person, at, monkeypatch):
    wish(person, MailMode.DAILY, at)
    told(person, at)
    send = mail.EmailMultiAlternatives.send

    def dies_after(self, *args, **kwargs):
        send(self, *args, **kwargs)
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMultiAlternatives, "send", dies_after)
        with pytest.raises(SystemExit):
            digest.send_due(MORNING)
    for minutes in (1, 15, 300):
        assert digest.send_due(MORNING + timedelta(minutes=minutes)) == 0
    assert len(mail.outbox) == 1
    assert Digest.objects.get().failure == failures.INTERRUPTED

    assert digest.send_due(MORNING + timedelta(days=1)) == 1
    assert len(mail.outbox) == 2


def test_one_who_dies_before_sending_keeps_the_others_not_back(person, at, monkeypatch):
    other = factories.UserFactory(email="other@example.go.th")
    for one in (person, other):
        wish(one, MailMode.DAILY, at)
        told(one, at)

    def dies(self, *args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMultiAlternatives, "send", dies)
        with pytest.raises(SystemExit):
            digest.send_due(MORNING)

    assert digest.send_due(MORNING) == 1
    assert [message.to for message in mail.outbox] == [[other.email]]


@pytest.mark.parametrize(
    ("language", "day", "due"),
    [("th", "21 กุมภาพันธ์ 2568", "3 มี.ค. 2568"), ("en", "21 February 2025", "3 Mar 2025")],
)
def test_days_are_written_as_the_reader_writes_them(person, at, settings, language, day, due):
    settings.PUBLIC_URL = "https://kpi.example.go.th"
    person.language = language
    person.save()
    wish(person, MailMode.DAILY, at)
    row = told(person, at)
    row.facts |= {"until": "2025-03-03"}
    row.kind = "submission.request_extension"
    row.save()

    digest.send_due(MORNING)

    [message] = mail.outbox
    assert day in message.subject
    for part in (message.body, message.alternatives[0][0]):
        assert day in part
        assert due in part
    wishes = "https://kpi.example.go.th/notifications/wishes/"
    assert message.extra_headers["List-Unsubscribe"] == f"<{wishes}>"
    page = html.fromstring(message.alternatives[0][0])
    assert [a.get("href") for a in page.iter("a")] == [
        "https://kpi.example.go.th/submissions/1/",
        "https://kpi.example.go.th/notifications/",
        wishes,
    ]


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.HEAD])
@pytest.mark.parametrize("mode", [MailMode.PORTAL, MailMode.DAILY])
def test_an_executive_or_head_who_wants_no_mail_gets_every_official_notice(db, at, role, mode):
    user = factories.MembershipFactory(role=role).user
    user.email = "boss@example.go.th"
    user.save()
    wish(user, mode, at, summary=False)
    rows = [told(user, at, kind) for kind in sorted(OFFICIAL)]
    told(user, at)

    queued = Notification.objects.filter(delivery=Delivery.QUEUED)
    assert delivery.deliver([row.pk for row in queued], at=at) == 0
    assert [message.to for message in mail.outbox] == [["boss@example.go.th"]] * len(rows)
