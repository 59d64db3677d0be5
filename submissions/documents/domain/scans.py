"""Signed memos that come back from the scanner: kept, recognised, confirmed by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import DomainError, InvalidInput, NotAllowed, NotFound
from kpi_portal.jobs import enqueue
from kpi_portal.thai import to_arabic_digits
from submissions import storage
from submissions.access import day_of
from submissions.documents import access
from submissions.documents.domain import issuing, scan_codes
from submissions.documents.enums import (
    PROOFS,
    DocumentKind,
    DocumentState,
    FoundBy,
    NumberState,
    ScanState,
)
from submissions.documents.models import Document, Scan
from submissions.domain.evidence_versions import NOTHING_SAID, new_document, receive, record_file
from submissions.validators.policy import SIGNED_SCANS

JOB = "documents.read_scan"
_SECTION = (Role.REVIEWER, Role.HEAD)
_OPEN = (ScanState.READING, ScanState.WAITING)


@dataclass(frozen=True, slots=True)
class Refused:
    """A scan that was not attached, and why."""

    scan: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    attached: int
    refused: tuple[Refused, ...]


def section_of(user: User, *, at: datetime) -> Unit:
    """The section whose memos the person handles; raises `NotFound` for everybody else."""
    own = standing.of(user, day_of(at))
    seats = [grant.unit_id for grant in own.grants if grant.role in _SECTION]
    if not seats:
        raise NotFound("no section", code="not_found")
    return Unit.objects.get(pk=seats[0])


def open_of(section: Unit) -> QuerySet[Scan]:
    """The scans of the section that nobody has confirmed or set aside, oldest first."""
    return Scan.objects.filter(owner=section, state__in=_OPEN).select_related(
        "version", "document__submission__unit"
    )


def awaited(section: Unit) -> QuerySet[Document]:
    """The issued memos of the section that wait for their signed copy, without their words."""
    return (
        Document.objects.filter(
            owner=section,
            signed_scan=None,
            state__in=[DocumentState.ISSUED, DocumentState.PRINTED],
        )
        .exclude(Q(kind__in=PROOFS) | Q(register_number__state=NumberState.VOIDED))
        .defer("context")
    )


def keep(section: Unit, upload: File[bytes], *, actor: User, at: datetime) -> Scan:
    """Keep one scan and have it read. Side effects: the file, the scan's row, a background job, an
    audit entry. Raises `FileRefused` with the reason."""
    if not access.may_handle(actor, section, DocumentKind.FEEDBACK_MEMO, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    stored = receive(upload, policy=SIGNED_SCANS)
    with audit.act(actor=actor, at=at) as log:
        document = new_document(section, stored.name, at)
        version = record_file(stored, evidence=document, actor=actor, at=at, details=NOTHING_SAID)
        scan = Scan.objects.create(
            owner=section, version=version, uploaded_at=at, uploaded_by=actor
        )
        enqueue(JOB, payload={"scan": scan.pk}, requested_by=actor, at=at, key=f"scan:{scan.pk}")
        log.note_down(
            "scan.upload",
            scan,
            subject=f"scan:{scan.pk}",
            unit_path=section.path,
            name=version.original_name,
            sha256=version.sha256,
        )
    return scan


def recognise(scan: Scan) -> Scan:
    """Propose whose copy it is. Side effect: the proposal. Safe to run twice; a scan that was
    confirmed meanwhile is left alone."""
    version = scan.version
    with storage.open_stored(version.sha256) as stored:
        token = scan_codes.token_in(stored, version.media_type)
    memos = awaited(scan.owner)
    found, how = None, ""
    if token:
        found = memos.filter(public_token=token).values_list("pk", flat=True).first()
        how = FoundBy.QR
    if found is None:
        # of two years' same numbers the newer is meant
        numbers = {number: pk for pk, number in memos.order_by("pk").values_list("pk", "number")}
        shared = _shared_numbers(memos)
        known = {pk: number for number, pk in numbers.items() if number not in shared}
        found = scan_codes.by_name(version.original_name, known)
        how = FoundBy.NUMBER
    Scan.objects.filter(pk=scan.pk, state=ScanState.READING).update(
        state=ScanState.WAITING, document=found, found_by=how if found else ""
    )
    scan.refresh_from_db()
    return scan


def confirm(section: Unit, chosen: Mapping[int, str], *, actor: User, at: datetime) -> Outcome:
    """Attach scans to the memos whose numbers the person confirmed: scan → number.

    Each is an act of its own; one that is refused stays in the list with its reason. Side effects:
    as `issuing.attach_signed_scan`, the scan's state.
    """
    attached, refused = 0, []
    for scan in open_of(section).filter(pk__in=chosen).order_by("pk"):
        try:
            with audit.act(actor=actor, at=at):
                _attach(section, scan, chosen[scan.pk], actor=actor, at=at)
        except DomainError as refusal:
            refused.append(Refused(scan.pk, scan.version.original_name, str(refusal)))
        else:
            attached += 1
    return Outcome(attached, tuple(refused))


def set_aside(section: Unit, pk: int, *, actor: User, at: datetime) -> Scan:
    """Take a scan off the list: it is nobody's. Side effects: its state, an audit entry."""
    if not access.may_handle(actor, section, DocumentKind.FEEDBACK_MEMO, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    with audit.act(actor=actor, at=at) as log:
        locked = Scan.objects.select_for_update(of=("self",)).select_related("version")
        scan = locked.filter(owner=section, pk=pk, state__in=_OPEN).first()
        if scan is None:
            raise NotFound("no such scan", code="not_found")
        scan.state, scan.document = ScanState.SET_ASIDE, None
        scan.save(update_fields=["state", "document"])
        log.note_down(
            "scan.set_aside",
            scan,
            subject=f"scan:{scan.pk}",
            unit_path=section.path,
            name=scan.version.original_name,
        )
    return scan


def opens(user: User, version_pk: int, at: datetime) -> bool:
    """Whether this stored file is a scan of the section for which the person works."""
    own = standing.of(user, day_of(at))
    seats = {grant.unit_id for grant in own.grants if grant.role in _SECTION}
    return Scan.objects.filter(version=version_pk, owner__in=seats).exists()


def _attach(section: Unit, scan: Scan, number: str, *, actor: User, at: datetime) -> None:
    locked = Scan.objects.select_for_update(of=("self",)).get(pk=scan.pk)
    if locked.state not in _OPEN:
        raise InvalidInput(_("Somebody else has dealt with this scan."), code="stale")
    document = _named(section, scan, number)
    issuing.attach_signed_scan(document, actor=actor, at=at, scan=scan.version)
    if document.pk != locked.document_id:
        locked.document, locked.found_by = document, FoundBy.PERSON
    locked.state = ScanState.ATTACHED
    locked.save(update_fields=["document", "found_by", "state"])


def _named(section: Unit, scan: Scan, number: str) -> Document:
    """The memo of that number; of a circular's several the one that was proposed."""
    text = to_arabic_digits(number).replace(" ", "")
    found = [memo for memo in awaited(section) if text and memo.number.replace(" ", "") == text]
    proposed = [memo for memo in found if memo.pk == scan.document_id]
    if proposed:
        return proposed[0]
    if not found:
        raise InvalidInput(
            _("No memo of this number waits for its signed copy."), code="no_such_number"
        )
    if len({memo.register_number_id for memo in found}) == 1 and len(found) > 1:
        raise InvalidInput(
            _("Several memos carry this circular number; attach the scan on the memo's own page."),
            code="several",
        )
    return max(found, key=lambda memo: memo.pk)


def _shared_numbers(memos: QuerySet[Document]) -> set[str]:
    return set(memos.filter(circular=True).values_list("number", flat=True))
