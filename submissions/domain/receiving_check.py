"""The second person: verifying what staff entered for a unit, or sending it back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.jobs import enqueue
from kpi_portal.notifications.sending import notify
from submissions import access
from submissions.domain import narrative, received_rules, receiving
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.models import ReceivedReport, Submission
from submissions.workflow import CORRECTABLE


def may_verify(user: User, received: ReceivedReport, *, at: datetime) -> bool:
    """Whether `user` may judge the entry: a reviewer or the head who entered nothing of it."""
    if not access.may_review(user, received.submission, at=at):
        return False
    if user.pk in (received.entered_by_id, received.opened_by_id):
        return False
    return not received.uses.filter(added_by=user).exists()


def verify(received: ReceivedReport, *, actor: User, at: datetime, note: str = "") -> None:
    """Say that what was entered is what came.

    Side effects: the verification; the acknowledgement is made in the background; an audit entry;
    a notice to the unit. Raises `NotAllowed` for whoever entered it, `GuardRefused` while it is
    being corrected and when it is verified already.
    """
    with audit.act(actor=actor, at=at) as log:
        current = _lock(received, actor, at)
        current.verified_at, current.verified_by = at, actor
        current.verification_note = narrative.clean(note)
        current.save(update_fields=["verified_at", "verified_by", "verification_note"])
        receiving.note(
            log,
            "receiving.verify",
            current,
            said=current.verification_note,
            receiving_number=current.receiving_number,
        )
        enqueue(
            "documents.acknowledgement",
            payload={"received": current.pk},
            requested_by=actor,
            at=at,
        )
        receiving.tell_unit("receiving.verify", current.submission, actor=actor, at=at)
    access.forget_entering(received.submission)


def send_back(received: ReceivedReport, *, actor: User, at: datetime, note: str) -> None:
    """Send the entry back to whoever made it, with the reason. The report keeps its state; only the
    one who entered it may change it until the correction is handed in.

    Side effects: the return of the entry; an audit entry; a notification. Raises `InvalidInput`
    without a reason, and what `verify` raises.
    """
    reason = narrative.clean(note)
    if not reason:
        raise InvalidInput(_("Say what has to be corrected."), code="note_required")
    with audit.act(actor=actor, at=at) as log:
        current = _lock(received, actor, at)
        report = current.submission
        if report.state not in CORRECTABLE:
            raise GuardRefused(
                _("This cannot be done while the report is “%(state)s”.")
                % {"state": report.get_state_display()},
                code="not_correctable",
            )
        current.sent_back_at, current.sent_back_by = at, actor
        current.sent_back_note = reason
        current.save(update_fields=["sent_back_at", "sent_back_by", "sent_back_note"])
        receiving.note(log, "receiving.send_back", current, said=reason)
        notify(
            [current.opened_by],
            kind="receiving.send_back",
            facts=facts_of_report(report, who=actor.display_name, note=reason),
            url=f"/review/{report.pk}/receive/",
            at=at,
            about=outbox_name(report.round),
        )
    access.forget_entering(received.submission)


def awaiting(submission: Submission) -> ReceivedReport | None:
    """The received report of this submission that waits for a second person."""
    return received_rules.unverified(submission)


def _lock(received: ReceivedReport, actor: User, at: datetime) -> ReceivedReport:
    report = access.lock(received.submission_id)
    rows = ReceivedReport.objects.select_for_update(of=("self",))
    current = rows.select_related("opened_by").get(pk=received.pk)
    current.submission = report
    if current.filing_id is None or current.verified_at is not None:
        raise GuardRefused(_("There is nothing to verify here any more."), code="not_waiting")
    if current.sent_back_at is not None:
        raise GuardRefused(
            _("The entry was sent back and is being corrected."), code="being_corrected"
        )
    if not may_verify(actor, current, at=at):
        raise NotAllowed(
            _("A second person verifies: a reviewer or the head who entered nothing of it."),
            code="not_allowed",
        )
    return current
