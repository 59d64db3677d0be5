"""What a dossier tells of one report, as plain data for its page and its JSON. Everything of a
review passes `in_view` first; names and positions are those that the trail kept on the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import reading
from kpi_portal.audit.models import Entry
from scoring import wording
from scoring.faults import Language
from submissions import access
from submissions.archives.domain.reading import Read
from submissions.archives.domain.workbook_rows import what
from submissions.domain import (
    kept_scores,
    manifest,
    outside_reading,
    outside_results,
    requirements,
)
from submissions.enums import (
    ApprovalState,
    Channel,
    Contradiction,
    Decision,
    ExtensionState,
    PieceKind,
    ReconsiderationOutcome,
    ScanState,
    ScoreBasis,
)
from submissions.models import EvidenceUse, Filing, ScoreSnapshot, Verdict

Facts = dict[str, Any]


@dataclass(frozen=True)
class Days:
    """Who did what under which name and position, from the entries that the reader may see."""

    who: Mapping[tuple[str, str, datetime], str]

    def of(self, action: str, pk: object, at: datetime, person: User | None) -> str:
        """The name and position of the day; where the trail tells none, those of today."""
        kept = self.who.get((action, str(pk), at))
        return kept or (person.audit_name if person is not None else "")


def days_of(entries: Iterable[Entry]) -> Days:
    return Days({(e.action, e.object_id, e.at): reading.line(e).who for e in entries})


def handed_in_or_judged(read: Read, filings: Iterable[Filing]) -> list[EvidenceUse]:
    """The pieces that belong into a dossier: those in use, those that were ever handed in, and
    those on which somebody said something. Attempts that were removed before are nobody's proof."""
    filed = {entry.get("use") for filing in filings for entry in filing.manifest}
    return [
        use
        for use in read.uses
        if use.removed_at is None or use.pk in filed or list(use.verdicts.all())
    ]


def filings_of(read: Read) -> list[Filing]:
    """Every handing in with its scan; one query."""
    found = list(
        read.submission.filings.select_related("by", "signed_scan", "received__entered_by").all()
    )
    for filing in found:
        filing.submission = read.submission
    return found


def report(read: Read, reader: User, *, at: datetime) -> Facts:
    """The head of the report: whose it is, how far it is, by which rules."""
    submission, row, seen = read.submission, read.row, read.seen
    told = not row.withheld
    version = submission.definition_version
    return {
        "unit": submission.unit_label,
        "abbreviation": submission.unit_abbreviation,
        "state": str(seen.state.label),
        "due": row.due_at,
        "closes": submission.effective_closes_at,
        "claimed_level": submission.claimed_level,
        "confirmed_level": submission.confirmed_level if told else None,
        "confirmed_score": row.confirmed,
        "projected_score": row.projected,
        "days_late": submission.days_late,
        "not_reported": submission.not_reported,
        "first_filed": row.first_filed,
        "published": submission.published_at if told else seen.until,
        "order_number": submission.order_number,
        "endorsement_reference": submission.endorsement_reference if told else "",
        "level_results": submission.level_results,
        "supporting_factors": submission.supporting_factors,
        "obstacles": submission.obstacles,
        "solutions": submission.solutions,
        "withheld": not seen.everything,
        "criteria": {
            "version": version.number,
            "published": version.published_at,
            "sha256": version.sha256,
        },
    }


def pieces(read: Read, uses: Iterable[EvidenceUse], days: Days) -> list[Facts]:
    """The requirements in the order of the criteria, each with what was supplied for it and what
    was said of that. `file` is filled in where the bytes are in the archive."""
    places = requirements.index(read.submission.definition)
    grouped: dict[str, list[Facts]] = {key: [] for key in places}
    for use in uses:
        grouped.setdefault(use.requirement, []).append(_piece(read, use, days))
    return [
        {
            "key": key,
            "title": str(places[key].requirement.title) if key in places else "",
            "level": places[key].level.number if key in places else None,
            "pieces": found,
        }
        for key, found in grouped.items()
    ]


def _piece(read: Read, use: EvidenceUse, days: Days) -> Facts:
    version = use.version
    facts: Facts = {
        "use": use.pk,
        "kind": str(PieceKind(use.kind).label),
        "what": what(use),
        "added": use.added_at,
        "added_by": days.of("evidence.attach", use.pk, use.added_at, use.added_by),
        "contributed_by": use.contributed_by.name if use.contributed_by else "",
        "removed": use.removed_at,
        "decision": str(Decision(read.seen.decision(use)).label),
        "verdicts": [_verdict(v, days) for v in read.seen.verdicts(use, use.verdicts.all())],
        "figures": use.figures or None,
        "text": use.text,
        "sha256": use.answers_digest,
        "file": "",
        "capture": "",
    }
    if version is not None:
        facts |= {
            "sha256": version.sha256,
            "size": version.size or None,
            "pages": version.pages,
            "document_number": version.document_number,
            "document_date": version.document_date,
            "caption": version.caption,
            "url": version.url,
            "intranet": version.intranet,
            "scan": ""
            if version.scan_state == ScanState.CLEAR
            else version.get_scan_state_display(),
            "version": version.number,
        }
    return facts


def _verdict(verdict: Verdict, days: Days) -> Facts:
    action = "verdict.settle" if verdict.settles else "verdict.give"
    if verdict.after_comparison:
        action = "verdict.after_comparison"
    return {
        "decision": str(Decision(verdict.decision).label),
        "comment": verdict.comment,
        "by": days.of(action, verdict.use_id, verdict.at, verdict.reviewer),
        "at": verdict.at,
        "settles": verdict.settles,
    }


def filed(filings: Iterable[Filing]) -> list[Facts]:
    """Every handing in with what it held and its hashes."""
    found = []
    for filing in filings:
        received = getattr(filing, "received", None)
        found.append(
            {
                "number": filing.number,
                "receipt": filing.receipt_number,
                "at": filing.at,
                "signed_by": ", ".join(
                    filter(None, (filing.signer_name, filing.signer_position, filing.acting_line))
                ),
                "sent_by": filing.by.audit_name,
                "memo_number": filing.memo_number,
                "memo_date": filing.memo_date,
                "claimed_level": filing.claimed_level,
                "complete": filing.complete,
                "withdrawn": filing.withdrawn_at,
                "lines": [
                    {
                        "requirement": li.requirement,
                        "what": li.what,
                        "size": li.size,
                        "sha256": li.sha256,
                    }
                    for li in manifest.lines_of(filing)
                ],
                "received": _received(received) if received is not None else None,
                "receipt_file": "",
                "scan_file": "",
            }
        )
    return found


def _received(received: Any) -> Facts:
    return {
        "channel": str(Channel(received.channel).label),
        "at": received.received_at,
        "number": received.receiving_number,
        "brought_by": received.brought_by,
        "reason": received.reason,
        "entered_by": received.entered_by.audit_name,
    }


def scores(read: Read) -> list[Facts]:
    """The kept scores that the reader may see, newest first, each explained in words."""
    language: Language = "en" if get_language() == "en" else "th"
    return [
        {
            "basis": str(ScoreBasis(snapshot.basis).label),
            "at": snapshot.at,
            "reason": snapshot.reason,
            "criteria_version": snapshot.definition_version.number,
            "engine": snapshot.engine_version,
            "final": snapshot.result.get("final"),
            "summary": wording.summary(snapshot.result, language),
            "sentences": wording.sentences(snapshot.result, language),
            "inputs": snapshot.inputs,
            "inputs_digest": snapshot.inputs_digest,
            "result": snapshot.result,
        }
        for snapshot in _snapshots(read)
    ]


def _snapshots(read: Read) -> list[ScoreSnapshot]:
    kept = read.submission.scores.select_related("definition_version")
    if read.seen.everything:
        return list(kept)
    confirmed = kept_scores.told(read.seen).select_related("definition_version")
    filed = read.submission.submitted_at
    # as of handing in; what verdicts moved is not told yet
    projected = kept.filter(basis=ScoreBasis.PROJECTED, at__lte=filed) if filed else kept.none()
    return [*confirmed, *projected.exclude(reason__startswith="verdict.")]


def returns(read: Read) -> list[Facts]:
    """Every return with its items."""
    found = read.submission.returns.select_related("by").prefetch_related("items")
    return [
        {
            "number": notice.number,
            "at": notice.at,
            "by": notice.by.audit_name,
            "answer_by": notice.answer_by,
            "note": notice.note,
            "answered": notice.answered_at,
            "lapsed": notice.lapsed_at,
            "items": [
                {"requirement": i.requirement, "comment": i.comment} for i in notice.items.all()
            ],
        }
        for notice in found
    ]


def approvals(read: Read) -> list[Facts]:
    """Approvals of forms, voided ones too."""
    return [
        {
            "pk": one.pk,
            "requirement": one.requirement,
            "form": one.form_code,
            "state": str(ApprovalState(one.state).label),
            "asked": one.requested_at,
            "decided": one.decided_at,
            "signed_by": ", ".join(
                filter(None, (one.signer_name, one.signer_position, one.acting_line))
            ),
            "signed_on": one.signed_on,
            "document_number": one.document_number,
            "note": one.note,
            "sha256": one.answers_digest,
            "scan": one.scan,
            "scan_file": "",
        }
        for one in read.submission.approvals.select_related("scan").order_by("requested_at", "pk")
    ]


def extensions(read: Read) -> list[Facts]:
    """Requests for more time, and the waiver of a deduction."""
    asked = read.submission.extensions.select_related("requested_by", "decided_by")
    found: list[Facts] = [
        {
            "what": _("Extension"),
            "state": str(ExtensionState(one.state).label),
            "asked": one.requested_at,
            "by": one.requested_by.audit_name,
            "reason": one.reason,
            "until": one.granted_until or one.requested_until,
            "decided": one.decided_at,
            "decided_by": one.decided_by.audit_name if one.decided_by else "",
            "order_number": one.order_number,
            "answer": one.answer,
        }
        for one in asked.order_by("requested_at")
    ]
    waiver = getattr(read.submission, "waiver", None)
    if waiver is not None:
        found.append(
            {
                "what": _("Waiver of the deduction"),
                "state": str(ExtensionState.GRANTED.label),
                "reason": waiver.reason,
                "decided": waiver.at,
                "decided_by": waiver.by.audit_name,
                "order_number": waiver.order_number,
            }
        )
    return found


def reconsiderations(read: Read) -> list[Facts]:
    """What the unit asked to be looked at again; the opinion only once it is decided, unless the
    reader follows the review."""
    found = read.submission.reconsiderations.select_related(
        "requested_by", "reviewer", "resolved_by"
    ).prefetch_related(Prefetch("items"))
    told = []
    for one in found:
        open_to_reader = read.seen.everything or one.resolved_at is not None
        told.append(
            {
                "number": one.number,
                "at": one.requested_at,
                "by": one.requested_by.audit_name,
                "reason": one.reason,
                "items": [
                    {"requirement": i.requirement, "argument": i.argument} for i in one.items.all()
                ],
                "opinion": one.opinion if open_to_reader else "",
                "reviewer": one.reviewer.audit_name if one.reviewer and open_to_reader else "",
                "outcome": str(ReconsiderationOutcome(one.outcome).label)
                if one.outcome and one.resolved_at
                else "",
                "resolved": one.resolved_at,
                "resolved_by": one.resolved_by.audit_name if one.resolved_by else "",
                "answer": one.answer if one.resolved_at else "",
            }
        )
    return told


def conflicts(read: Read, reader: User, *, at: datetime) -> list[Facts]:
    """Declared conflicts of interest: the section's own matter, for those who follow reviews."""
    if not access.sees_review(reader, read.submission, at=at):
        return []
    return [
        {
            "person": one.person.audit_name,
            "reason": one.reason,
            "declared": one.declared_at,
            "withdrawn": one.withdrawn_at,
        }
        for one in read.submission.conflicts.select_related("person").order_by("declared_at")
    ]


def acknowledged(read: Read) -> list[Facts]:
    """Contradictions that a reviewer let stand; told with the result."""
    if not read.seen.everything:
        return []
    rows = read.submission.acknowledged_contradictions.select_related("by")
    return [
        {
            "kind": str(Contradiction(one.kind).label)
            if one.kind in Contradiction.values
            else one.kind,
            "requirement": one.requirement,
            "reason": one.reason,
            "at": one.at,
            "by": one.by.audit_name,
        }
        for one in rows
    ]


def outside(read: Read) -> Facts | None:
    """What the collecting centre gave the bureau's own report, beside ours as far as it is told;
    None for every other report."""
    if not read.submission.is_bureaus_own:
        return None
    found = outside_reading.compared(read.seen)
    result, ours = found.outside, found.ours
    if result is None:
        return None
    return {
        "centre": result.centre,
        "memo_number": result.memo_number,
        "sent_on": result.sent_on,
        "level": result.level,
        "score": result.score,
        "received_on": result.received_on,
        "reference": result.reference,
        "note": result.note,
        "recorded_at": result.recorded_at,
        "recorded_by": result.recorded_by.audit_name,
        "our_level": ours.level if ours else None,
        "our_base_score": ours.base if ours else None,
        "our_final_score": ours.final if ours else None,
        "level_difference": found.level_difference,
        "difference": found.difference,
        "final_difference": found.final_difference,
        "scans": outside_results.scans_of(result),
        "scan_files": [],
    }
