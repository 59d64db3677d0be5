"""Approving a version of a form for use, and taking the approval back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms_templates import access
from forms_templates.contexts import FormStatus
from forms_templates.domain.loading import subject_of
from forms_templates.models import FormTemplate
from kpi_portal.accounts.domain import checks
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused


def approve(template: FormTemplate, *, actor: User, at: datetime, reference: str) -> FormTemplate:
    """Approve a version, so that it comes into use and its sheets no longer say ร่าง.

    `reference` is the memo, order or meeting by which the office approved it. Side effects: the
    mark with who, when and by what; an audit entry. Rounds that are open keep the version they
    opened with. Raises `NotAllowed`, `InvalidInput` without a reference, and `GuardRefused` when
    the version is approved already.
    """
    reference = checks.required(
        reference, _("Say by which memo, order or meeting it is approved."), "reference_required"
    )
    with audit.act(actor=actor, at=at) as log:
        current = _locked(template, actor, at)
        if current.approved:
            raise GuardRefused(_("This form is already approved."), code="already_approved")
        current.approved, current.approved_at, current.approved_by = True, at, actor
        current.approval_reference = reference[:200]
        _save(current)
        log.note_down("form_template.approve", current, note=reference, **_facts(current))
    return current


def withdraw(template: FormTemplate, *, actor: User, at: datetime, reason: str) -> FormTemplate:
    """Take the approval of a version back: its sheets say ร่าง again, and an earlier approved
    version, where there is one, rules again.

    Side effects: the mark is gone, an audit entry with the reason. What was printed or issued
    stays as it is. Raises `NotAllowed`, `InvalidInput` without a reason, and `GuardRefused` for a
    version that is not approved or that the source prints whole.
    """
    reason = checks.required(reason, _("Say why the approval is withdrawn."), "reason_required")
    with audit.act(actor=actor, at=at) as log:
        current = _locked(template, actor, at)
        if not current.approved:
            raise GuardRefused(_("This form is not approved."), code="not_approved")
        if current.schema["status"] == FormStatus.PRINTED:
            raise GuardRefused(
                _("The source document prints this form whole; it needs no approval."),
                code="printed_whole",
            )
        before = current.approval_reference
        current.approved, current.approved_at, current.approved_by = False, None, None
        current.approval_reference = ""
        _save(current)
        log.note_down(
            "form_template.withdraw", current, note=reason, reference=before, **_facts(current)
        )
    return current


def _locked(template: FormTemplate, actor: User, at: datetime) -> FormTemplate:
    found = FormTemplate.objects.select_for_update(of=("self",)).select_related("owner")
    current = found.get(pk=template.pk)
    access.require_configurer(actor, current.owner, at=at)
    return current


def _save(template: FormTemplate) -> None:
    template.save(update_fields=["approved", "approved_at", "approved_by", "approval_reference"])


def _facts(template: FormTemplate) -> dict[str, Any]:
    return {
        "subject": subject_of(template),
        "unit_path": template.owner.path,
        "code": template.code,
        "version": template.version,
    }
