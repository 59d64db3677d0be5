"""Writing notifications inside the act's transaction; delivery follows the commit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from kpi_portal.accounts.models import User
from kpi_portal.jobs import enqueue
from kpi_portal.notifications import preferences
from kpi_portal.notifications.kinds import MAY_BE_GENERAL, OFFICIAL
from kpi_portal.notifications.models import Delivery, MailMode, Notification

# What `about` says of a thing that no outbox lists.
GENERAL = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What several people are told of one thing. `about` is what an outbox lists it under."""

    people: Iterable[User]
    facts: dict[str, Any]
    url: str
    about: str


def notify(
    people: Iterable[User],
    *,
    kind: str,
    facts: dict[str, Any],
    url: str,
    at: datetime,
    about: str,
) -> list[Notification]:
    """Tell several people one thing; see `notify_many`."""
    return notify_many([Message(people, facts, url, about)], kind=kind, at=at)


def notify_in_general(
    people: Iterable[User], *, kind: str, facts: dict[str, Any], url: str, at: datetime
) -> list[Notification]:
    """Tell several people one thing that is about no round."""
    return notify(people, kind=kind, facts=facts, url=url, at=at, about=GENERAL)


def notify_many(messages: Iterable[Message], *, kind: str, at: datetime) -> list[Notification]:
    """One row per person and message, and one background job that delivers the queued ones by
    e-mail.

    What is no official notice follows the person's wish: at once, in the daily digest, or in the
    portal only. A constant number of queries. Raises `ValueError` for a message that does not say
    what it is about, where its kind always is about something: no outbox would show it.
    """
    told = [(message, person) for message in messages for person in message.people]
    if kind not in MAY_BE_GENERAL and any(not message.about for message, _person in told):
        raise ValueError(f"{kind} does not say what it is about")
    wishes = {} if kind in OFFICIAL else preferences.modes_of(person for _m, person in told)
    rows = Notification.objects.bulk_create(
        Notification(
            recipient=person,
            kind=kind,
            facts=message.facts,
            url=message.url,
            about=message.about,
            created_at=at,
            delivery=_first_state(person, wishes.get(person.pk, MailMode.EACH)),
        )
        for message, person in told
    )
    queue_delivery([row.pk for row in rows if row.delivery == Delivery.QUEUED], at=at)
    return rows


def queue_delivery(pks: list[int], *, at: datetime) -> None:
    """One background job that sends these rows; nothing without any."""
    if pks:
        enqueue("notifications.deliver", payload={"notifications": pks}, requested_by=None, at=at)


def _first_state(person: User, mode: MailMode) -> Delivery:
    """Demo mode never sends, so nothing waits there for a worker."""
    if settings.DEMO or mode == MailMode.PORTAL:
        return Delivery.PORTAL_ONLY
    if not person.email:
        return Delivery.NO_ADDRESS
    return Delivery.DIGEST if mode == MailMode.DAILY else Delivery.QUEUED
