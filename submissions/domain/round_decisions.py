"""The register of decisions of a round: who was given more time, spared or taken up again, by which
order, when and why.

Derived from the rows of the decisions and, for moves of the workflow, from the audit trail; nothing
is stored for it. A decision counts as given *after the fact* when it was made later than the due
moment that held for the unit until then, or after the unit had first handed in (filings that were
withdrawn by then do not count). Of a decision for the whole round the due moment alone is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from indicators.models import Round, RoundOrder
from kpi_portal.audit import reading
from kpi_portal.audit.models import Entry
from submissions.enums import DecisionKind, ExtensionState
from submissions.models import Appointment, Extension, Filing, Submission, Waiver

_MOVES: Mapping[str, DecisionKind] = {
    "submission.exempt": DecisionKind.EXEMPTION,
    "submission.readmit": DecisionKind.READMISSION,
    "submission.reopen": DecisionKind.REOPENING,
    "submission.waive_late": DecisionKind.WAIVER,
}


@dataclass(frozen=True, slots=True)
class RoundDecision:
    """One decision as plain data. `submission` and `unit` are empty where it is for all units;
    `until` is the day that it sets; `granted` is false for a refused request. `from_state` is the
    state that a reopening found."""

    kind: DecisionKind
    at: datetime
    submission: int | None
    unit: str
    order_number: str
    decided_by: str
    reason: str
    due_at: datetime
    first_filed: datetime | None
    after_the_fact: bool
    until: datetime | None = None
    granted: bool = True
    person: str = ""
    from_state: str = ""


def decisions_of(round: Round) -> tuple[RoundDecision, ...]:
    """Every decision of the round, oldest first; a constant number of queries. Who may read which
    is the caller's to ask."""
    return tuple(sorted(_Register(round).decisions(), key=lambda one: (one.at, one.unit)))


class _Register:
    """What the decisions of one round are judged by, each read with one query."""

    def __init__(self, round: Round) -> None:
        self._round = round
        self._orders = list(round.orders.select_related("decided_by"))

    def decisions(self) -> Iterator[RoundDecision]:
        yield from (self._of_the_round(order) for order in self._orders)
        yield from self._extensions()
        yield from self._by_order(Waiver, DecisionKind.WAIVER)
        yield from self._by_order(Appointment, DecisionKind.NAMED)
        yield from self._moves()

    @cached_property
    def _reports(self) -> Mapping[int, Submission]:
        reports = Submission.objects.filter(round=self._round).select_related("unit")
        return {report.pk: report for report in reports}

    @cached_property
    def _granted(self) -> Sequence[Extension]:
        decided = Extension.objects.filter(submission__round=self._round, decided_at__isnull=False)
        return list(decided.select_related("decided_by").order_by("decided_at"))

    @cached_property
    def _filings(self) -> Mapping[int, Sequence[Filing]]:
        found: dict[int, list[Filing]] = {}
        filings = Filing.objects.filter(submission__round=self._round).order_by("at")
        for filing in filings.only("submission", "at", "withdrawn_at"):
            found.setdefault(filing.submission_id, []).append(filing)
        return found

    def _of_the_round(self, order: RoundOrder) -> RoundDecision:
        return RoundDecision(
            kind=DecisionKind.ROUND_EXTENSION,
            at=order.decided_at,
            submission=None,
            unit="",
            order_number=order.order_number,
            decided_by=order.decided_by.audit_name,
            reason=order.reason,
            due_at=order.old_due_at,
            first_filed=None,
            after_the_fact=order.decided_at > order.old_due_at,
            until=order.new_due_at,
        )

    def _extensions(self) -> Iterator[RoundDecision]:
        for asked in self._granted:
            granted = asked.state == ExtensionState.GRANTED
            yield self._decision(
                DecisionKind.EXTENSION,
                asked.submission_id,
                asked.decided_at,  # type: ignore[arg-type]  # only decided ones are read
                order_number=asked.order_number,
                decided_by=asked.decided_by.audit_name if asked.decided_by else "",
                reason=asked.reason if granted else asked.answer,
                until=asked.granted_until,
                granted=granted,
            )

    def _by_order(
        self, rows: type[Waiver] | type[Appointment], kind: DecisionKind
    ) -> Iterator[RoundDecision]:
        found = rows.objects.filter(submission__round=self._round)
        related = ["by", "user"] if rows is Appointment else ["by"]
        for row in found.select_related(*related):
            yield self._decision(
                kind,
                row.submission_id,
                row.at,
                order_number=row.order_number,
                decided_by=row.by.audit_name,
                reason=row.reason,
                person=row.user.audit_name if isinstance(row, Appointment) else "",
            )

    def _moves(self) -> Iterator[RoundDecision]:
        """What the trail alone tells, also a waiver that was given anew by another order."""
        subjects = {report.subject: report.pk for report in self._reports.values()}
        entries = Entry.objects.filter(subject__in=subjects, action__in=_MOVES)
        standing = set(
            Waiver.objects.filter(submission__round=self._round).values_list("submission_id", "at")
        )
        for entry in reading.with_details(entries).order_by("sequence"):
            pk = subjects[entry.subject]
            if (pk, entry.at) in standing and entry.action == "submission.waive_late":
                continue
            line = reading.line(entry)
            yield self._decision(
                _MOVES[entry.action],
                pk,
                entry.at,
                order_number=str(line.facts.get("order_number", "")),
                decided_by=line.who,
                reason=line.note,
                until=_moment(line.facts.get("closes_at")),
                from_state=_state_before(entry),
            )

    def _decision(self, kind: DecisionKind, pk: int, at: datetime, **facts: Any) -> RoundDecision:
        due, filed = self._due_before(pk, at), self._first_filed(pk, at)
        return RoundDecision(
            kind=kind,
            at=at,
            submission=pk,
            unit=self._reports[pk].unit_label,
            due_at=due,
            first_filed=filed,
            after_the_fact=at > due or filed is not None,
            **facts,
        )

    def _due_before(self, pk: int, at: datetime) -> datetime:
        """The due moment that held for the unit just before `at`."""
        own = [
            one.granted_until
            for one in self._granted
            if one.submission_id == pk and one.granted_until and _before(one, at)
        ]
        if own:
            return own[-1]
        later = [order for order in self._orders if order.decided_at >= at]
        return later[0].old_due_at if later else self._round.due_at

    def _first_filed(self, pk: int, at: datetime) -> datetime | None:
        """When the unit first handed in, of what stood at `at`."""
        stood = (f.at for f in self._filings.get(pk, ()) if f.at <= at and _stands(f, at))
        return next(stood, None)


def _before(extension: Extension, at: datetime) -> bool:
    return extension.decided_at is not None and extension.decided_at < at


def _stands(filing: Filing, at: datetime) -> bool:
    return filing.withdrawn_at is None or filing.withdrawn_at > at


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None


def _state_before(entry: Entry) -> str:
    detail = getattr(entry, "detail", None)
    pair = detail.body.get("changed", {}).get("state", ()) if detail is not None else ()
    return str(pair[0]) if pair else ""


def apart(
    found: Iterable[RoundDecision],
) -> tuple[tuple[RoundDecision, ...], tuple[RoundDecision, ...]]:
    """(in time, after the fact)."""
    listed = tuple(found)
    return (
        tuple(one for one in listed if not one.after_the_fact),
        tuple(one for one in listed if one.after_the_fact),
    )
