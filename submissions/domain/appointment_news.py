"""Who is told that somebody was named by order: the person, with the way to the desk."""

from __future__ import annotations

from datetime import datetime

from kpi_portal.accounts.models import User
from kpi_portal.notifications.sending import notify
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.models import Appointment


def tell(appointment: Appointment, *, actor: User, at: datetime) -> None:
    """The person named learns for which report, as what and by which order; often that person sits
    elsewhere and would not look into the queue."""
    if appointment.user_id == actor.pk:
        return
    submission = appointment.submission
    notify(
        [appointment.user],
        kind="submission.appoint",
        facts=facts_of_report(
            submission, role=str(appointment.role), order_number=appointment.order_number
        ),
        url=f"/review/{submission.pk}/",
        at=at,
        about=outbox_name(submission.round),
    )
