"""Who is told that more time is asked for, and how it was decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.notifications.sending import notify
from submissions.domain.announcements import people_with
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.enums import ExtensionState
from submissions.models import Extension, Submission


def tell_of_request(extension: Extension, *, actor: User, at: datetime) -> None:
    """Those who head the indicator's owner have a request to decide."""
    submission = extension.submission
    notify(
        _others(people_with(submission, [Role.HEAD], at=at), actor),
        kind="submission.request_extension",
        facts=_facts(submission, extension.requested_until, extension.reason),
        url=f"/review/{submission.pk}/do/extension/{extension.pk}/",
        at=at,
        about=outbox_name(submission.round),
    )


def tell_of_decision(extension: Extension, *, actor: User, at: datetime) -> None:
    """The unit's people learn what was decided, until when, by which order; on the bureau's own
    report its executive too. Who asked is told also after leaving the office."""
    submission = extension.submission
    roles = [Role.DRAFTER, Role.DIRECTOR]
    if submission.unit_id == submission.round.indicator.owner_id:
        roles.append(Role.EXECUTIVE)
    people = {person.pk: person for person in people_with(submission, roles, at=at)}
    people[extension.requested_by_id] = extension.requested_by
    notify(
        _others(people.values(), actor),
        kind=(
            "submission.extension_granted"
            if extension.state == ExtensionState.GRANTED
            else "submission.extension_refused"
        ),
        facts=_facts(submission, extension.granted_until, extension.answer)
        | {"order_number": extension.order_number},
        url=f"/submissions/{submission.pk}/extension/",
        at=at,
        about=outbox_name(submission.round),
    )


def _others(people: Iterable[User], actor: User) -> list[User]:
    return [person for person in people if person.pk != actor.pk and person.is_active]


def _facts(submission: Submission, until: datetime | None, note: str) -> dict[str, Any]:
    return facts_of_report(submission, until=until.isoformat() if until else None, note=note)
