"""Decisions beside the workflow: extensions, waivers and people named by order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from submissions import access
from submissions.domain import appointment_news, extension_news, preparing, scores
from submissions.enums import ExtensionState
from submissions.models import Appointment, Extension, Submission, Waiver
from submissions.workflow import SETTLED


def request_extension(
    submission: Submission, *, actor: User, at: datetime, until: datetime, reason: str
) -> Extension:
    """The director asks for a later due date, also after the due date; for the bureau's own report
    its executive.

    Side effects: a requested extension, an audit entry, a notification to the head. One request may
    be open at a time.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = access.lock(submission.pk)
        _require_asker(actor, locked, at)
        _require_not_settled(locked)
        if until <= max(at, locked.effective_due_at):
            raise InvalidInput(
                _("The new date must lie after the present due date and after today."),
                code="date_not_later",
            )
        _require_text(reason, _("Say why more time is needed."), "reason_required")
        if locked.extensions.filter(state=ExtensionState.REQUESTED).exists():
            raise GuardRefused(
                _("A request is already waiting for a decision."), code="already_requested"
            )
        extension = Extension.objects.create(
            submission=locked,
            requested_until=until,
            reason=reason.strip(),
            requested_at=at,
            requested_by=actor,
        )
        _note(log, "submission.request_extension", locked, reason, until=until.isoformat())
        extension_news.tell_of_request(extension, actor=actor, at=at)
    return extension


def may_ask_for_time(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether asking for more time is the person's: the director's, or on the bureau's own report
    its executive's."""
    own = standing.of(user, access.day_of(at))
    if access.is_own_report_of_executive(submission, own):
        return True
    return access.may_act_as(user, submission, Role.DIRECTOR, at=at)


def decide_extension(
    extension: Extension,
    *,
    actor: User,
    at: datetime,
    grant: bool,
    until: datetime | None = None,
    order_number: str = "",
    answer: str = "",
) -> Extension:
    """The head grants (with an order number and a date) or refuses (with a reason).

    Side effects: the submission's own due date and new scores where it is granted, audit, a
    notification to the unit's people and to who asked. A request is decided once; granting is
    refused once the result is confirmed.
    """
    with audit.act(actor=actor, at=at) as log:
        submission = access.lock(extension.submission_id)
        asked = submission.extensions.select_related("requested_by").get(pk=extension.pk)
        asked.submission = submission
        _require_role(actor, submission, Role.HEAD, at)
        _refuse_own_unit(actor, submission, at)
        if asked.state != ExtensionState.REQUESTED:
            raise GuardRefused(_("This request is already decided."), code="already_decided")
        if grant:
            _grant(asked, submission, until or asked.requested_until, order_number)
        else:
            _require_text(answer, _("Say why the request is refused."), "reason_required")
            asked.state = ExtensionState.REFUSED
        asked.decided_at, asked.decided_by = at, actor
        asked.order_number, asked.answer = order_number.strip(), answer.strip()
        asked.save()
        _note(
            log,
            "submission.decide_extension",
            submission,
            answer,
            state=str(asked.state),
            order_number=order_number,
            until=asked.granted_until.isoformat() if asked.granted_until else None,
        )
        if grant:
            scores.recompute(submission, at=at, reason="decide_extension")
        extension_news.tell_of_decision(asked, actor=actor, at=at)
    return asked


def _grant(asked: Extension, submission: Submission, until: datetime, order_number: str) -> None:
    _require_text(order_number, _("Give the number of the order."), "order_number_required")
    _require_not_settled(submission)
    if until <= submission.effective_due_at:
        raise InvalidInput(
            _("The new date must lie after the present due date."), code="date_not_later"
        )
    asked.state, asked.granted_until = ExtensionState.GRANTED, until
    submission.due_at = until
    submission.save(update_fields=["due_at"])


def waive_late(
    submission: Submission, *, actor: User, at: datetime, order_number: str, reason: str
) -> Waiver:
    """The head removes the deduction for lateness, by order; after a confirmation only following
    a reopening. Side effects: the waiver, new scores, audit."""
    with audit.act(actor=actor, at=at) as log:
        locked = access.lock(submission.pk)
        _require_role(actor, locked, Role.HEAD, at)
        _refuse_own_unit(actor, locked, at)
        _require_text(order_number, _("Give the number of the order."), "order_number_required")
        _require_text(reason, _("Say why the deduction is waived."), "reason_required")
        _require_not_settled(locked)
        waiver, _created = Waiver.objects.update_or_create(
            submission=locked,
            defaults={
                "order_number": order_number.strip(),
                "reason": reason.strip(),
                "at": at,
                "by": actor,
            },
        )
        locked.waiver = waiver
        _note(log, "submission.waive_late", locked, reason, order_number=order_number)
        scores.recompute(locked, at=at, reason="waive_late")
    return waiver


def appoint(
    submission: Submission,
    *,
    actor: User,
    at: datetime,
    person: User,
    role: Role,
    order_number: str,
    reason: str,
) -> Appointment:
    """The executive names somebody by order to review or confirm: the strategy section's own
    report, the head away or having assessed. Nobody of the submitting unit can be named, nor for
    the bureau's own report anybody who prepared it.

    Side effects: the appointment, an audit entry, a notification to the person; from now on the
    person prepares the bureau's own report no longer.
    """
    _require_role(actor, submission, Role.EXECUTIVE, at)
    _require_text(order_number, _("Give the number of the order."), "order_number_required")
    _require_text(reason, _("Say why this person is named."), "reason_required")
    if role not in (Role.REVIEWER, Role.HEAD):
        raise InvalidInput(
            _("A person can be named as reviewer or as head only."), code="role_not_nameable"
        )
    own = standing.of(person, access.day_of(at))
    if access.belongs_to_unit(own, submission):
        raise GuardRefused(
            _("A person of the submitting unit cannot judge its report."), code="own_unit"
        )
    with audit.act(actor=actor, at=at) as log:
        locked = access.lock(submission.pk)  # so that nobody begins to prepare it meanwhile
        if locked.is_bureaus_own and preparing.is_prepared_by(locked, person):
            raise GuardRefused(
                _("%(person)s had a hand in preparing this report and so cannot judge it.")
                % {"person": person.display_name},
                code="prepared_it",
            )
        appointment, _created = Appointment.objects.update_or_create(
            submission=submission,
            user=person,
            role=role,
            defaults={
                "order_number": order_number.strip(),
                "reason": reason.strip(),
                "at": at,
                "by": actor,
            },
        )
        _note(
            log,
            "submission.appoint",
            submission,
            reason,
            order_number=order_number,
            person=person.audit_name,
            role=str(role),
        )
        appointment.submission = submission
        appointment_news.tell(appointment, actor=actor, at=at)
    return appointment


def _require_role(actor: User, submission: Submission, role: Role, at: datetime) -> None:
    if not access.may_act_as(actor, submission, role, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _require_asker(actor: User, submission: Submission, at: datetime) -> None:
    if not may_ask_for_time(actor, submission, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _refuse_own_unit(actor: User, submission: Submission, at: datetime) -> None:
    if access.belongs_to_unit(standing.of(actor, access.day_of(at)), submission):
        raise NotAllowed(_("You belong to the submitting unit."), code="own_unit")


def _require_text(text: str, message: object, code: str) -> None:
    if not text.strip():
        raise InvalidInput(str(message), code=code)


def _require_not_settled(submission: Submission) -> None:
    if submission.state in SETTLED:
        raise GuardRefused(
            _("The result is confirmed. Reopen the review first."), code="result_settled"
        )


def _note(log: audit.Act, action: str, submission: Submission, note: str, **facts: Any) -> None:
    log.note_down(
        action,
        submission,
        subject=submission.subject,
        unit_path=submission.unit.path,
        note=note,
        **facts,
    )
