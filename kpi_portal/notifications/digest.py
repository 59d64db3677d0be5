"""The daily e-mail: what a person chose to hear once a day, and what waits for the section.

Other apps say what waits by `register`; this one knows no report and no queue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import get_language, gettext, ngettext

from kpi_portal.accounts.models import User
from kpi_portal.notifications import failures, kinds, preferences
from kpi_portal.notifications.delivery import ATTEMPTS
from kpi_portal.notifications.letters import letter
from kpi_portal.notifications.models import Delivery, Digest, MailPreference, Notification
from kpi_portal.thai import BANGKOK, english_date, thai_date

MORNING = time(8)
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the summary in the active language, and where it leads."""

    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A part of the summary: for whom there may be one on a day, and what waits for one person.

    `lines` is asked in the person's language and gives nothing where nothing waits.
    """

    people: Callable[[datetime], Iterable[int]]
    lines: Callable[[User, datetime], list[Waiting]]


_SUMMARIES: list[Summary] = []


def register(summary: Summary) -> None:
    """Add a part to everybody's summary; called once, when an app is ready."""
    _SUMMARIES.append(summary)


def send_due(at: datetime) -> int:
    """Send today's digests that are not sent yet; returns how many went out.

    From eight in the morning, one a day for each person. A digest that fails is tried again at the
    next call, three times in all; one whose worker died while sending may have arrived, so that its
    news wait for the next day. In demo mode nothing is ever sent. Side effects: e-mail, the
    digest's row, the delivery states of the notifications in it.
    """
    local = at.astimezone(BANGKOK)
    if settings.DEMO or local.time() < MORNING:
        return 0
    waiting = Notification.objects.filter(delivery=Delivery.DIGEST).values("recipient_id")
    wanted = {row["recipient_id"] for row in waiting} | _summarised(at)
    today = Digest.objects.filter(day=local.date())
    done = today.exclude(_to_be_tried(), attempts__lt=ATTEMPTS)
    left = wanted - set(done.values_list("person_id", flat=True))
    people = User.objects.filter(pk__in=left, is_active=True).exclude(email="").order_by("pk")
    return sum(_send(person, local.date(), at) for person in people)


def _summarised(at: datetime) -> set[int]:
    found = {pk for summary in _SUMMARIES for pk in summary.people(at)}
    without = MailPreference.objects.filter(person__in=found, summary=False)
    return found - set(without.values_list("person_id", flat=True))


def _send(person: User, day: date, at: datetime) -> bool:
    """Whether the person's digest went out now; nothing to tell is no digest."""
    rows = list(
        Notification.objects.filter(recipient=person, delivery=Delivery.DIGEST).order_by(
            "created_at", "pk"
        )[:MOST_LINES]
    )
    with translation.override(person.language):
        lines = _lines_for(person, at)
        if not rows and not lines:
            return False
        digest = _claimed(person, day, at)
        if digest is None:
            return False  # another worker has it
        message = _message(person, day, rows, lines)
    try:
        message.send()
    except OSError as failure:  # smtplib's errors and those of the network
        digest.failure = failures.kept(failure)
        digest.save(update_fields=["failure"])
        return False
    with transaction.atomic():
        digest.sent_at, digest.failure = at, ""
        digest.save(update_fields=["sent_at", "failure"])
        told = Notification.objects.filter(pk__in=[row.pk for row in rows])
        told.update(delivery=Delivery.SENT, sent_at=at, attempts=F("attempts") + 1)
    return True


def _lines_for(person: User, at: datetime) -> list[Waiting]:
    """What waits for those who wish to be told of it."""
    if not preferences.of(person).summary:
        return []
    return [line for summary in _SUMMARIES for line in summary.lines(person, at)]


def _to_be_tried() -> Q:
    """Digests that surely did not go out."""
    return Q(sent_at=None) & ~Q(failure=failures.INTERRUPTED)


def _claimed(person: User, day: date, at: datetime) -> Digest | None:
    """The day's row with one attempt more, or None where somebody else just took it."""
    try:
        with transaction.atomic():
            return Digest.objects.create(
                person=person, day=day, made_at=at, attempts=1, failure=failures.INTERRUPTED
            )
    except IntegrityError:
        there = Digest.objects.get(person=person, day=day)
    mine = Digest.objects.filter(_to_be_tried(), pk=there.pk, attempts=there.attempts)
    if there.attempts >= ATTEMPTS or not mine.update(
        attempts=F("attempts") + 1, failure=failures.INTERRUPTED
    ):
        return None
    there.refresh_from_db()
    return there


def _message(
    person: User, day: date, rows: list[Notification], lines: list[Waiting]
) -> EmailMultiAlternatives:
    today = thai_date(day, "long") if get_language() != "en" else english_date(day, "long")
    total = len(rows) + len(lines)
    subject = ngettext(
        "KPI Portal: %(count)d thing, %(day)s", "KPI Portal: %(count)d things, %(day)s", total
    ) % {"count": total, "day": today}
    if not rows:
        subject = gettext("KPI Portal: what waits for you, %(day)s") % {"day": today}
    wishes = f"{settings.PUBLIC_URL}/notifications/wishes/"
    return letter(
        "notifications/digest",
        person,
        subject=subject,
        context={
            "today": today,
            "lines": [(line.sentence, f"{settings.PUBLIC_URL}{line.url}") for line in lines],
            "news": [
                (kinds.sentence(row), kinds.note(row), f"{settings.PUBLIC_URL}{row.url}")
                for row in rows
            ],
            "address": f"{settings.PUBLIC_URL}/notifications/",
            "wishes": wishes,
        },
        headers={"List-Unsubscribe": f"<{wishes}>"},
    )
