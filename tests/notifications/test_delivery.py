"""E-mails: each row once, in the reader's language, its outcome on the row; none in demo mode."""

from __future__ import annotations

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from kpi_portal.jobs.models import Job
from kpi_portal.notifications import delivery, tasks
from kpi_portal.notifications.models import Delivery, Notification
from kpi_portal.notifications.sending import notify
from tests import factories


def deliver(*rows, at) -> int:
    return delivery.deliver([row.pk for row in rows], at=at)


def test_an_e_mail_in_the_readers_language_with_text_and_html(tell, person, at, settings):
    settings.PUBLIC_URL = "https://kpi.example.go.th"
    english = factories.UserFactory(email="en@example.go.th", language="en")
    rows = [tell(note="ขอรายงานฉบับลงนาม"), tell(to=english)]

    assert deliver(*rows, at=at) == 0

    thai, other = mail.outbox
    assert thai.to == ["manee@example.go.th"]
    assert thai.subject == "รายงานของ ส่วนอุทกวิทยา ตัวชี้วัด สบอ-7 รอบ 5 เดือน ถูกส่งคืนแก้ไข"
    assert "https://kpi.example.go.th/submissions/1/" in thai.body
    assert "ขอรายงานฉบับลงนาม" in thai.body
    html, kind = thai.alternatives[0][0], thai.alternatives[0][1]
    assert kind == "text/html"
    assert '<html lang="th">' in html
    assert "was returned for correction" in other.subject
    row = Notification.objects.get(pk=rows[0].pk)
    assert (row.delivery, row.sent_at, row.attempts) == (Delivery.SENT, at, 1)


def test_running_twice_sends_once(tell, at):
    row = tell()

    deliver(row, at=at)
    deliver(row, at=at)

    assert len(mail.outbox) == 1


def test_html_in_a_note_is_shown_and_not_run(tell, at):
    deliver(tell(note="<script>alert(1)</script>", unit="ส่วน\r\nBcc: x@example.com"), at=at)

    message = mail.outbox[0]
    assert "<script>" not in message.alternatives[0][0]
    assert "\n" not in message.subject
    assert "<script>alert(1)</script>" in message.body


def test_demo_mode_never_sends(tell, at, settings):
    settings.DEMO = True
    row = tell()

    assert deliver(row, at=at) == 0

    assert mail.outbox == []
    row.refresh_from_db()
    assert row.delivery == Delivery.PORTAL_ONLY


def test_a_closed_account_is_told_in_the_portal_only(tell, person, at):
    person.is_active = False
    person.save()
    row = tell()

    deliver(row, at=at)

    row.refresh_from_db()
    assert (row.delivery, mail.outbox) == (Delivery.PORTAL_ONLY, [])


@pytest.fixture
def broken(monkeypatch):
    """A mail server that refuses one address."""
    real = EmailBackend.send_messages

    def send(self, messages):
        if any("manee" in to for message in messages for to in message.to):
            raise smtplib.SMTPRecipientsRefused({"manee@example.go.th": (550, b"unknown")})
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)


def test_a_failure_keeps_nobody_else_back_and_is_visible(tell, broken, at, client, person):
    other = factories.UserFactory(email="other@example.go.th")
    bad, good = tell(), tell(to=other)

    assert deliver(bad, good, at=at) == 1
    assert [m.to for m in mail.outbox] == [["other@example.go.th"]]
    bad.refresh_from_db()
    assert (bad.delivery, bad.attempts) == (Delivery.QUEUED, 1)
    assert "SMTPRecipientsRefused" in bad.failure

    assert deliver(bad, good, at=at) == 1
    assert deliver(bad, good, at=at) == 0
    bad.refresh_from_db()
    assert (bad.delivery, bad.attempts) == (Delivery.FAILED, 3)
    assert len(mail.outbox) == 1

    client.force_login(person)
    assert "ส่งอีเมลไม่สำเร็จ" in client.get("/notifications/").content.decode()


def test_the_job_is_tried_again_while_rows_are_left(tell, broken, at):
    row = tell()
    job = Job(kind="notifications.deliver", payload={"notifications": [row.pk]})

    for _attempt in range(2):
        with pytest.raises(tasks.NotAllDelivered):
            tasks.deliver(job, lambda *a, **k: None)
    assert tasks.deliver(job, lambda *a, **k: None) == {"rows": 1}


def test_without_address_no_job_is_made(at, db):
    notify(
        [factories.UserFactory(email="")],
        kind="submission.publish",
        facts={},
        url="/",
        at=at,
        about="round:1",
    )

    assert Notification.objects.get().delivery == Delivery.NO_ADDRESS
    assert not Job.objects.exists()
