"""ให้ความเห็นชอบและลงนามอนุมัติ: asking for an approval, giving it, or entering a signed scan.

An approval covers exactly the text that `answers_digest` was made from and keeps a copy of it. A
later change of that text voids the approval (`forms_evidence.refresh`); the row and the copy stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, Stale
from scoring.choices import Kind
from submissions import access
from submissions.domain import (
    forms_answers,
    forms_evidence,
    forms_scope,
    requirements,
    scores,
)
from submissions.enums import ApprovalState, Decision, PieceKind
from submissions.models import Approval, EvidenceUse, EvidenceVersion, Submission

if TYPE_CHECKING:
    from kpi_portal.accounts.standing import Grant
    from kpi_portal.audit.recorder import Act
    from submissions.domain.forms_answers import Filled


@dataclass(frozen=True, slots=True)
class SignedScan:
    """A plan signed on paper: its scan, who signed in which position, when, under which number."""

    version: EvidenceVersion
    signer_name: str
    signer_position: str
    signed_on: date
    document_number: str = ""
    acting_line: str = ""


def request(submission: Submission, key: str, *, actor: User, at: datetime) -> Approval:
    """The unit asks the approving role to approve the form as it now is.

    Side effects: a requested approval, an audit entry, notifications to those who decide; one
    that a reviewer sent back is voided. Raises `GuardRefused` while the form is incomplete or an
    approval of the same text stands.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = forms_scope.lock(submission)
        form_code, role = _subject_of(locked, key)
        forms_scope.require_changeable(locked, form_code, actor=actor, at=at, approval=key)
        places = _complete_places(locked, form_code)
        _refuse_second(locked, key)
        _replace_standing(log, locked, key, at)
        approval = Approval.objects.create(
            submission=locked,
            requirement=key,
            form_code=form_code,
            role=role,
            state=ApprovalState.REQUESTED,
            answers_digest=forms_answers.plan_digest_of(places),
            requested_at=at,
            requested_by=actor,
        )
        _note(log, approval, "approval.request")
        forms_evidence.tell(approval, "approval.requested", actor=actor, at=at)
    return approval


def approve(
    approval: Approval, *, actor: User, at: datetime, digest: str, note: str = ""
) -> Approval:
    """The named role approves what the page showed; `digest` is that page's.

    Signing means confirming name, position and time; somebody standing in signs with the line that
    says so. Side effects: the approval with the approved copy, its piece of evidence, new scores,
    an audit entry, notifications. Raises `Stale` when the text changed since the page was made.
    """
    with audit.act(actor=actor, at=at) as log:
        current, grant = _to_decide(approval, actor, at)
        places = forms_answers.filled(current.submission, current.form_code)
        _require_same_text(current, places, digest)
        current.state = ApprovalState.APPROVED
        current.decided_at, current.decided_by = at, actor
        current.signer_name, current.signer_position = actor.display_name, actor.position
        current.acting_line = grant.acting_line if grant else ""
        current.signed_on = access.day_of(at)
        current.note = note.strip()
        current.approved_data = _copy_of(places)
        current.save()
        _supply(current, actor=actor, at=at)
        _note(log, current, "approval.approve", note=current.note)
        forms_evidence.tell(current, "approval.approved", actor=actor, at=at)
        scores.recompute(current.submission, at=at, reason="approval.approve")
    return current


def refuse(approval: Approval, *, actor: User, at: datetime, note: str) -> Approval:
    """The named role does not approve, and says why. Side effects: state, audit, notifications."""
    if not note.strip():
        raise InvalidInput(_("Say why the plan is not approved."), code="reason_required")
    with audit.act(actor=actor, at=at) as log:
        current, grant = _to_decide(approval, actor, at)
        current.state = ApprovalState.REFUSED
        current.decided_at, current.decided_by = at, actor
        current.signer_name, current.signer_position = actor.display_name, actor.position
        current.acting_line = grant.acting_line if grant else ""
        current.note = note.strip()
        current.save()
        _note(log, current, "approval.refuse", note=current.note)
        forms_evidence.tell(current, "approval.refused", actor=actor, at=at)
    return current


def enter_signed_scan(
    submission: Submission, key: str, *, actor: User, at: datetime, signed: SignedScan
) -> Approval:
    """A named sender of the unit enters a plan that was signed on paper.

    Side effects: an approved approval with scan and approved copy; a waiting request for the same
    requirement is voided; a piece of evidence, new scores, an audit entry, notifications.
    """
    if not signed.signer_name.strip() or not signed.signer_position.strip():
        raise InvalidInput(_("Say who signed, in which position."), code="signer_required")
    if signed.signed_on > access.day_of(at):
        raise InvalidInput(_("The day of signing lies in the future."), code="signed_in_future")
    with audit.act(actor=actor, at=at) as log:
        locked = forms_scope.lock(submission)
        form_code, role = _subject_of(locked, key)
        forms_scope.require_changeable(locked, form_code, actor=actor, at=at, approval=key)
        places = _complete_places(locked, form_code)
        _replace_standing(log, locked, key, at)
        approval = Approval.objects.create(
            submission=locked,
            requirement=key,
            form_code=form_code,
            role=role,
            state=ApprovalState.APPROVED,
            answers_digest=forms_answers.plan_digest_of(places),
            approved_data=_copy_of(places),
            requested_at=at,
            requested_by=actor,
            decided_at=at,
            decided_by=None,
            signer_name=signed.signer_name.strip(),
            signer_position=signed.signer_position.strip(),
            acting_line=signed.acting_line.strip(),
            signed_on=signed.signed_on,
            document_number=signed.document_number.strip(),
            scan=signed.version,
        )
        _supply(approval, actor=actor, at=at)
        _note(log, approval, "approval.signed_scan", scan=signed.version.sha256)
        forms_evidence.tell(approval, "approval.approved", actor=actor, at=at)
        scores.recompute(locked, at=at, reason="approval.signed_scan")
    return approval


def may_decide(actor: User, approval: Approval, *, at: datetime) -> bool:
    """Whether the person holds the approving role for this report (whatever the state)."""
    return access.may_act_as(actor, approval.submission, Role(approval.role), at=at)


def _subject_of(submission: Submission, key: str) -> tuple[str, Role]:
    """The form and the role of an approval requirement."""
    requirement = requirements.place_of(submission, key).requirement
    if Kind.APPROVAL not in requirement.kinds:
        raise InvalidInput(_("This requirement asks for no approval."), code="no_approval_asked")
    form_code = forms_scope.form_of_approval(submission.definition, key)
    return form_code, Role(requirement.approver or Role.EXECUTIVE)


def _complete_places(submission: Submission, form_code: str) -> list[Filled]:
    places = forms_answers.filled(submission, form_code)
    if not forms_answers.is_complete(places):
        raise GuardRefused(
            _("Complete the form for every chosen process before it is approved."),
            code="form_incomplete",
        )
    return places


def is_settled(approval: Approval) -> bool:
    """Whether it is asked for or given and nobody sent it back: then no second one is asked for."""
    if approval.state not in forms_evidence.STANDING:
        return False
    return not approval.uses.filter(removed_at=None, decision=Decision.RETURNED).exists()


def _refuse_second(submission: Submission, key: str) -> None:
    standing = submission.approvals.filter(requirement=key).first()
    if standing is not None and is_settled(standing):
        raise GuardRefused(
            _("An approval of this plan was already asked for.")
            if standing.state == ApprovalState.REQUESTED
            else _("This plan is already approved."),
            code="already_standing",
            approval=standing.pk,
        )


def _replace_standing(log: Act, submission: Submission, key: str, at: datetime) -> None:
    for old in submission.approvals.filter(requirement=key, state__in=forms_evidence.STANDING):
        before, old.state = old.state, ApprovalState.VOIDED
        old.save(update_fields=["state"])
        old.uses.filter(removed_at=None).update(removed_at=at)
        _note(log, old, "approval.void", changed={"state": [before, old.state]})


def _to_decide(approval: Approval, actor: User, at: datetime) -> tuple[Approval, Grant | None]:
    """The approval under its submission's lock, and the grant by which the person decides."""
    submission = forms_scope.lock(approval.submission)
    current = Approval.objects.select_for_update().get(pk=approval.pk)
    current.submission = submission
    if not may_decide(actor, current, at=at):
        raise NotAllowed(_("Your role does not approve this plan."), code="not_allowed")
    if current.state != ApprovalState.REQUESTED:
        raise Stale(
            _("This request is no longer waiting: it is “%(state)s”.")
            % {"state": current.get_state_display()},
            code="not_waiting",
            state=current.state,
        )
    if not forms_scope.is_open(submission, current.form_code):
        raise GuardRefused(
            _("The report is “%(state)s”, so its evidence cannot change now.")
            % {"state": submission.get_state_display()},
            code="not_editable",
        )
    return current, access.acting_grant(actor, submission, Role(current.role), at=at)


def _require_same_text(approval: Approval, places: list[Filled], digest: str) -> None:
    if not digest == approval.answers_digest == forms_answers.plan_digest_of(places):
        raise Stale(
            _("The plan changed after this page was opened. Read it again before you decide."),
            code="plan_changed",
        )


def _copy_of(places: list[Filled]) -> list[dict[str, Any]]:
    """The approved text itself, readable after any later change."""
    return [
        {
            "process": place.process.pk if place.process else None,
            "name": place.process.name if place.process else "",
            "template": place.answer.template_id,
            "revision": place.answer.revision,
            "digest": place.answer.digest,
            "data": place.answer.data,
        }
        for place in places
        if place.answer is not None
    ]


def _supply(approval: Approval, *, actor: User, at: datetime) -> None:
    """Hand the approval in as evidence; an earlier one steps back."""
    earlier = EvidenceUse.objects.filter(
        submission=approval.submission,
        requirement=approval.requirement,
        kind=PieceKind.APPROVAL,
        removed_at=None,
    )
    replaced = earlier.last()
    earlier.update(removed_at=at)
    EvidenceUse.objects.create(
        submission=approval.submission,
        requirement=approval.requirement,
        kind=PieceKind.APPROVAL,
        approval=approval,
        version=approval.scan,
        form_code=approval.form_code,
        answers_digest=approval.answers_digest,
        supplied=True,
        replaces=replaced,
        added_at=at,
        added_by=actor,
    )


def _note(log: Act, approval: Approval, action: str, **facts: Any) -> None:
    log.note_down(
        action,
        approval,
        subject=approval.submission.subject,
        unit_path=approval.submission.unit.path,
        form=approval.form_code,
        signer=approval.signer_name,
        digest=approval.answers_digest,
        **facts,
    )
