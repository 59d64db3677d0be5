"""Everything that gave a round or one of its units other dates, as one list: orders, extensions,
waivers and readmissions, with those marked that were given after the fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from indicators.models import Round, RoundOrder
from kpi_portal.audit import reading
from kpi_portal.audit.models import Entry
from kpi_portal.audit.reading import Line
from submissions.enums import ExtensionState
from submissions.models import Extension, Submission, Waiver


class TimeKind(StrEnum):
    """What was given; the words belong to the templates."""

    ORDER = "order"
    EXTENSION = "extension"
    WAIVER = "waiver"
    READMISSION = "readmission"


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One act upon time. `before` and `until` are the moments it replaced and gave; `afterwards`
    says that it was given when the moment it replaces had already passed."""

    kind: TimeKind
    at: datetime
    unit: str
    who: str
    order_number: str
    reason: str
    state: str = ""
    before: datetime | None = None
    until: datetime | None = None
    afterwards: bool = False
    waiting: Extension | None = None


@dataclass(frozen=True, slots=True)
class DueStep:
    """One link of the chain of a round's due dates; `order` is None for the first."""

    due_at: datetime
    closes_at: datetime
    order: RoundOrder | None


def chain(round: Round, orders: Sequence[RoundOrder]) -> list[DueStep]:
    """The dates the round has had, oldest first; `orders` in the order they were given."""
    if not orders:
        return [DueStep(round.due_at, round.closes_at, None)]
    first = DueStep(orders[0].old_due_at, orders[0].old_closes_at, None)
    return [first, *(DueStep(o.new_due_at, o.new_closes_at, o) for o in orders)]


def due_when(round: Round, orders: Sequence[RoundOrder], at: datetime) -> datetime:
    """The round's due moment as it ruled at `at`."""
    later = [order for order in orders if order.decided_at > at]
    return later[0].old_due_at if later else round.due_at


def lines(round: Round, visible: Iterable[Submission]) -> list[TimeLine]:
    """The list for the reports that may be seen, newest first (five queries)."""
    orders = list(round.orders.select_related("decided_by").order_by("decided_at", "pk"))
    reports = {submission.pk: submission for submission in visible}
    extensions = list(
        Extension.objects.filter(submission__in=reports)
        .select_related("requested_by", "decided_by")
        .order_by("requested_at", "pk")
    )
    waivers = Waiver.objects.filter(submission__in=reports).select_related("by")
    found = [_of_order(order) for order in orders]
    given: dict[int, datetime] = {}
    for extension in extensions:
        report = reports[extension.submission_id]
        found.append(_of_extension(extension, report, round, orders, given))
    for waiver in waivers:
        report = reports[waiver.submission_id]
        due = report.due_at or due_when(round, orders, waiver.at)
        found.append(_of_waiver(waiver, report, due))
    found += _readmissions(reports.values())
    return sorted(found, key=lambda line: line.at, reverse=True)


def _of_order(order: RoundOrder) -> TimeLine:
    return TimeLine(
        kind=TimeKind.ORDER,
        at=order.decided_at,
        unit="",
        who=order.decided_by.display_name,
        order_number=order.order_number,
        reason=order.reason,
        before=order.old_due_at,
        until=order.new_due_at,
        afterwards=order.decided_at > order.old_due_at,
    )


def _of_extension(
    extension: Extension,
    report: Submission,
    round: Round,
    orders: Sequence[RoundOrder],
    given: dict[int, datetime],
) -> TimeLine:
    decided = extension.decided_at or extension.requested_at
    before = given.get(report.pk) or due_when(round, orders, decided)
    if extension.granted_until is not None:
        given[report.pk] = extension.granted_until
    waits = extension.state == ExtensionState.REQUESTED
    by = extension.decided_by or extension.requested_by
    return TimeLine(
        kind=TimeKind.EXTENSION,
        at=decided,
        unit=report.unit_name,
        who=by.display_name,
        order_number=extension.order_number,
        reason=extension.reason,
        state=extension.state,
        before=before,
        until=extension.granted_until or extension.requested_until,
        afterwards=decided > before,
        waiting=extension if waits else None,
    )


def _of_waiver(waiver: Waiver, report: Submission, due: datetime) -> TimeLine:
    return TimeLine(
        kind=TimeKind.WAIVER,
        at=waiver.at,
        unit=report.unit_name,
        who=waiver.by.display_name,
        order_number=waiver.order_number,
        reason=waiver.reason,
        afterwards=waiver.at > due,
    )


def _readmissions(reports: Iterable[Submission]) -> list[TimeLine]:
    """Readmissions stand in the trail only; each gives its unit a closing of its own."""
    by_subject = {report.subject: report for report in reports}
    entries = Entry.objects.filter(action="submission.readmit", subject__in=by_subject)
    return [
        _of_readmission(reading.line(entry), by_subject[entry.subject])
        for entry in reading.with_details(entries)
    ]


def _of_readmission(line: Line, report: Submission) -> TimeLine:
    closes = line.facts.get("closes_at")
    return TimeLine(
        kind=TimeKind.READMISSION,
        at=line.at,
        unit=report.unit_name,
        who=line.who,
        order_number=str(line.facts.get("order_number") or ""),
        reason=line.note,
        until=datetime.fromisoformat(closes) if closes else None,
        afterwards=True,
    )
