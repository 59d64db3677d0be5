"""Files and links as evidence: attaching, replacing, using again. The one door for views and tests.

Every verb locks the report, asks who may change the requirement now, writes an audit entry and
computes the scores anew. None raises the report's version: that belongs to moves of its state.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import InvalidInput, NotFound
from kpi_portal.files.policy import FilePolicy
from scoring.choices import Kind
from submissions.domain import evidence_rules as rules
from submissions.domain import reach, requirements
from submissions.domain.evidence_change import Change, changing, details_of, own_document
from submissions.domain.evidence_upkeep import edit_details, remove_use, restore_use
from submissions.domain.evidence_versions import (
    NOTHING_SAID,
    Details,
    Received,
    portal_policy,
    receive,
    record_file,
    record_link,
    store_version,
)
from submissions.enums import PieceKind, ScanState
from submissions.models import EvidenceUse, EvidenceVersion, Submission
from submissions.validators.links import LinkFacts, check_link
from submissions.validators.policy import SIGNED_SCANS

__all__ = [
    "Details",
    "attach_file",
    "attach_link",
    "attach_version",
    "edit_details",
    "new_version",
    "remove_use",
    "restore_use",
    "reuse",
    "store_version",
]

ATTACH, RENEW = "evidence.attach", "evidence.new_version"


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
    takes no file or is full, and what `evidence_change.changing` raises.
    """
    details = details.checked()
    received = _receive(submission, requirement, actor, at, upload)
    with changing(submission, requirement, actor=actor, at=at, reason=ATTACH) as change:
        there = change.with_bytes(received.facts.sha256)
        if there is not None:
            return there
        change.require_room()
        document = change.new_document(received.name)
        version = record_file(received, evidence=document, actor=actor, at=at, details=details)
        return change.add_version(ATTACH, version)


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
    submission, key = use.submission, use.requirement
    received = _receive(submission, key, actor, at, upload)
    with changing(submission, key, actor=actor, at=at, reason=RENEW) as change:
        current = change.current(use)
        rules.require_not_accepted(current)
        there = change.with_bytes(received.facts.sha256)
        if there is not None:
            return there
        document = own_document(change, current, PieceKind.FILE)
        version = record_file(
            received,
            evidence=document or change.new_document(received.name),
            actor=actor,
            at=at,
            details=details,
        )
        return change.add_version(RENEW, version, replaces=current)


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

    `replaces` is a piece that this one takes the place of, unjudged. An address attached there
    already is given back, or replaced when a capture comes with it now.

    Side effects and refusals as for `attach_file`, and `LinkRefused`.
    """
    details = details.checked()
    link = check_link(url)
    place = requirements.place_of(submission, requirement)
    rules.require_changeable(submission, requirement, actor=actor, at=at)
    rules.require_kind(place.requirement, Kind.LINK)
    received = receive(capture, policy=capture_policy()) if capture else None
    action = RENEW if replaces else ATTACH
    with changing(submission, requirement, actor=actor, at=at, reason=action) as change:
        there = _same_link(change, link)
        if there is not None and received is None:
            return there
        old = change.current(replaces) if replaces else there
        if old is not None:
            rules.require_not_accepted(old)
        change.require_room(beside=old)
        document = own_document(change, old, PieceKind.LINK) if old else None
        version = record_link(
            link,
            evidence=document or change.new_document(details.caption or link.url),
            actor=actor,
            at=at,
            details=details,
            capture=_capture(change, received, link),
        )
        return change.add_version(action, version, replaces=old)


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
    contributor = reach.unit_for(actor, submission, requirement, at=at)
    if version.evidence.owner_id != (contributor.pk if contributor else submission.unit_id):
        raise NotFound(_("Your unit has no such evidence."), code="not_found")
    elsewhere = not version.uses.filter(submission=submission, by_reference=False).exists()
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
    with changing(submission, requirement, actor=actor, at=at, reason=ATTACH) as change:
        rules.require_fitting(change.place.requirement, version)
        if version.scan_state == ScanState.INFECTED:
            raise InvalidInput(
                _("The virus scan refused this file, so it cannot be used."), code="infected_file"
            )
        there = next((use for use in change.uses() if use.version_id == version.pk), None)
        if there is None and version.sha256:
            there = change.with_bytes(version.sha256)
        if there is not None:
            return there
        change.require_room()
        return change.add_version(ATTACH, version, by_reference=by_reference)


def capture_policy() -> FilePolicy:
    """What may show a page as it was: PDF or picture."""
    return replace(portal_policy(), kinds=SIGNED_SCANS.kinds)


def _receive(
    submission: Submission, key: str, actor: User, at: datetime, upload: File[bytes]
) -> Received:
    """Look before the slow work; the change itself looks again under its lock."""
    place = requirements.place_of(submission, key)
    rules.require_changeable(submission, key, actor=actor, at=at)
    rules.require_kind(place.requirement, Kind.FILE)
    return receive(upload, policy=rules.policy_of(place.requirement))


def _same_link(change: Change, link: LinkFacts) -> EvidenceUse | None:
    for use in change.uses():
        if use.version is not None and use.version.url == link.url:
            return use
    return None


def _capture(change: Change, received: Received | None, link: LinkFacts) -> EvidenceVersion | None:
    if received is None:
        return None
    return record_file(
        received,
        evidence=change.new_document(received.name),
        actor=change.actor,
        at=change.at,
        details=Details(caption=link.url[:500]),
    )
