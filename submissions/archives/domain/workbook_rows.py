"""The values of the workbook's rows, in the order of `workbook_columns`. Nothing that the reader
may not see leaves this module: every verdict and score passes `in_view` first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from kpi_portal.accounts.enums import UnitGroup
from kpi_portal.accounts.models import User
from kpi_portal.errors import _StrOrPromise
from submissions.archives.domain.reading import Read
from submissions.archives.domain.workbook_book import Value
from submissions.domain import queue, requirements
from submissions.domain.outline import Place
from submissions.domain.outside_reading import Compared
from submissions.domain.round_decisions import RoundDecision
from submissions.domain.round_view import Report
from submissions.enums import Decision, DecisionKind, PieceKind, State
from submissions.models import EvidenceUse

Row = list[Value]


def result(read: Read) -> Row:
    """One report in the sheet of results."""
    submission, row, seen = read.submission, read.row, read.seen
    told = not row.withheld
    return [
        submission.unit_label,
        submission.unit_abbreviation,
        _group(submission.group),
        _word(State(row.state).label),
        submission.claimed_level,
        submission.confirmed_level if told else None,
        row.confirmed,
        submission.projected_level if told else None,
        row.projected,
        row.due_at,
        row.first_filed,
        submission.submitted_at,
        submission.days_late,
        _yes(submission.not_reported),
        submission.required_total,
        submission.supplied_total,
        submission.judged_total if told else None,
        _name(submission.reviewer),
        _name(submission.second_reviewer),
        _name(submission.assessed_by) if told else None,
        _name(submission.confirmed_by) if told else None,
        submission.endorsement_reference if told else None,
        submission.published_at if told else seen.until,
        submission.order_number,
        submission.definition_version.number,
    ]


def evidence(read: Read) -> Iterator[Row]:
    """Every piece of one report in the evidence register."""
    places = requirements.index(read.submission.definition)
    for use in read.uses:
        yield _piece(read, use, places.get(use.requirement))


def _piece(read: Read, use: EvidenceUse, place: Place | None) -> Row:
    version = use.version
    said = read.seen.verdicts(use, use.verdicts.all())
    newest = said[-1] if said else None
    decision = read.seen.decision(use)
    return [
        read.submission.unit_label,
        place.level.number if place is not None else None,
        use.requirement,
        place.requirement.title if place is not None else _("No longer in the criteria"),
        _word(PieceKind(use.kind).label),
        what(use),
        version.document_number if version is not None else "",
        version.document_date if version is not None else None,
        version.pages if version is not None else None,
        version.size or None if version is not None else None,
        (version.sha256 if version is not None else "") or use.answers_digest,
        use.added_at,
        use.added_by.audit_name,
        use.removed_at,
        _word(Decision(decision).label),
        newest.at if newest is not None and decision != Decision.PENDING else None,
        ", ".join(dict.fromkeys(v.reviewer.audit_name for v in said)) or None,
        newest.comment if newest is not None else None,
    ]


def what(use: EvidenceUse) -> Value:
    """The piece in one cell: a number stays a number."""
    if use.version is not None:
        return use.version.original_name or use.version.url
    if use.kind == PieceKind.NUMBER:
        return use.number
    if use.kind == PieceKind.FORM:
        return use.form_code
    if use.kind == PieceKind.APPROVAL and use.approval is not None:
        return ", ".join(filter(None, [use.approval.signer_name, use.approval.signer_position]))
    if use.kind == PieceKind.MEASURE:
        return str(use.figures.get("name", ""))
    return use.text


def late(row: Report, counted: int | None, waived: str, *, at: datetime) -> Row:
    """One unit in the late list."""
    return [
        row.unit,
        _word(State(row.state).label),
        row.due_at,
        row.first_filed,
        queue.days_between(row.due_at, row.first_filed or at),
        counted,
        waived,
    ]


def outside(one: Compared) -> Row:
    """The bureau's own report beside what the collecting centre gave."""
    given, ours = one.outside, one.ours
    return [
        one.submission.unit_label,
        given.centre if given else None,
        given.memo_number or None if given else None,
        given.sent_on if given else None,
        ours.level if ours else None,
        given.level if given else None,
        ours.base if ours else None,
        ours.final if ours else None,
        given.score if given else None,
        one.difference,
        one.final_difference,
        given.received_on if given else None,
        given.reference or None if given else None,
        given.note or None if given else None,
    ]


def decision(one: RoundDecision) -> Row:
    """One line of the register of decisions."""
    return [
        one.unit or _("All units"),
        _word(DecisionKind(one.kind).label),
        _("Granted") if one.granted else _("Refused"),
        _yes(one.after_the_fact),
        one.order_number,
        one.at,
        one.decided_by,
        one.due_at,
        one.first_filed,
        one.until,
        one.person,
        one.reason,
    ]


def readable(found: Iterable[RoundDecision], rows: Mapping[int, Report]) -> Iterator[RoundDecision]:
    """Of the decisions those about reports that the person sees; a reopening of a review that is
    not told to the unit's own people stays out, as on the page of the register."""
    for one in found:
        if one.submission is None:
            yield one
        elif one.submission in rows:
            hidden = rows[one.submission].withheld and one.kind == DecisionKind.REOPENING
            if not hidden:
                yield one


def _name(person: User | None) -> str | None:
    return person.audit_name if person is not None else None


def _yes(value: bool) -> str | None:
    return _("yes") if value else None


def _word(label: _StrOrPromise) -> str:
    return str(label)


def _group(group: str) -> str:
    return str(UnitGroup(group).label) if group in UnitGroup.values else group
