"""Sending notifications by e-mail: one message per row, its outcome kept on the row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, QuerySet
from django.utils import translation

from kpi_portal.notifications import failures, kinds
from kpi_portal.notifications.letters import letter
from kpi_portal.notifications.models import Delivery, Notification
from kpi_portal.notifications.sending import queue_delivery

ATTEMPTS = 3
RESENDABLE = (Delivery.FAILED, Delivery.NO_ADDRESS)


def deliver(pks: Iterable[int], *, at: datetime) -> int:
    """Send the rows that are still queued; returns how many have to be tried again.

    In demo mode nothing is ever sent, and people whose account is closed are told in the portal
    only. Safe to run twice: a row that was sent is no longer queued. Side effects: the rows'
    states, the reason of a failure, e-mail.
    """
    queued = Notification.objects.filter(pk__in=list(pks), delivery=Delivery.QUEUED)
    if settings.DEMO:
        queued.update(delivery=Delivery.PORTAL_ONLY)
        return 0
    queued.filter(recipient__is_active=False).update(delivery=Delivery.PORTAL_ONLY)
    waiting = 0
    with get_connection() as connection:
        for row in queued.select_related("recipient").order_by("pk"):
            waiting += not _send(row, connection, at)
    return waiting


def queue_again(rows: QuerySet[Notification], *, at: datetime) -> int:
    """Queue these rows anew where they failed or had no address and one is known now; returns how
    many. Belongs to the caller's transaction. Side effects: their states, one background job."""
    again = rows.filter(delivery__in=RESENDABLE).exclude(recipient__email="")
    pks = list(again.filter(recipient__is_active=True).values_list("pk", flat=True))
    Notification.objects.filter(pk__in=pks).update(delivery=Delivery.QUEUED, attempts=0, failure="")
    queue_delivery(pks, at=at)
    return len(pks)


def _send(row: Notification, connection: BaseEmailBackend, at: datetime) -> bool:
    """Whether the row is settled: sent, or given up.

    While the mail server has it the row counts as interrupted. Where the worker dies in that
    moment it stays so: nobody gets it twice, and the outbox shows that it may be missing.
    """
    claimed = Notification.objects.filter(
        pk=row.pk, delivery=Delivery.QUEUED, attempts=row.attempts
    )
    if not claimed.update(
        attempts=F("attempts") + 1, delivery=Delivery.FAILED, failure=failures.INTERRUPTED
    ):
        return True  # another worker has it
    row.attempts += 1
    try:
        message_for(row, connection).send()
    except OSError as failure:  # smtplib's errors and those of the network
        row.failure = failures.kept(failure)
        row.delivery = Delivery.FAILED if row.attempts >= ATTEMPTS else Delivery.QUEUED
    else:
        row.delivery, row.failure, row.sent_at = Delivery.SENT, "", at
    row.save(update_fields=["delivery", "failure", "sent_at"])
    return row.delivery != Delivery.QUEUED


def message_for(
    row: Notification, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The e-mail in the recipient's language, as text and as HTML."""
    with translation.override(row.recipient.language):
        sentence = kinds.sentence(row)
        return letter(
            "notifications/mail",
            row.recipient,
            subject=sentence,
            context={
                "sentence": sentence,
                "details": kinds.details(row),
                "note": kinds.note(row),
                "address": f"{settings.PUBLIC_URL}{row.url}" if row.url else settings.PUBLIC_URL,
            },
            connection=connection,
        )
