"""รายงานของสำนักกับหน่วยรวบรวมข้อมูล: recording where the bureau's own report went and what came back.

Nothing here moves the report or its score; what the centre gave stands beside what we gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound, Stale
from kpi_portal.thai import local_date
from scoring.numbers import exact_text
from submissions import access
from submissions.domain.evidence_versions import (
    NOTHING_SAID,
    new_document,
    receive,
    record_file,
)
from submissions.enums import State
from submissions.models import EvidenceVersion, OutsideResult, Submission
from submissions.validators.policy import SIGNED_SCANS

# Of these nothing has left the bureau, or nothing is asked for.
NOT_SENT = frozenset({State.DRAFT, State.EXEMPTED})
LONGEST_NOTE = 4_000
PLACES = 4
_LONGEST = {"centre": 300, "memo_number": 120, "reference": 200, "note": LONGEST_NOTE}
# Changing one of these corrects a result that was recorded before.
_RESULT = ("level", "score", "received_on")
# How the trail names the fields whose own names mean something else there.
_IN_TRAIL = {"level": "outside_level", "score": "outside_score", "note": "outside_note"}


@dataclass(frozen=True, slots=True)
class Sent:
    """Where the report went; number and day may follow later."""

    centre: str
    memo_number: str = ""
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What the centre gave. `reason` says why an earlier record is corrected."""

    level: int | None
    score: Decimal | None
    received_on: date | None
    reference: str = ""
    note: str = ""
    reason: str = ""


def open_to_recording(submission: Submission) -> bool:
    """Whether the report is far enough: handed in, or past that."""
    return submission.state not in NOT_SENT and not submission.not_reported


def record_sent(
    submission: Submission, sent: Sent, *, actor: User, at: datetime, revision: int
) -> OutsideResult:
    """Keep to which centre the bureau's own report went, under which number and on which day.

    Side effects: the record, an audit entry with before and after. `revision` is the record's that
    the page showed, 0 for none. Raises `NotFound` for any other report, `NotAllowed`,
    `GuardRefused` before the report was submitted, `Stale`, `InvalidInput`.
    """
    values = _tidy(centre=sent.centre, memo_number=sent.memo_number) | {"sent_on": sent.sent_on}
    if not values["centre"]:
        raise InvalidInput(_("Name the collecting centre."), code="centre_required")
    _require_past(sent.sent_on, at)
    with audit.act(actor=actor, at=at) as log:
        locked = _open_for(submission, actor, at)
        kept = _held(locked, revision)
        changed = _write(kept, values, actor, at)
        if changed:
            _note(
                log,
                "outside.sent",
                kept,
                locked,
                changed=changed,
                centre=kept.centre,
                number=kept.memo_number,
            )
    return kept


def record_given(
    submission: Submission,
    given: Given,
    *,
    actor: User,
    at: datetime,
    revision: int,
    scan: File[bytes] | None = None,
) -> OutsideResult:
    """Keep what the centre gave, or correct it with a reason; the score of the portal stays as it
    is.

    Side effects: the record; the scan of the centre's letter as a document of the bureau, a further
    version where there is one; audit entries with before and after. Raises as `record_sent`, also
    `GuardRefused` before it is recorded where the report was sent, and `FileRefused`.
    """
    values = _checked(submission, given, at)
    _open_for(submission, actor, at, lock=False)
    stored = receive(scan, policy=SIGNED_SCANS) if scan is not None else None
    with audit.act(actor=actor, at=at) as log:
        locked = _open_for(submission, actor, at)
        kept = _held(locked, revision)
        if kept.pk is None:
            raise GuardRefused(
                _("First record to which centre the report was sent."), code="not_sent"
            )
        was_given, said = kept.given, _shown(kept, values)
        corrects = was_given and any(said[name] != _plain(values[name]) for name in _RESULT)
        if corrects and not given.reason.strip():
            raise InvalidInput(
                _("Say why the recorded result is corrected."), code="reason_required"
            )
        if kept.sent_on and values["received_on"] < kept.sent_on:
            raise InvalidInput(
                _("The result cannot have come before the report was sent."), code="before_sent"
            )
        if stored is not None:
            document = kept.scan.evidence if kept.scan else _letter(locked, at)
            kept.scan = record_file(
                stored, evidence=document, actor=actor, at=at, details=NOTHING_SAID
            )
        changed = _write(kept, values, actor, at, also=stored is not None)
        if changed:
            _note(
                log,
                "outside.corrected" if was_given else "outside.given",
                kept,
                locked,
                changed=changed,
                note=given.reason.strip(),
                level=kept.level,
                score=_plain(kept.score),
                received_on=_plain(kept.received_on),
            )
        if stored is not None:
            name, digest = stored.name, stored.facts.sha256
            _note(log, "outside.scan", kept, locked, name=name, sha256=digest)
    return kept


def scans_of(result: OutsideResult) -> list[EvidenceVersion]:
    """Every scan of the centre's letter that was ever kept, newest first; one query."""
    if result.scan is None:
        return []
    return list(
        EvidenceVersion.objects.filter(evidence=result.scan.evidence_id).order_by("-number")
    )


def _open_for(
    submission: Submission, actor: User, at: datetime, *, lock: bool = True
) -> Submission:
    found = access.lock(submission.pk) if lock else submission
    if not found.is_bureaus_own:
        raise NotFound("not the bureau's own report", code="not_found")
    if not access.may_record_outside(actor, found, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    if not open_to_recording(found):
        raise GuardRefused(
            _("The report is not submitted, so nothing was sent to the centre yet."),
            code="not_submitted",
        )
    return found


def _held(submission: Submission, revision: int) -> OutsideResult:
    """The record of the locked report, or a new one; raises `Stale` where the page showed
    another."""
    kept = OutsideResult.objects.select_related("scan__evidence").filter(submission=submission)
    found = kept.first() or OutsideResult(submission=submission)
    if found.revision != revision:
        raise Stale(
            _("Somebody else saved this page in the meantime."),
            code="stale",
            revision=found.revision,
        )
    return found


def _checked(submission: Submission, given: Given, at: datetime) -> dict[str, Any]:
    if given.level is None and given.score is None:
        raise InvalidInput(_("Give the level or the score."), code="nothing_given")
    if given.received_on is None:
        raise InvalidInput(_("Say when the result came."), code="received_on_required")
    _require_past(given.received_on, at)
    definition = submission.definition
    levels = {0, *(level.number for level in definition.levels)}
    if given.level is not None and given.level not in levels:
        raise InvalidInput(_("The indicator has no such level."), code="no_such_level")
    if given.score is not None:
        if not 0 <= given.score <= definition.scale:
            raise InvalidInput(
                _("The score lies between 0 and %(scale)s, as ours does.")
                % {"scale": exact_text(definition.scale)},
                code="score_out_of_scale",
            )
        if given.score != given.score.quantize(Decimal(1).scaleb(-PLACES)):
            raise InvalidInput(
                _("Give the score with at most %(places)s decimals.") % {"places": PLACES},
                code="score_too_precise",
            )
    return _tidy(reference=given.reference, note=given.note) | {
        "level": given.level,
        "score": given.score,
        "received_on": given.received_on,
    }


def _require_past(day: date | None, at: datetime) -> None:
    if day is not None and day > local_date(at):
        raise InvalidInput(_("The day lies in the future."), code="day_ahead")


def _tidy(**texts: str) -> dict[str, Any]:
    for name, text in texts.items():
        if len(text.strip()) > _LONGEST[name]:
            raise InvalidInput(
                _("The text is too long: at most %(most)s signs.") % {"most": _LONGEST[name]},
                code="text_too_long",
            )
    return {name: text.strip() for name, text in texts.items()}


def _write(
    kept: OutsideResult,
    values: Mapping[str, Any],
    actor: User,
    at: datetime,
    *,
    also: bool = False,
) -> dict[str, list[Any]]:
    """Save what differs and say what did; nothing is saved where nothing differs."""
    before = _shown(kept, values)
    changed = {
        _IN_TRAIL.get(name, name): [before[name], _plain(value)]
        for name, value in values.items()
        if before[name] != _plain(value)
    }
    if changed or also:
        for name, value in values.items():
            setattr(kept, name, value)
        kept.revision += 1
        kept.recorded_at, kept.recorded_by = at, actor
        kept.save()
    return changed


def _shown(kept: OutsideResult, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(getattr(kept, name)) for name in values}


def exact_score(score: Decimal) -> str:
    """A score with at least two decimals and without needless zeros."""
    text = f"{score.normalize():f}"
    return text if len(text.partition(".")[2]) > 2 else f"{score:.2f}"


def _plain(value: Any) -> Any:
    """As the trail keeps it: days as ISO, scores always in one spelling."""
    if isinstance(value, Decimal):
        return exact_score(value)
    return value.isoformat() if isinstance(value, date) else value


def _letter(submission: Submission, at: datetime) -> Any:
    year = submission.round.indicator.fiscal_year
    return new_document(submission.unit, _("Letter of the collecting centre"), at, fiscal_year=year)


def _note(
    log: audit.Act, action: str, kept: OutsideResult, submission: Submission, **facts: Any
) -> None:
    log.note_down(
        action,
        kept,
        subject=submission.subject,
        unit_path=submission.unit.path,
        **facts,
    )
