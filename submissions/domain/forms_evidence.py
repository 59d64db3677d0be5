"""What follows a change of answers: the form's piece of evidence and the approvals of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.notifications.sending import notify
from submissions.domain import (
    announcements,
    forms_answers,
    forms_numbers,
    forms_scope,
    pieces,
    reach,
    requirements,
)
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.enums import ApprovalState, Decision, PieceKind
from submissions.models import Approval, EvidenceUse, Submission

if TYPE_CHECKING:
    from kpi_portal.audit.recorder import Act
    from submissions.domain.forms_answers import Filled

STANDING = (ApprovalState.REQUESTED, ApprovalState.APPROVED)


def refresh(log: Act, submission: Submission, form_code: str, *, actor: User, at: datetime) -> None:
    """Bring the form's evidence in line with its answers, and void approvals that cover another
    text. The caller holds the submission's lock and recomputes the score afterwards.

    Side effects: uses of evidence, approvals, audit lines, notifications about voided approvals.
    """
    places = forms_answers.filled(submission, form_code)
    for key in requirements.asking_for_form(submission.definition, form_code):
        _sync_use(submission, key, form_code, places, actor=actor, at=at)
    forms_numbers.sync(submission, form_code, places, actor=actor, at=at)
    if forms_scope.approvals_of_form(submission.definition, form_code):
        _void_outdated(log, submission, form_code, places, actor=actor, at=at)
    pieces.forget(submission)


def standing_approvals(submission: Submission, form_code: str) -> list[Approval]:
    """Approvals of the form that are asked for or given and not voided."""
    return list(
        submission.approvals.filter(form_code=form_code, state__in=STANDING).select_related(
            "requested_by", "decided_by"
        )
    )


def _sync_use(
    submission: Submission,
    key: str,
    form_code: str,
    places: list[Filled],
    *,
    actor: User,
    at: datetime,
) -> None:
    supplied = forms_answers.is_complete(places)
    digest = forms_answers.digest_of(places)
    current = EvidenceUse.objects.filter(
        submission=submission, requirement=key, kind=PieceKind.FORM, removed_at=None
    ).first()
    if current is None:
        if forms_answers.is_begun(places):
            _add_use(submission, key, form_code, supplied, digest, actor, at, replaces=None)
        return
    if (current.supplied, current.answers_digest) == (supplied, digest):
        return
    if current.decision != Decision.PENDING or current.verdicts.exists():
        # A verdict stays with the text it was given to; the changed form starts unjudged.
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        _add_use(submission, key, form_code, supplied, digest, actor, at, replaces=current)
        return
    current.supplied, current.answers_digest = supplied, digest
    current.save(update_fields=["supplied", "answers_digest"])


def _add_use(
    submission: Submission,
    key: str,
    form_code: str,
    supplied: bool,
    digest: str,
    actor: User,
    at: datetime,
    *,
    replaces: EvidenceUse | None,
) -> None:
    EvidenceUse.objects.create(
        submission=submission,
        requirement=key,
        kind=PieceKind.FORM,
        form_code=form_code,
        supplied=supplied,
        answers_digest=digest,
        replaces=replaces,
        added_at=at,
        added_by=actor,
        contributed_by=reach.unit_for(actor, submission, key, at=at),
    )


def _void_outdated(
    log: Act,
    submission: Submission,
    form_code: str,
    places: list[Filled],
    *,
    actor: User,
    at: datetime,
) -> None:
    covered_now = forms_answers.plan_digest_of(places)
    for approval in standing_approvals(submission, form_code):
        if approval.answers_digest == covered_now:
            continue
        before, approval.state = approval.state, ApprovalState.VOIDED
        approval.save(update_fields=["state"])
        approval.uses.filter(removed_at=None).update(removed_at=at)
        log.note_down(
            "approval.void",
            approval,
            subject=submission.subject,
            unit_path=submission.unit.path,
            changed={"state": [before, approval.state]},
            form=form_code,
        )
        tell(approval, "approval.voided", actor=actor, at=at)


def tell(approval: Approval, kind: str, *, actor: User, at: datetime) -> None:
    """Notify the unit's people and those who decide, each once, never the actor."""
    submission = approval.submission
    roles = [Role.DRAFTER, Role.DIRECTOR]
    if kind in ("approval.requested", "approval.voided"):
        roles.append(Role(approval.role))
    template = forms_scope.templates_of(submission).get(approval.form_code)
    people = announcements.people_with(submission, roles, at=at)
    notify(
        [person for person in people if person.pk != actor.pk],
        kind=kind,
        facts=facts_of_report(
            submission,
            form=template.schema["number"] if template else approval.form_code,
            who=actor.display_name,
            note=approval.note,
        ),
        url=f"/approvals/{approval.pk}/",
        at=at,
        about=outbox_name(submission.round),
    )
