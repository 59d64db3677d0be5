"""How people want to be written to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.notifications.models import MailMode, MailPreference


def modes_of(people: Iterable[User]) -> dict[int, MailMode]:
    """Person → their wish, for those who stated one; one query."""
    rows = MailPreference.objects.filter(person__in=[person.pk for person in people])
    return {row.person_id: MailMode(row.mode) for row in rows}


def of(person: User) -> MailPreference:
    """The person's wish, or the usual one that nobody stored."""
    found = MailPreference.objects.filter(person=person).first()
    return found or MailPreference(person=person, mode=MailMode.EACH, summary=True)


def change(person: User, *, mode: MailMode, summary: bool, at: datetime) -> MailPreference:
    """State how the person wants mail from now on; what already waits for a digest stays in it.

    Side effects: the preference; an audit entry when it changed.
    """
    with audit.act(actor=person, at=at) as log:
        before = of(person)
        if (before.mode, before.summary) == (mode, summary):
            return before
        kept, _created = MailPreference.objects.update_or_create(
            person=person, defaults={"mode": mode, "summary": summary, "changed_at": at}
        )
        log.note_down(
            "person.mail_preference",
            person,
            subject=f"person:{person.pk}",
            changed={"mode": [str(before.mode), str(mode)]},
            summary=summary,
        )
    return kept
