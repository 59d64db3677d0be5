"""The virus scan of kept files, where a scanner is configured, and the upkeep of stored bytes.

A scanner that does not answer never counts as a clean file: the version stays in quarantine, with
the time at which it came, and is asked for again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.notifications.sending import GENERAL, notify
from submissions import access, storage
from submissions.domain import pieces, scores
from submissions.domain.evidence_versions import ask_for_scan
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.enums import ScanState, State
from submissions.models import EvidenceUse, EvidenceVersion, Submission
from submissions.validators.virus_scan import ClamAV, ScanVerdict
from submissions.workflow import SETTLED

SCANNER = SystemActor("virus scan")
_AT_ONCE = 1000


class ScannerSilentError(Exception):
    """The scanner gave no answer; the file waits."""


def scan(version: EvidenceVersion, *, scanner: ClamAV | None, at: datetime) -> ScanState:
    """Scan one version in quarantine and release or refuse it; others are left as they are.

    Without a scanner (it was switched off since) the file is released. Side effects: the state of
    the scan; audit; for an infected file its pieces no longer count as supplied, scores follow and
    its sender is told. Raises `ScannerSilentError` when no answer could be had.
    """
    if version.scan_state != ScanState.QUARANTINED:
        return ScanState(version.scan_state)
    if scanner is None:
        return _release(version, at)
    with storage.open_stored(version.sha256) as file:
        result = scanner.scan(file)
    if result.verdict is ScanVerdict.UNAVAILABLE:
        raise ScannerSilentError(result.reason)
    if result.verdict is ScanVerdict.CLEAN:
        return _release(version, at)
    return _refuse(version, result.signature, at)


def ask_again(*, at: datetime) -> int:
    """Queue a scan for every version that still waits; how many wait."""
    waiting = EvidenceVersion.objects.filter(scan_state=ScanState.QUARANTINED).order_by("pk")
    versions = list(waiting[:_AT_ONCE])
    with transaction.atomic():
        for version in versions:
            ask_for_scan(version, at=at)
    return len(versions)


def sweep_uploads(*, idle_since: datetime) -> storage.Swept:
    """Remove what unfinished uploads left behind and stored bytes that no version refers to, where
    nothing has touched them since `idle_since`."""
    return storage.sweep(idle_since=idle_since, held=_held)


def _held(digests: Collection[str]) -> Collection[str]:
    found = EvidenceVersion.objects.filter(sha256__in=digests)
    return set(found.values_list("sha256", flat=True))


def _release(version: EvidenceVersion, at: datetime) -> ScanState:
    with audit.act(actor=SCANNER, at=at) as log:
        _settle(version, ScanState.CLEAR, log)
    return ScanState.CLEAR


def _refuse(version: EvidenceVersion, signature: str, at: datetime) -> ScanState:
    with audit.act(actor=SCANNER, at=at) as log:
        used_in = Submission.objects.filter(uses__version=version).values("pk")
        locking = Submission.objects.select_for_update(of=("self",)).order_by("pk")
        reports = list(access.with_context(locking).filter(pk__in=used_in))
        _settle(version, ScanState.INFECTED, log, signature=signature)
        for report in reports:
            if report.state not in SETTLED or report.state == State.RECONSIDERING:
                _stop_counting(report, version, at)
        _tell_sender(version, reports, at)
    return ScanState.INFECTED


def _settle(version: EvidenceVersion, state: ScanState, log: audit.Act, **facts: str) -> None:
    version.scan_state = state
    version.save(update_fields=["scan_state"])
    log.note_down(
        "evidence.scan",
        version,
        subject=f"evidence:{version.evidence_id}",
        unit_path=version.evidence.owner.path,
        changed={"scan_state": [ScanState.QUARANTINED, state]},
        name=version.original_name,
        sha256=version.sha256,
        **facts,
    )


def _stop_counting(report: Submission, version: EvidenceVersion, at: datetime) -> None:
    uses = EvidenceUse.objects.filter(submission=report, version=version)
    uses.update(supplied=False)
    pieces.forget(report)
    scores.recompute(report, at=at, reason="evidence.scan")


def _tell_sender(version: EvidenceVersion, reports: list[Submission], at: datetime) -> None:
    """The message names the first report that uses the file, where there is one."""
    use = EvidenceUse.objects.filter(version=version, submission__in=reports).first()
    facts: dict[str, object] = {"name": version.original_name}
    url, about = reverse("submissions:shared"), GENERAL
    if use is not None:
        [report] = [report for report in reports if report.pk == use.submission_id]
        facts |= facts_of_report(report)
        url = reverse("submissions:requirement", args=[report.pk, use.requirement])
        about = outbox_name(report.round)
    notify(
        [version.uploaded_by], kind="evidence.infected", facts=facts, url=url, at=at, about=about
    )
