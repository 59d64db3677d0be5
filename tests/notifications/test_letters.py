"""Every kind as an e-mail: what happened, to which report, until when, and one way on."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from django.core import mail
from django.utils import translation
from lxml import html

from kpi_portal.notifications import delivery, failures, kinds
from kpi_portal.notifications.kinds import KINDS
from kpi_portal.notifications.models import Delivery, Notification
from tests import factories

PORTAL = "https://kpi.example.go.th"
# Everything that any sentence speaks of.
FACTS = {
    "unit": "ส่วนอุทกวิทยา",
    "indicator": "สบอ-7",
    "round": "รอบ 5 เดือน",
    "reporter": "ส่วนบริหารจัดการน้ำ",
    "due": "2025-03-14T09:30:00+00:00",
    "until": "2025-03-21T09:30:00+00:00",
    "starts": "2025-03-03",
    "ends": "2025-03-07",
    "who": "มานี ใจดี",
    "by": "มานี ใจดี",
    "to": "ส่วนใหม่",
    "former": "ส่วนเดิม",
    "acting": "รักษาการหัวหน้าส่วน",
    "count": 3,
    "failed": 1,
    "version": 2,
    "before": "75.00",
    "after": "50.00",
    "order_number": "ที่ 12/2568",
    "role": "reviewer",
    "form": "แบบฟอร์ม 3",
    "name": "รายงาน.xlsx",
    "memos": "บันทึกแจ้งผล",
}


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_URL = PORTAL
    settings.DEFAULT_FROM_EMAIL = "kpi@example.go.th"


def written(person, kind: str, language: str, at, **facts):
    person.language = language
    row = Notification(
        recipient=person, kind=kind, facts=FACTS | facts, url="/submissions/7/", created_at=at
    )
    return row, delivery.message_for(row)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_reads_well_as_text_and_as_html(kind: str, language: str, person, at) -> None:
    row, message = written(person, kind, language, at)

    assert 0 < len(message.subject.strip()) < 200
    page = html.fromstring(message.alternatives[0][0])
    seen = " ".join(page.text_content().split())
    assert message.subject.removesuffix("…") in seen
    for said in (message.subject, message.body, seen):
        assert "%(" not in said
        assert kinds.NOTHING not in said, "a fact of the sentence is missing"
        assert not re.search(r"\d{4}-\d{2}-\d{2}", said), "days are written as people write them"
    with translation.override(language):
        for label, value in kinds.details(row):
            assert f"{label}: {value}" in message.body
            assert label in seen
            assert value in seen
    assert [a.get("href") for a in page.iter("a")] == [f"{PORTAL}/submissions/7/"]
    assert f": {PORTAL}/submissions/7/" in message.body
    assert page.get("lang") == language
    assert not page.xpath("//script | //img | //link | //*[@src]"), "nothing is fetched"
    if language == "th":
        assert "2025" not in seen, "years are of the Buddhist era"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_row_with_few_facts_still_has_a_subject(kind: str, person, at) -> None:
    message = delivery.message_for(Notification(recipient=person, kind=kind, created_at=at))

    assert message.subject.strip()
    assert f'href="{PORTAL}"' in message.alternatives[0][0]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("submission.return", "Answer by: 14 Mar 2025, 16:30"),
        ("submission.answer_reminder", "Answer by: 14 Mar 2025, 16:30"),
        ("submission.publish", "Reconsideration can be asked for until: 14 Mar 2025, 16:30"),
        ("submission.request_extension", "Asked for until: 21 Mar 2025, 16:30"),
        ("round.overdue", "Accepted until: 21 Mar 2025, 16:30"),
        ("round.open", "Due: 14 Mar 2025, 16:30"),
    ],
)
def test_a_moment_is_named_by_what_it_means(kind: str, line: str, person, at) -> None:
    assert line in written(person, kind, "en", at)[1].body


def test_the_sender_has_the_portals_name_and_no_reply_is_asked_of_machines(
    person, tell, at, settings
) -> None:
    delivery.deliver([tell().pk], at=at)
    settings.DEFAULT_FROM_EMAIL = "ส่วนยุทธศาสตร์ <strategy@example.go.th>"
    delivery.deliver([tell().pk], at=at)

    first, second = (message_from_bytes(m.message().as_bytes()) for m in mail.outbox)
    assert str(make_header(decode_header(first["From"]))) == "ระบบรายงานตัวชี้วัด <kpi@example.go.th>"
    assert str(make_header(decode_header(second["From"]))).startswith("ส่วนยุทธศาสตร์")
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["List-Unsubscribe"] is None, "nobody leaves official notices"


def test_the_list_says_until_when_too(client, person, tell) -> None:
    tell(due="2025-03-14T09:30:00+00:00")
    client.force_login(person)

    assert "ตอบภายใน 14 มี.ค. 2568" in client.get("/notifications/").content.decode()


def test_a_worker_that_dies_while_sending_sends_nobody_twice(tell, at, monkeypatch) -> None:
    row, next_one = tell(), tell(to=factories.UserFactory(email="next@example.go.th"))
    send = mail.EmailMultiAlternatives.send

    def dies_after(self, *args, **kwargs):
        send(self, *args, **kwargs)
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMultiAlternatives, "send", dies_after)
        with pytest.raises(SystemExit):
            delivery.deliver([row.pk, next_one.pk], at=at)

    assert delivery.deliver([row.pk, next_one.pk], at=at) == 0
    assert [m.to[0] for m in mail.outbox] == ["manee@example.go.th", "next@example.go.th"]
    row.refresh_from_db()
    assert (row.delivery, row.failure) == (Delivery.FAILED, failures.INTERRUPTED)
    with translation.override("en"):
        assert "may have arrived" in failures.in_words(row.failure)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        ("SMTPRecipientsRefused: {'a@x': (550, b'unknown')}", "refused the address"),
        ("ConnectionRefusedError: [Errno 111]", "could not be reached"),
        ("SMTPSenderRefused: (530, b'', '')", "as sender"),
        ("SomethingElse: ?", "did not take"),
        ("", ""),
    ],
)
def test_a_failure_is_said_with_what_to_do(failure: str, said: str) -> None:
    with translation.override("en"):
        words = failures.in_words(failure)
    assert said in words
    assert bool(words) is bool(failure)
