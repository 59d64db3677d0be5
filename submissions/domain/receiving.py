"""Entering a report that came on paper, by USB, e-mail or LINE: opened with a reason, held by one
reviewer, ended by handing in. Nothing else lets staff change a unit's answers and evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.notifications.sending import notify
from submissions import access, workflow
from submissions.domain import completeness, narrative, received_filing
from submissions.domain.announcements import people_with
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.domain.said import require_fits
from submissions.domain.transition import perform
from submissions.enums import Action, Channel
from submissions.models import ReceivedReport, Submission

_LONGEST = {"receiving_number": 120, "memo_number": 120}
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Details:
    """What the register of incoming documents and the signed cover say."""

    channel: str = ""
    received_at: datetime | None = None
    receiving_number: str = ""
    brought_by: str = ""
    signer_name: str = ""
    signer_position: str = ""
    memo_number: str = ""
    memo_date: date | None = None


DETAILS = tuple(field.name for field in fields(Details))


def may_open(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether `user` may enter this report for the unit in its state."""
    move = workflow.move_for(submission.state, Action.RECEIVE)
    return move is not None and access.may_perform(user, submission, move, at=at)


def open_entering(
    submission: Submission, *, actor: User, at: datetime, reason: str
) -> ReceivedReport:
    """Begin to enter the report for the unit; what the actor has open already is given back.

    Side effects: the entering; an audit entry; an official notice to the unit's director and
    drafters. Raises `NotAllowed`, `InvalidInput` without a reason, `GuardRefused` while somebody
    else enters it.
    """
    reason = narrative.clean(reason)
    with audit.act(actor=actor, at=at) as log:
        locked = access.lock(submission.pk)
        _require_receiver(locked, actor, at)
        there = access.entering_open(locked)
        if there is not None and there.opened_by_id == actor.pk:
            return there
        if there is not None:
            raise GuardRefused(
                _("%(who)s is entering this report.") % {"who": there.opened_by.display_name},
                code="entering_taken",
            )
        if not reason:
            raise InvalidInput(_("Say why: this act needs a reason."), code="note_required")
        received = ReceivedReport.objects.create(
            submission=locked,
            at_version=locked.version,
            reason=reason,
            opened_at=at,
            opened_by=actor,
        )
        note(log, "receiving.open", received, said=reason)
        tell_unit("receiving.open", locked, actor=actor, at=at, note=reason)
    access.forget_entering(submission)
    return received


def take_over(received: ReceivedReport, *, actor: User, at: datetime) -> ReceivedReport:
    """Go on with what somebody else began to enter, or was sent back to them.

    Side effects: the entering's holder; an audit entry. Raises `NotAllowed`, `GuardRefused` when
    nothing is open any more.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = access.lock(received.submission_id)
        current = access.entering_open(locked)
        if current is None or current.pk != received.pk:
            raise _not_open()
        _require_receiver(locked, actor, at, correcting=current.filing_id is not None)
        if current.opened_by_id != actor.pk:
            received_filing.claim_pieces(current, of_person=current.opened_by_id, until=at)
            before = current.opened_by.display_name
            current.opened_by = actor
            current.save(update_fields=["opened_by"])
            note(log, "receiving.take_over", current, before=before)
    access.forget_entering(received.submission)
    return current


def cancel(received: ReceivedReport, *, actor: User, at: datetime) -> None:
    """End an entering that made no filing; what was entered stays in the unit's draft.

    Side effects: the entering's end; an audit entry. Raises `NotAllowed`, `GuardRefused` when
    nothing is open any more, and for one that was handed in.
    """
    with audit.act(actor=actor, at=at) as log:
        current = require_held(received, actor, at)
        if current.filing_id is not None:
            raise GuardRefused(
                _("What was handed in is corrected, not cancelled."), code="already_entered"
            )
        received_filing.claim_pieces(current, of_person=actor.pk, until=at)
        current.cancelled_at = at
        current.save(update_fields=["cancelled_at"])
        note(log, "receiving.cancel", current)
    access.forget_entering(received.submission)


def keep_details(
    received: ReceivedReport,
    details: Details,
    *,
    actor: User,
    at: datetime,
    claimed_level: int | None = None,
) -> ReceivedReport:
    """Keep what is typed so far; the guards ask for the whole when it is handed in.

    Side effects: the fields, the claimed level where one is given; an audit entry that names the
    changed ones; scores. Raises `InvalidInput` for
    over-long texts, `NotAllowed` unless the actor holds the entering.
    """
    said = asdict(details)
    _require_fitting(said)
    with audit.act(actor=actor, at=at) as log:
        current = require_held(received, actor, at)
        changed = [name for name in DETAILS if getattr(current, name) != said[name]]
        for name in changed:
            setattr(current, name, said[name])
        if changed:
            current.save(update_fields=changed)
            note(log, "receiving.details", current, fields=changed)
        report = current.submission
        if claimed_level is not None and completeness.claims_levels(report):
            _claim(report, claimed_level, actor, at)
    return current


def hand_in(
    received: ReceivedReport,
    *,
    actor: User,
    at: datetime,
    version: int,
    gaps_acknowledged: bool = False,
    as_read: str | None = None,
    note: str = "",
) -> Submission:
    """Hand in what was entered, or its correction; all of it or nothing.

    `as_read` is the mark of what the page showed; None asks nothing. Side effects: those of
    `transition.perform`. Raises what `perform` raises, `NotAllowed` unless the actor holds the
    entering.
    """
    with audit.act(actor=actor, at=at):
        locked = access.lock(received.submission_id)
        current = require_held(received, actor, at)
        correcting = current.filing_id is not None
        return perform(
            locked,
            Action.AMEND_RECEIVED if correcting else Action.RECEIVE,
            actor=actor,
            at=at,
            version=version,
            note=note if correcting else current.reason,
            data={"gaps_acknowledged": gaps_acknowledged, "as_read": as_read},
        )


def require_open_for(received: ReceivedReport, actor: User, at: datetime) -> None:
    """Raise unless `actor` holds the entering and it is open; takes no lock, so that slow work may
    follow. The write asks once more through `require_held`."""
    report = access.with_context(Submission.objects.all()).get(pk=received.submission_id)
    _require_same(received, access.entering_by(actor, report, at=at))


def require_held(received: ReceivedReport, actor: User, at: datetime) -> ReceivedReport:
    """The entering as it now is, locked; raises unless `actor` holds it and it is open."""
    report = access.lock(received.submission_id)
    found = _require_same(received, access.entering_by(actor, report, at=at))
    rows = ReceivedReport.objects.select_for_update(of=("self",))
    current = rows.select_related("opened_by", "cover").get(pk=found.pk)
    current.submission = report
    return current


def _require_same(received: ReceivedReport, found: ReceivedReport | None) -> ReceivedReport:
    if found is None or found.pk != received.pk:
        raise _not_open()
    return found


def note(
    log: audit.Act, action: str, received: ReceivedReport, said: str = "", **facts: Any
) -> None:
    """An entry in the report's history, which the unit reads too."""
    report = received.submission
    log.note_down(
        action, received, subject=report.subject, unit_path=report.unit.path, note=said, **facts
    )


def tell_unit(kind: str, report: Submission, *, actor: User, at: datetime, note: str = "") -> None:
    """Tell the unit's director and drafters of what staff do in its name."""
    people = people_with(report, (Role.DRAFTER, Role.DIRECTOR), at=at)
    notify(
        [person for person in people if person.pk != actor.pk],
        kind=kind,
        facts=facts_of_report(report, who=actor.display_name, note=note),
        url=f"/submissions/{report.pk}/",
        at=at,
        about=outbox_name(report.round),
    )


def _claim(report: Submission, level: int, actor: User, at: datetime) -> None:
    narrative.save_narrative(
        report,
        actor=actor,
        at=at,
        revision=report.narrative_revision,
        claimed_level=level,
        level_results=report.level_results,
        texts={name: getattr(report, name) for name in narrative.TEXTS},
    )


def _require_receiver(
    report: Submission, actor: User, at: datetime, *, correcting: bool = False
) -> None:
    action = Action.AMEND_RECEIVED if correcting else Action.RECEIVE
    move = workflow.move_for(report.state, action)
    if move is None:
        raise GuardRefused(
            _("This cannot be done while the report is “%(state)s”.")
            % {"state": report.get_state_display()},
            code="no_such_move",
        )
    if not access.may_perform(actor, report, move, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _require_fitting(said: dict[str, Any]) -> None:
    if said["channel"] and said["channel"] not in Channel.values:
        raise InvalidInput(_("There is no such way."), code="no_such_channel")
    for name, value in said.items():
        most = _LONGEST.get(name, _LONGEST_NAME)
        if isinstance(value, str):
            require_fits(value, most, field=name)


def _not_open() -> NotAllowed:
    return NotAllowed(
        _("This entering is not open to you any more: the report moved on, or somebody took over."),
        code="not_held",
    )
