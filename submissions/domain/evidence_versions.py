"""Versions of evidence: files examined and kept, addresses checked; never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.db.models import Max

from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.files import file_guard, file_names
from kpi_portal.files.file_guard import FileFacts
from kpi_portal.files.policy import FilePolicy
from kpi_portal.jobs import enqueue
from kpi_portal.thai import fiscal_year_of, local_date, normalise_text
from submissions import storage
from submissions.domain.said import require_fits
from submissions.enums import PieceKind, ScanState
from submissions.models import Evidence, EvidenceVersion
from submissions.validators import links
from submissions.validators.policy import EVIDENCE

LONGEST_CAPTION = 500
LONGEST_DOCUMENT_NUMBER = 120
SCAN = "evidence.scan"


@dataclass(frozen=True, slots=True)
class Details:
    """What people say about a document; texts are normalised by `checked`."""

    caption: str = ""
    document_number: str = ""
    document_date: date | None = None

    def checked(self) -> Details:
        """The same in one stored spelling; raises `InvalidInput` for over-long texts."""
        return replace(
            self,
            caption=_fitting(self.caption, LONGEST_CAPTION, "caption_too_long"),
            document_number=_fitting(
                self.document_number, LONGEST_DOCUMENT_NUMBER, "document_number_too_long"
            ),
        )

    def as_facts(self) -> dict[str, Any]:
        """For the audit trail: only what was said."""
        said = {
            "caption": self.caption,
            "document_number": self.document_number,
            "document_date": self.document_date.isoformat() if self.document_date else "",
        }
        return {name: value for name, value in said.items() if value}


NOTHING_SAID = Details()


@dataclass(frozen=True, slots=True)
class Received:
    """A sound file whose bytes are stored; no row refers to them yet."""

    name: str
    address: str
    facts: FileFacts


def portal_policy() -> FilePolicy:
    """What evidence may be at most, wherever it is attached."""
    return replace(EVIDENCE, max_bytes=settings.EVIDENCE_MAX_BYTES)


def receive(upload: File[bytes], *, policy: FilePolicy) -> Received:
    """Examine an uploaded file and store its bytes. Slow work: call it outside a transaction.

    Side effect: the bytes under their digest. Raises `FileRefused` with the reason.
    """
    name = file_names.display_name(upload.name or "")
    source = cast(BinaryIO, upload.file)
    facts = file_guard.inspect(source, name, upload.size, policy)
    address = storage.keep(source, sha256=facts.sha256, size=facts.size)
    return Received(name, address, facts)


def store_version(
    owner: Unit,
    *,
    actor: User,
    at: datetime,
    upload: File[bytes],
    name: str = "",
    fiscal_year: int | None = None,
    details: Details = NOTHING_SAID,
    policy: FilePolicy | None = None,
) -> EvidenceVersion:
    """Keep a file as the first version of a new document of `owner`, used for nothing yet: a signed
    scan, a picture. The caller checks who may do that.

    `name` is the document's, by default the file's; `fiscal_year` (พ.ศ.) by default that of `at`.
    Side effects: the bytes, `Evidence` and its version, a virus scan where one is configured.
    Raises `FileRefused` with the reason, `InvalidInput` for over-long texts.
    """
    details = details.checked()
    received = receive(upload, policy=policy or portal_policy())
    with audit.act(actor=actor, at=at):
        document = new_document(owner, name or received.name, at, fiscal_year=fiscal_year)
        return record_file(received, evidence=document, actor=actor, at=at, details=details)


def record_file(
    received: Received, *, evidence: Evidence, actor: User, at: datetime, details: Details
) -> EvidenceVersion:
    """Write the row of a received file as the next version of `evidence`. Runs inside an act."""
    version = EvidenceVersion(
        evidence=evidence,
        number=_next_number(evidence),
        kind=PieceKind.FILE,
        original_name=received.name,
        media_type=received.facts.media_type,
        size=received.facts.size,
        sha256=received.facts.sha256,
        pages=received.facts.pages,
        scan_state=ScanState.QUARANTINED if settings.CLAMAV_ADDRESS else ScanState.CLEAR,
        uploaded_by=actor,
        uploaded_at=at,
        **_columns(details),
    )
    version.file.name = received.address
    version.save()
    if version.scan_state == ScanState.QUARANTINED:
        ask_for_scan(version, at=at)
    return version


def record_link(
    link: links.LinkFacts,
    *,
    evidence: Evidence,
    actor: User,
    at: datetime,
    details: Details,
    capture: EvidenceVersion | None = None,
) -> EvidenceVersion:
    """Write the row of a checked address as the next version of `evidence`. Runs inside an act."""
    return EvidenceVersion.objects.create(
        evidence=evidence,
        number=_next_number(evidence),
        kind=PieceKind.LINK,
        url=link.url,
        intranet=link.reach == "intranet",
        capture=capture,
        uploaded_by=actor,
        uploaded_at=at,
        **_columns(details),
    )


def new_document(
    owner: Unit,
    name: str,
    at: datetime,
    *,
    fiscal_year: int | None = None,
    shared: bool = False,
) -> Evidence:
    """A document without versions yet."""
    document = Evidence.objects.create(
        owner=owner,
        name=name[:300],
        shared=shared,
        fiscal_year=fiscal_year or fiscal_year_of(local_date(at)),
        created_at=at,
    )
    document.__dict__["_is_new"] = True
    return document


def ask_for_scan(version: EvidenceVersion, *, at: datetime) -> None:
    """Queue the virus scan of one version; asking twice makes one job."""
    enqueue(
        SCAN,
        payload={"version": version.pk},
        requested_by=None,
        at=at,
        key=f"{SCAN}:{version.pk}",
    )


def _next_number(document: Evidence) -> int:
    if document.__dict__.pop("_is_new", False):
        return 1  # nobody else can see it yet
    # The row lock orders two people who add a version at the same time.
    Evidence.objects.select_for_update().get(pk=document.pk)
    newest = document.versions.aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def _columns(details: Details) -> dict[str, Any]:
    return {
        "caption": details.caption,
        "document_number": details.document_number,
        "document_date": details.document_date,
    }


def _fitting(text: str, most: int, code: str) -> str:
    tidy = normalise_text(text, multiline=False)
    return require_fits(tidy, most, code=code)
