"""Describing, removing and putting back pieces of evidence. Public door: `domain.evidence`."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused, InvalidInput
from scoring.definition import Requirement
from submissions.domain import evidence_rules as rules
from submissions.domain.evidence_change import Change, changing, details_of, facts_of
from submissions.domain.evidence_versions import Details
from submissions.enums import PieceKind
from submissions.models import EvidenceUse, EvidenceVersion

# Forms and approvals supply and withdraw their pieces by themselves.
_TYPED = frozenset({PieceKind.NUMBER, PieceKind.ANSWER, PieceKind.MEASURE})
_BY_HAND = _TYPED | {PieceKind.FILE, PieceKind.LINK}


def edit_details(
    use: EvidenceUse, *, actor: User, at: datetime, details: Details
) -> EvidenceVersion:
    """Change caption, document number and date of an own document.

    Side effects: the version's three fields; audit with before and after. Raises `GuardRefused` for
    accepted pieces and for evidence by reference, whose description belongs to its first place.
    """
    details = details.checked()
    submission, key = use.submission, use.requirement
    with changing(submission, key, actor=actor, at=at, reason="evidence.details") as change:
        current = change.current(use)
        rules.require_not_accepted(current)
        version = _described_here(change, current)
        before, after = details_of(current).as_facts(), details.as_facts()
        if before != after:
            version.caption = details.caption
            version.document_number = details.document_number
            version.document_date = details.document_date
            version.save(update_fields=["caption", "document_number", "document_date"])
            change.note_down("evidence.details", current, changed={"details": [before, after]})
        return version


def remove_use(use: EvidenceUse, *, actor: User, at: datetime) -> EvidenceUse:
    """Take a piece off the requirement; row and bytes are kept and `restore_use` puts it back.

    Side effects: `removed_at`; audit; scores. Raises `GuardRefused` for accepted pieces and for
    those that a form or an approval supplies.
    """
    submission, key = use.submission, use.requirement
    with changing(submission, key, actor=actor, at=at, reason="evidence.remove") as change:
        current = change.current(use)
        if not supplied_by_hand(current, change.place.requirement):
            raise GuardRefused(
                _("This piece comes from a web form. Change it there."), code="comes_from_form"
            )
        rules.require_not_accepted(current)
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        change.note_down("evidence.remove", current, **facts_of(current))
        return current


def restore_use(use: EvidenceUse, *, actor: User, at: datetime) -> EvidenceUse:
    """Undo a removal; verdict and description are as they were.

    Side effects: `removed_at` emptied; audit; scores. Raises `GuardRefused` for a piece that a
    newer one replaced, `InvalidInput` when the requirement is full or holds the same again.
    """
    submission, key = use.submission, use.requirement
    with changing(submission, key, actor=actor, at=at, reason="evidence.restore") as change:
        current = change.locked(use)
        if current.removed_at is None:
            return current
        _require_restorable(change, current)
        current.removed_at = None
        current.save(update_fields=["removed_at"])
        change.note_down("evidence.restore", current, **facts_of(current))
        return current


def supplied_by_hand(use: EvidenceUse, requirement: Requirement) -> bool:
    """Whether people attach and remove this piece themselves."""
    if use.kind == PieceKind.NUMBER and requirement.value_from:
        return False
    return use.kind in _BY_HAND


def _described_here(change: Change, use: EvidenceUse) -> EvidenceVersion:
    version = use.version
    own = version is not None and version.evidence.owner_id == change.submission.unit_id
    if version is None or not own or use.by_reference:
        raise GuardRefused(
            _("This document was described where it was first attached, so it stays as it is."),
            code="described_elsewhere",
        )
    return version


def _require_restorable(change: Change, use: EvidenceUse) -> None:
    # Of what is typed a requirement holds one.
    single = use.kind in _TYPED
    renewed = single and any(other.kind == use.kind for other in change.uses())
    by_hand = supplied_by_hand(use, change.place.requirement)
    if renewed or use.replaced_by.exists() or not by_hand:
        raise GuardRefused(_("A newer version has taken the place of this piece."), code="replaced")
    if use.version is not None and use.version.sha256 and change.with_bytes(use.version.sha256):
        raise InvalidInput(
            _("The same file is attached here again already."), code="already_attached"
        )
    change.require_room()
