"""What a line of the review queue shows; plain data, read for one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from kpi_portal.accounts.models import Unit
from kpi_portal.thai import local_date
from submissions.domain import in_view, received_reading
from submissions.domain.queue_reach import Reach
from submissions.domain.received_reading import Where
from submissions.enums import State
from submissions.models import ConflictOfInterest, Submission


@dataclass(frozen=True, slots=True)
class RoundName:
    """A round as a line of the queue needs it."""

    pk: int
    code: str
    name: str
    fiscal_year: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. `days_late` counts calendar days from the due day to the first
    handing in, `overdue` says that nothing was handed in though due."""

    pk: int
    unit: str
    round: RoundName
    state: State
    submitted_at: datetime | None
    due_at: datetime
    days_late: int
    overdue: bool
    judged: int
    pieces: int
    projected: Decimal | None
    reviewer: str
    own_unit: bool
    under_correction: bool
    not_reported: bool
    conflict: bool
    differing: int = 0
    received: Where = Where.NOWHERE


def lines(page: Iterable[Mapping[str, Any]], reach: Reach, *, at: datetime) -> list[Row]:
    """The rows of one page of `rows`; one query."""
    keys = [values["pk"] for values in page]
    if not keys:
        return []
    conflicts = ConflictOfInterest.objects.filter(submission=OuterRef("pk"), withdrawn_at=None)
    came = received_reading.came(OuterRef("pk"))
    found = Submission.objects.filter(pk__in=keys).order_by()
    there = {
        values["pk"]: values
        for values in found.values(
            *_SHOWN,
            conflict=Exists(conflicts),
            received=Exists(came),
            unverified=Exists(came.filter(verified_at=None)),
        )
    }
    return [_row(there[pk], reach, at) for pk in keys if pk in there]


_SHOWN = (
    "pk",
    "unit_id",
    "unit_name",
    "unit__name",
    "handed_over_from_id",
    "round_id",
    "round__name",
    "round__due_at",
    "round__double_review",
    "round__indicator__code",
    "round__indicator__fiscal_year",
    "state",
    "submitted_at",
    "first_filed_at",
    "due_at",
    "judged_total",
    "pieces_total",
    "projected_final",
    "reviewer__title",
    "reviewer__first_name",
    "reviewer__last_name",
    "second_reviewer__title",
    "second_reviewer__first_name",
    "second_reviewer__last_name",
    "differences_open",
    "under_correction",
    "not_reported",
    "order_number",
)


def _row(values: Mapping[str, Any], reach: Reach, at: datetime) -> Row:
    round = RoundName(
        values["round_id"],
        values["round__indicator__code"],
        values["round__name"],
        values["round__indicator__fiscal_year"],
        values["round__due_at"],
    )
    due = values["due_at"] or round.due_at
    withheld = _withheld(values, reach)
    return Row(
        pk=values["pk"],
        unit=label_of(values),
        round=round,
        state=in_view.state_shown(values["state"], withheld),
        submitted_at=values["submitted_at"],
        due_at=due,
        days_late=days_between(due, values["first_filed_at"]),
        overdue=values["state"] == State.DRAFT and at > due,
        judged=0 if withheld else values["judged_total"],
        pieces=0 if withheld else values["pieces_total"],
        projected=None if withheld else values["projected_final"],
        reviewer=_reviewers(values),
        own_unit=values["unit_id"] in reach.own_units,
        under_correction=values["under_correction"],
        not_reported=values["not_reported"],
        conflict=values["conflict"],
        differing=0 if withheld else values["differences_open"],
        received=received_reading.mark(values["received"], values["unverified"]),
    )


def _withheld(values: Mapping[str, Any], reach: Reach) -> bool:
    """Whether it is the own unit's report and its review is not told yet."""
    told = in_view.nothing_withheld(values["state"], values["not_reported"], values["order_number"])
    own = values["unit_id"] in reach.never_judged and values["pk"] not in reach.named
    return own and not told


def label_of(values: Mapping[str, Any]) -> str:
    """`Submission.unit_label` of a row of values."""
    if values["handed_over_from_id"] is None:  # nearly always, and lists are long
        return str(values["unit_name"])
    unit = Unit(name=values["unit__name"])
    return Submission(
        unit=unit,
        unit_name=values["unit_name"],
        handed_over_from_id=values["handed_over_from_id"],
    ).unit_label


def days_between(due: datetime, moment: datetime | None) -> int:
    """Calendar days in Bangkok by which `moment` lies after `due`; at least 1 when it does."""
    if moment is None or moment <= due:
        return 0
    return max((local_date(moment) - local_date(due)).days, 1)


def _reviewers(values: Mapping[str, Any]) -> str:
    """Who reviews the report; both in a double review."""
    first = _name(values, "reviewer")
    second = _name(values, "second_reviewer") if values["round__double_review"] else ""
    return f"{first or '–'} · {second}" if second else first


def _name(values: Mapping[str, Any], place: str) -> str:
    if values[f"{place}__first_name"] is None:
        return ""
    title, first, last = (
        values[f"{place}__{part}"] for part in ("title", "first_name", "last_name")
    )
    return f"{title}{first} {last}".strip()
