"""Evidence that the strategy section publishes once and the units below attach by reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import NotAllowed, NotFound
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain.evidence import attach_version, capture_policy
from submissions.domain.evidence_versions import (
    NOTHING_SAID,
    Details,
    new_document,
    portal_policy,
    receive,
    record_file,
    record_link,
)
from submissions.domain.said import require_fits
from submissions.models import Evidence, EvidenceUse, EvidenceVersion, Submission
from submissions.validators.links import check_link

PUBLISHERS = (Role.REVIEWER, Role.HEAD)
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class UsedBy:
    """One report that uses shared evidence now."""

    submission: int
    unit: str
    report: str


def publish_shared(
    *,
    owner: Unit,
    actor: User,
    at: datetime,
    upload: File[bytes],
    name: str = "",
    details: Details = NOTHING_SAID,
) -> Evidence:
    """Publish a file for `owner` and every unit below it, under `name` or the file's own.

    Side effects: stored bytes, the document with its version, an audit entry, a virus scan where
    configured. Raises `FileRefused`, `InvalidInput` for over-long texts, `NotAllowed` unless the
    actor reviews for that unit.
    """
    _require_publisher(actor, owner.path, at)
    title, details = _checked_name(name), details.checked()
    received = receive(upload, policy=portal_policy())
    with audit.act(actor=actor, at=at) as log:
        document = new_document(owner, title or received.name, at, shared=True)
        version = record_file(received, evidence=document, actor=actor, at=at, details=details)
        _note(log, "shared.publish", document, sha256=version.sha256, size=version.size)
    return document


def publish_shared_link(
    *,
    owner: Unit,
    actor: User,
    at: datetime,
    url: str,
    capture: File[bytes] | None = None,
    name: str = "",
    details: Details = NOTHING_SAID,
) -> Evidence:
    """Publish the address of a page for `owner` and every unit below it, under `name` or itself;
    `capture` is a file that shows the page with its address and date, kept with the document.

    Addresses are never fetched; those of an intranet are marked as unchecked. Side effects: the
    document with its version, stored bytes of the capture, an audit entry. Raises `LinkRefused`,
    and what `publish_shared` raises.
    """
    _require_publisher(actor, owner.path, at)
    title, details, link = _checked_name(name), details.checked(), check_link(url)
    received = receive(capture, policy=capture_policy()) if capture else None
    with audit.act(actor=actor, at=at) as log:
        document = new_document(owner, title or link.url, at, shared=True)
        kept = None
        if received is not None:
            said = Details(caption=link.url[:500])
            kept = record_file(received, evidence=document, actor=actor, at=at, details=said)
        record_link(link, evidence=document, actor=actor, at=at, details=details, capture=kept)
        intranet = link.reach == "intranet"
        _note(log, "shared.publish", document, url=link.url, intranet=intranet)
    return document


def withdraw_shared(evidence: Evidence, *, actor: User, at: datetime) -> Evidence:
    """Offer the document no longer. Pieces that use it already stay as they are.

    Side effects: `shared` off; an audit entry. Withdrawing twice changes nothing.
    """
    return _switch(evidence, False, actor, at)


def publish_again(evidence: Evidence, *, actor: User, at: datetime) -> Evidence:
    """Undo a withdrawal. Side effects: `shared` on; an audit entry."""
    return _switch(evidence, True, actor, at)


def attach_shared(
    submission: Submission,
    requirement: str,
    *,
    version: EvidenceVersion,
    actor: User,
    at: datetime,
) -> EvidenceUse:
    """Attach shared evidence by reference, marked “check that it still holds”.

    Attached there already, that piece is given back. Side effects: a piece; audit; scores.
    Raises `NotFound` for evidence that is not shared with the unit.
    """
    if not available_to(submission.unit).filter(pk=version.evidence_id).exists():
        raise NotFound(_("No such evidence is shared with your unit."), code="not_found")
    return attach_version(
        submission, requirement, version=version, actor=actor, at=at, by_reference=True
    )


def available_to(unit: Unit) -> QuerySet[Evidence]:
    """What is shared with a unit now: published for it or for a unit above it, newest first."""
    return Evidence.objects.filter(shared=True, owner_id__in=_path_ids(unit.path))


def visible_to(user: User, *, at: datetime) -> QuerySet[Evidence]:
    """What the person finds on the page of shared evidence: what is shared with own units, and for
    publishers also what they withdrew."""
    own = standing.of(user, access.day_of(at))
    above = {pk for grant in own.grants for pk in _path_ids(grant.unit_path)}
    seen = Q(shared=True, owner_id__in=above)
    for path in own.scopes(*PUBLISHERS):
        once_shared = Q(shared=True) | Q(withdrawn_at__isnull=False)
        seen |= once_shared & Q(owner__path__startswith=path)
    return Evidence.objects.filter(seen)


def listed(user: User, *, at: datetime) -> QuerySet[Evidence]:
    """`visible_to` with the newest version of each at hand; newest first, withdrawn ones last."""
    versions = EvidenceVersion.objects.select_related("uploaded_by", "capture").order_by("number")
    found = visible_to(user, at=at).select_related("owner")
    return found.prefetch_related(Prefetch("versions", versions)).order_by(
        "-shared", "-created_at", "-pk"
    )


def get_for_publisher(user: User, pk: int, *, at: datetime) -> Evidence:
    """A document that the person may publish or withdraw; raises `NotFound` for any other."""
    found = visible_to(user, at=at).filter(pk=pk).select_related("owner").first()
    if found is None or not may_publish(user, found.owner.path, at=at):
        raise NotFound(_("There is no such shared evidence."), code="not_found")
    return found


def may_publish(user: User, path: str, *, at: datetime) -> bool:
    """Whether the person may publish evidence for the unit at `path`."""
    own = standing.of(user, access.day_of(at))
    return any(own.may_act_as(role, path) for role in PUBLISHERS)


def publishing_units(user: User, *, at: datetime) -> list[Unit]:
    """The units for which the person may publish: the tops of what the review roles reach."""
    own = standing.of(user, access.day_of(at))
    tops = [_path_ids(path)[-1] for path in own.scopes(*PUBLISHERS)]
    return list(Unit.objects.filter(pk__in=tops)) if tops else []


def uses_of(documents: Iterable[Evidence]) -> Mapping[int, list[UsedBy]]:
    """Document → the reports that use it now, each once; one query for all."""
    uses = (
        EvidenceUse.objects.filter(version__evidence__in=list(documents), removed_at=None)
        .order_by("submission__unit_name")
        .values_list(
            "version__evidence_id",
            "submission_id",
            "submission__unit_name",
            "submission__round__indicator__code",
            "submission__round__name",
        )
        .distinct()
    )
    found: dict[int, list[UsedBy]] = {}
    for document, submission, unit, code, round_name in uses:
        found.setdefault(document, []).append(UsedBy(submission, unit, f"{code} {round_name}"))
    return found


def _switch(evidence: Evidence, shared: bool, actor: User, at: datetime) -> Evidence:
    _require_publisher(actor, evidence.owner.path, at)
    with audit.act(actor=actor, at=at) as log:
        locked = Evidence.objects.select_for_update(of=("self",)).select_related("owner")
        current = locked.get(pk=evidence.pk)
        if not current.shared and current.withdrawn_at is None:
            raise NotFound(_("There is no such shared evidence."), code="not_found")
        if current.shared != shared:
            current.shared, current.withdrawn_at = shared, None if shared else at
            current.save(update_fields=["shared", "withdrawn_at"])
            _note(log, "shared.publish" if shared else "shared.withdraw", current)
    return current


def _require_publisher(actor: User, path: str, at: datetime) -> None:
    if not may_publish(actor, path, at=at):
        raise NotAllowed(
            _("Only the strategy section publishes shared evidence."), code="not_allowed"
        )


def _checked_name(name: str) -> str:
    tidy = normalise_text(name, multiline=False)
    return require_fits(tidy, LONGEST_NAME, code="name_too_long")


def _note(log: audit.Act, action: str, evidence: Evidence, **facts: Any) -> None:
    log.note_down(
        action,
        evidence,
        subject=f"evidence:{evidence.pk}",
        unit_path=evidence.owner.path,
        name=evidence.name,
        **facts,
    )


def _path_ids(path: str) -> list[int]:
    """The keys of a unit and of those above it, topmost first."""
    return [int(pk) for pk in path.strip("/").split("/")]
