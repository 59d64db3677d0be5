"""Letting a contradiction stand, with a reason, and taking that back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound, Stale
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain.contradictions import reading
from submissions.enums import State
from submissions.models import AcknowledgedContradiction, Submission

LONGEST_REASON = 2_000


def acknowledge(
    submission: Submission, *, actor: User, at: datetime, digest: str, reason: str
) -> AcknowledgedContradiction:
    """Let one contradiction stand. `digest` names it as the page showed it.

    The same one acknowledged already is given back. Side effects: a row, an audit entry.
    Raises `NotAllowed` for who may not review the report, `GuardRefused` outside a review,
    `InvalidInput` without a reason, `Stale` when the report changed since the page was made.
    """
    said = normalise_text(reason).strip()
    if not said:
        raise InvalidInput(_("Say why it may stand."), code="reason_required")
    if len(said) > LONGEST_REASON:
        raise InvalidInput(
            _("The reason has %(count)d characters; at most %(most)d fit.")
            % {"count": len(said), "most": LONGEST_REASON},
            code="reason_too_long",
        )
    with audit.act(actor=actor, at=at) as log:
        locked = _open_to(submission, actor, at)
        there = reading.acknowledged(locked).get(digest)
        if there is not None:
            return there
        found = next((f for f in reading.of_report(locked, at=at) if f.digest == digest), None)
        if found is None:
            raise Stale(
                _("The report changed in the meantime; here is what contradicts now."),
                code="stale",
            )
        row = AcknowledgedContradiction.objects.create(
            submission=locked,
            kind=found.kind,
            requirement=found.requirement,
            digest=digest,
            reason=said,
            at=at,
            by=actor,
        )
        _note(log, "contradiction.acknowledge", locked, row, said)
    return row


def take_back(submission: Submission, *, actor: User, at: datetime, digest: str) -> None:
    """Open an acknowledged contradiction again. Side effects: the row goes, an audit entry keeps
    what was said. Refusals as for `acknowledge`, and `NotFound`."""
    with audit.act(actor=actor, at=at) as log:
        locked = _open_to(submission, actor, at)
        row = reading.acknowledged(locked).get(digest)
        if row is None:
            raise NotFound(_("There is no such acknowledgement."), code="not_found")
        _note(log, "contradiction.take_back", locked, row, row.reason)
        row.delete()


def _open_to(submission: Submission, actor: User, at: datetime) -> Submission:
    locked = access.lock(submission.pk)
    if not access.may_review(actor, locked, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    if locked.state != State.IN_REVIEW:
        raise GuardRefused(
            _("This cannot be done while the report is “%(state)s”.")
            % {"state": locked.get_state_display()},
            code="not_in_review",
        )
    return locked


def _note(
    log: audit.Act,
    action: str,
    submission: Submission,
    row: AcknowledgedContradiction,
    reason: str,
) -> None:
    log.note_down(
        action,
        submission,
        subject=submission.subject,
        unit_path=submission.unit.path,
        note=reason,
        contradiction=row.kind,
        requirement=row.requirement,
        digest=row.digest,
    )
