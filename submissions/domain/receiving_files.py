"""The files of a received report: the scan of the signed cover, and what was brought with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import File
from django.utils.translation import gettext as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotFound
from scoring.choices import Kind
from submissions.domain import evidence, evidence_rules, receiving, requirements
from submissions.domain.evidence_versions import (
    NOTHING_SAID,
    new_document,
    portal_policy,
    receive,
    record_file,
)
from submissions.domain.requirements import Place
from submissions.models import EvidenceUse, EvidenceVersion, ReceivedFile, ReceivedReport
from submissions.validators.policy import SIGNED_SCANS


def keep_cover(
    received: ReceivedReport, *, upload: File[bytes], actor: User, at: datetime
) -> ReceivedReport:
    """Keep the scan of the signed cover, in place of an earlier one.

    Side effects: the scan as a document of the unit; an audit entry. Raises `FileRefused`,
    `NotAllowed` unless the actor holds the entering.
    """
    receiving.require_open_for(received, actor, at)
    stored = receive(upload, policy=SIGNED_SCANS)
    with audit.act(actor=actor, at=at) as log:
        current = receiving.require_held(received, actor, at)
        report = current.submission
        year = report.round.indicator.fiscal_year
        document = new_document(report.unit, _("Signed cover"), at, fiscal_year=year)
        current.cover = record_file(
            stored, evidence=document, actor=actor, at=at, details=NOTHING_SAID
        )
        current.save(update_fields=["cover"])
        receiving.note(
            log, "receiving.cover", current, name=stored.name, sha256=stored.facts.sha256
        )
    return current


def add_file(
    received: ReceivedReport, *, upload: File[bytes], actor: User, at: datetime
) -> ReceivedFile:
    """Keep one file that was brought; it stands for no requirement until it is assigned. The same
    bytes again give the first one back.

    Side effects: the file as a document of the unit; an audit entry. Raises `FileRefused`,
    `NotAllowed` unless the actor holds the entering.
    """
    receiving.require_open_for(received, actor, at)
    stored = receive(upload, policy=portal_policy())
    with audit.act(actor=actor, at=at) as log:
        current = receiving.require_held(received, actor, at)
        sha256 = stored.facts.sha256
        there = current.files.filter(version__sha256=sha256, removed_at=None).first()
        if there is not None:
            return there
        report = current.submission
        year = report.round.indicator.fiscal_year
        document = new_document(report.unit, stored.name, at, fiscal_year=year)
        version = record_file(stored, evidence=document, actor=actor, at=at, details=NOTHING_SAID)
        receiving.note(log, "receiving.file", current, name=stored.name, sha256=sha256)
        return ReceivedFile.objects.create(received=current, version=version)


def assign(file: ReceivedFile, requirement: str, *, actor: User, at: datetime) -> EvidenceUse:
    """Attach a file that was brought to the requirement of that key.

    Side effects: a piece; audit; scores. Raises what `evidence.attach_version` raises, `NotAllowed`
    unless the actor holds the entering, `GuardRefused` for one that is assigned already.
    """
    with audit.act(actor=actor, at=at):
        current = receiving.require_held(file.received, actor, at)
        row = _locked(current, file)
        if row.use_id is not None:
            raise GuardRefused(_("This file is assigned already."), code="already_assigned")
        use = evidence.attach_version(
            current.submission,
            requirement,
            version=row.version,
            actor=actor,
            at=at,
            by_reference=False,
        )
        row.use, row.requirement = use, requirement
        row.save(update_fields=["use", "requirement"])
    return use


def drop(file: ReceivedFile, *, actor: User, at: datetime) -> None:
    """Take a file off that stands for nothing; its bytes stay on record.

    Side effects: the row; an audit entry. Raises `NotAllowed` unless the actor holds the entering,
    `GuardRefused` for one that is assigned.
    """
    with audit.act(actor=actor, at=at) as log:
        current = receiving.require_held(file.received, actor, at)
        row = _locked(current, file)
        if row.use_id is not None:
            raise GuardRefused(_("This file is assigned already."), code="already_assigned")
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        receiving.note(log, "receiving.drop_file", current, name=row.version.original_name)


def waiting(received: ReceivedReport) -> list[ReceivedFile]:
    """The files that stand for no requirement yet; one query."""
    rows = received.files.filter(use=None, removed_at=None).select_related("version")
    return list(rows)


def choices(received: ReceivedReport, version: EvidenceVersion) -> list[Place]:
    """The requirements for which this file may stand, in the order of the criteria."""
    places = requirements.index(received.submission.definition).values()
    return [
        place
        for place in places
        if Kind.FILE in place.requirement.kinds and evidence_rules.fits(place.requirement, version)
    ]


def guess(name: str, keys: Iterable[str]) -> str:
    """The requirement that a file's name begins with, such as “1.2-a” or “1.2”; empty for none or
    for several."""
    said = re.match(r"\s*(\d+(?:\.\d+)+)[\s_]*[-–]?[\s_]*([a-z])?(?![a-z])", name.lower())
    if said is None:
        return ""
    criterion, letter = said.group(1), said.group(2)
    known = [key for key in keys if key.lower().split("-")[0] == criterion]
    exact = [key for key in known if letter and key.lower() == f"{criterion}-{letter}"]
    found = exact or known
    return found[0] if len(found) == 1 else ""


def _locked(received: ReceivedReport, file: ReceivedFile) -> ReceivedFile:
    rows = ReceivedFile.objects.select_for_update(of=("self",)).select_related("version__evidence")
    row = rows.filter(pk=file.pk, received=received, removed_at=None).first()
    if row is None:
        raise NotFound(_("There is no such file."), code="not_found")
    return row
