"""Files and links as evidence: attaching, replacing, using again, describing, removing.

Every verb locks the report, asks who may change the requirement now, writes an audit entry and
computes the scores anew. None raises the report's version: that belongs to moves of its state.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused, InvalidInput, NotFound
from scoring.choices import Kind
from submissions.domain import evidence_rules as rules
from submissions.domain import requirements
from submissions.domain.evidence_rules import Change, changing
from submissions.domain.evidence_versions import (
    NOTHING_SAID,
    Details,
    Received,
    receive,
    record_file,
    record_link,
)
from submissions.enums import PieceKind, ScanState
from submissions.models import EvidenceUse, EvidenceVersion, Submission
from submissions.validators.links import LinkFacts, check_link


def attach_file(
    submission: Submission,
    requirement: str,
    *,
    actor: User,
    at: datetime,
    upload: File[bytes],
    details: Details = NOTHING_SAID,
) -> EvidenceUse:
    """Attach a file to the requirement of that key.

    The same bytes attached there already give that piece back, so a repeated sending does no harm
    (its `added_at` is then earlier than `at`).

    Side effects: stored bytes, a document with its first version, a piece; audit; scores; a virus
    scan where configured. Raises `FileRefused` with the reason, `InvalidInput` when the requirement
    takes no file or is full, and what `evidence_rules.changing` raises.
    """
    details = details.checked()
    received = _receive(submission, requirement, actor, at, upload)
    with changing(submission, requirement, actor=actor, at=at, reason="evidence.attach") as change:
        there = _with_bytes(change, received.facts.sha256)
        if there is not None:
            return there
        rules.require_room(change)
        version = record_file(
            received, owner=change.submission.unit, actor=actor, at=at, details=details
        )
        return _use(change, version, "evidence.attach")


def new_version(
    use: EvidenceUse,
    *,
    actor: User,
    at: datetime,
    upload: File[bytes],
    details: Details | None = None,
) -> EvidenceUse:
    """Replace a piece by a newer file; the new piece starts unjudged, the old one is kept.

    `details` None takes over what was said of the old version. Where the old version belongs to
    somebody else (shared evidence), the file becomes a document of the unit's own.

    Side effects and refusals as for `attach_file`; a piece that was accepted is not replaced.
    """
    details = (details or details_of(use)).checked()
    received = _receive(use.submission, use.requirement, actor, at, upload)
    with _changing_use(use, actor, at, "evidence.new_version") as change:
        current = _current(change, use)
        rules.require_not_accepted(current)
        there = _with_bytes(change, received.facts.sha256)
        if there is not None:
            return there
        version = record_file(
            received,
            owner=change.submission.unit,
            actor=actor,
            at=at,
            details=details,
            evidence=_own_document(change, current, PieceKind.FILE),
        )
        return _use(change, version, "evidence.new_version", replaces=current)


def attach_link(
    submission: Submission,
    requirement: str,
    *,
    actor: User,
    at: datetime,
    url: str,
    capture: File[bytes] | None = None,
    details: Details = NOTHING_SAID,
    replaces: EvidenceUse | None = None,
) -> EvidenceUse:
    """Attach the address of a page, with a capture (a file showing address and date) if there is
    one. Addresses are never fetched; those of an intranet are marked as unchecked.

    `replaces` is a link piece that this one takes the place of, unjudged. Side effects and refusals
    as for `attach_file`, and `LinkRefused`.
    """
    details = details.checked()
    link = check_link(url)
    place = requirements.place_of(submission, requirement)
    rules.require_changeable(submission, requirement, actor=actor, at=at)
    rules.require_kind(place.requirement, Kind.LINK)
    received = receive(capture, policy=rules.policy_of(place.requirement)) if capture else None
    action = "evidence.new_version" if replaces else "evidence.attach"
    with changing(submission, requirement, actor=actor, at=at, reason=action) as change:
        current = _current(change, replaces) if replaces else None
        if current is not None:
            rules.require_not_accepted(current)
        there = _same_link(change, link, current)
        if there is not None and received is None:
            return there
        rules.require_room(change, beside=current)
        version = record_link(
            link,
            owner=change.submission.unit,
            actor=actor,
            at=at,
            details=details,
            evidence=_own_document(change, current, PieceKind.LINK) if current else None,
            capture=_capture(change, received, link),
        )
        return _use(change, version, action, replaces=current)


def reuse(
    submission: Submission,
    requirement: str,
    *,
    version: EvidenceVersion,
    actor: User,
    at: datetime,
) -> EvidenceUse:
    """Use a document of the unit for one more requirement, without sending it again.

    From another report it is attached by reference, marked “check that it still holds”. Attached
    here already, that piece is given back. Side effects: a piece; audit; scores.
    Raises `NotFound` for a version that is not the unit's own.
    """
    if version.evidence.owner_id != submission.unit_id:
        raise NotFound(_("Your unit has no such evidence."), code="not_found")
    elsewhere = not version.uses.filter(submission=submission).exists()
    return attach_version(
        submission, requirement, version=version, actor=actor, at=at, by_reference=elsewhere
    )


def attach_version(
    submission: Submission,
    requirement: str,
    *,
    version: EvidenceVersion,
    actor: User,
    at: datetime,
    by_reference: bool,
) -> EvidenceUse:
    """Attach a stored version. Callers (`reuse`, `shared_evidence.attach_shared`) have checked that
    the unit may use it."""
    with changing(submission, requirement, actor=actor, at=at, reason="evidence.attach") as change:
        rules.require_fitting(change.place.requirement, version)
        if version.scan_state == ScanState.INFECTED:
            raise InvalidInput(
                _("The virus scan refused this file, so it cannot be used."), code="infected_file"
            )
        there = next((u for u in change.uses() if u.version_id == version.pk), None)
        if there is None and version.sha256:
            there = _with_bytes(change, version.sha256)
        if there is not None:
            return there
        rules.require_room(change)
        return _use(change, version, "evidence.attach", by_reference=by_reference)


def edit_details(
    use: EvidenceUse, *, actor: User, at: datetime, details: Details
) -> EvidenceVersion:
    """Change caption, document number and date of an own document.

    Side effects: the version's three fields; audit with before and after. Raises `GuardRefused` for
    accepted pieces and for evidence by reference, whose description belongs to its first place.
    """
    details = details.checked()
    with _changing_use(use, actor, at, "evidence.details") as change:
        current = _current(change, use)
        rules.require_not_accepted(current)
        version = _version_of(current)
        if current.by_reference or version.evidence.owner_id != change.submission.unit_id:
            raise GuardRefused(
                _("This document was described where it was first attached, so it stays as it is."),
                code="described_elsewhere",
            )
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

    Side effects: `removed_at`; audit; scores. Raises `GuardRefused` for accepted pieces.
    """
    with _changing_use(use, actor, at, "evidence.remove") as change:
        current = _current(change, use)
        _require_removable(current)
        rules.require_not_accepted(current)
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        change.note_down("evidence.remove", current, **facts_of(current))
        return current


def restore_use(use: EvidenceUse, *, actor: User, at: datetime) -> EvidenceUse:
    """Undo a removal; verdict and description are as they were.

    Side effects: `removed_at` emptied; audit; scores. Raises `GuardRefused` for a piece that a newer
    one replaced, `InvalidInput` when the requirement is full or holds the same again.
    """
    with _changing_use(use, actor, at, "evidence.restore") as change:
        current = _locked(change, use)
        if current.removed_at is None:
            return current
        if current.replaced_by.exists():
            raise GuardRefused(
                _("A newer version has taken the place of this piece."), code="replaced"
            )
        if current.version is not None and current.version.sha256:
            there = _with_bytes(change, current.version.sha256)
            if there is not None:
                raise InvalidInput(
                    _("The same file is attached here again already."), code="already_attached"
                )
        rules.require_room(change)
        current.removed_at = None
        current.save(update_fields=["removed_at"])
        change.note_down("evidence.restore", current, **facts_of(current))
        return current
