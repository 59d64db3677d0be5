"""The review queue: every report of a reviewer's reach, filtered and sorted by the database.

Rows are plain data; whatever their number, the queue costs the same few queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from indicators.models import Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import NotFound
from kpi_portal.thai import local_date, normalise_text
from submissions import access
from submissions.domain import in_view
from submissions.enums import State
from submissions.models import Appointment, Filing, Submission

REVIEW_ROLES = (Role.REVIEWER, Role.HEAD)


class Heap(StrEnum):
    """The states as those who review think of them."""

    TO_REVIEW = "to_review"
    RETURNED = "returned"
    TO_CONFIRM = "to_confirm"
    TO_PUBLISH = "to_publish"
    DRAFT = "draft"
    DONE = "done"
    ALL = "all"


STATES: Mapping[Heap, tuple[State, ...]] = {
    Heap.TO_REVIEW: (State.SUBMITTED, State.IN_REVIEW, State.RECONSIDERING),
    Heap.RETURNED: (State.RETURNED,),
    Heap.TO_CONFIRM: (State.ASSESSED,),
    Heap.TO_PUBLISH: (State.CONFIRMED, State.ENDORSED),
    Heap.DRAFT: (State.DRAFT,),
    Heap.DONE: (State.PUBLISHED, State.FINAL, State.EXEMPTED),
    Heap.ALL: tuple(State),
}


class Timing(StrEnum):
    """Reports not handed in though due, and those handed in after the due moment."""

    OVERDUE = "overdue"
    LATE = "late"


SORTS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit_name", "pk"),
    "indicator": ("round__indicator__code", "round__due_at", "pk"),
    "submitted": ("submitted_at", "pk"),
    "judged": ("judged_total", "pieces_total", "pk"),
    "projected": ("projected_final", "pk"),
    "reviewer": ("reviewer__first_name", "reviewer__last_name", "pk"),
    "state": ("state", "submitted_at", "pk"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person asked to see. `sort` is a key of `SORTS`, with “-” from the end."""

    heap: Heap = Heap.TO_REVIEW
    round: int = 0
    timing: Timing | None = None
    mine: bool = False
    differs: bool = False
    text: str = ""
    sort: str = "submitted"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """Read from an address; what is not understood is left out."""
        number = asked.get("round", "")
        sort = asked.get("sort", "")
        return cls(
            heap=_one_of(Heap, asked.get("show"), Heap.TO_REVIEW),
            round=int(number) if number.isascii() and number.isdigit() else 0,
            timing=_one_of(Timing, asked.get("timing"), None),
            mine=asked.get("mine") == "1",
            differs=asked.get("differs") == "1",
            text=normalise_text(asked.get("q", ""), multiline=False)[:200].strip(),
            sort=sort if sort.removeprefix("-") in SORTS else "submitted",
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the heap is asked for."""
        return replace(self, heap=Heap.TO_REVIEW, sort="submitted") != Filters()


def _one_of(choices: Any, value: str | None, default: Any) -> Any:
    return choices(value) if value in list(choices) else default


@dataclass(frozen=True, slots=True)
class RoundName:
    """A round as a line of the queue needs it."""

    pk: int
    code: str
    name: str
    fiscal_year: int
    due_at: datetime
    owner_path: str
    double_review: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """The rounds whose reports the person reviews, single reports by name, and the own units."""

    rounds: Mapping[int, RoundName]
    whole_rounds: frozenset[int]
    named: frozenset[int]
    own_units: frozenset[int]
    # the own units and those above them: what these hand in, the person never judges
    never_judged: frozenset[int] = frozenset()

    @property
    def by_two(self) -> bool:
        """Whether any of these rounds is reviewed by two."""
        return any(round.double_review for round in self.rounds.values())

    @property
    def owners(self) -> set[int]:
        """The owner units of these rounds and the units above them."""
        paths = {round.owner_path for round in self.rounds.values()}
        return {int(pk) for path in paths for pk in path.strip("/").split("/")}


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
    differing: int = 0


def reach_of(user: User, *, at: datetime) -> Reach:
    """What the person reviews, by role or by name; raises `NotFound` for those who review
    nothing: for them there is no queue. Two queries beside the standing."""
    own = standing.of(user, access.day_of(at))
    named = dict(Appointment.objects.filter(user=user).values_list("submission_id", "role"))
    paths = own.scopes(*REVIEW_ROLES)
    if not paths and not named:
        raise NotFound("no review role", code="not_found")
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(indicator__owner__path__startswith=path)
    if named:
        wanted |= Q(pk__in=Submission.objects.filter(pk__in=list(named)).values("round_id"))
    rounds = Round.objects.filter(wanted).order_by("-indicator__fiscal_year", "-due_at", "pk")
    names = rounds.values_list(
        "pk",
        "indicator__code",
        "name",
        "indicator__fiscal_year",
        "due_at",
        "indicator__owner__path",
        "double_review",
    )
    found = {row[0]: RoundName(*row) for row in names}
    whole = {pk for pk, r in found.items() if r.owner_path.startswith(paths)}
    return Reach(
        rounds=found,
        whole_rounds=frozenset(whole),
        named=frozenset(named),
        own_units=frozenset(grant.unit_id for grant in own.grants),
        never_judged=access.units_sat_in(own),
    )


def counts(reach: Reach, filters: Filters, user: User, *, at: datetime) -> Mapping[Heap, int]:
    """How many reports each heap holds under the other filters; one query."""
    found = dict(
        _narrowed(reach, filters, user, at)
        .order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    return {heap: sum(found.get(state, 0) for state in states) for heap, states in STATES.items()}


def rows(reach: Reach, filters: Filters, user: User, *, at: datetime) -> QuerySet[Any]:
    """The queue as values for `lines`, so that a page of it is one query."""
    back = filters.sort.startswith("-")
    order = [
        F(name).desc(nulls_last=True) if back else F(name).asc(nulls_last=True)
        for name in SORTS[filters.sort.removeprefix("-")]
    ]
    return (
        _narrowed(reach, filters, user, at)
        .filter(state__in=STATES[filters.heap])
        .order_by(*order)
        .values(
            "pk",
            "unit_id",
            "unit_name",
            "unit__name",
            "handed_over_from_id",
            "round_id",
            "state",
            "submitted_at",
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
    )


def lines(page: Iterable[Mapping[str, Any]], reach: Reach, *, at: datetime) -> list[Row]:
    """The rows of one page of `rows`; one query for when each was first handed in."""
    found = list(page)
    here = Filing.objects.filter(submission__in=[values["pk"] for values in found])
    filed = first_filed(here)
    return [_row(values, filed.get(values["pk"]), reach, at) for values in found]


def first_filed(filings: QuerySet[Filing]) -> Mapping[int, datetime]:
    """Report → the moment of its first handing in that was not withdrawn, among these filings."""
    standing = filings.filter(withdrawn_at=None).order_by()
    return dict(standing.values_list("submission_id").annotate(first=Min("at")))


def _row(values: Mapping[str, Any], filed: datetime | None, reach: Reach, at: datetime) -> Row:
    round = reach.rounds[values["round_id"]]
    due = values["due_at"] or round.due_at
    withheld = _withheld(values, reach)
    return Row(
        pk=values["pk"],
        unit=label_of(values),
        round=round,
        state=in_view.state_shown(values["state"], withheld),
        submitted_at=values["submitted_at"],
        due_at=due,
        days_late=days_between(due, filed),
        overdue=values["state"] == State.DRAFT and at > due,
        judged=0 if withheld else values["judged_total"],
        pieces=0 if withheld else values["pieces_total"],
        projected=None if withheld else values["projected_final"],
        reviewer=_reviewers(values, round),
        own_unit=values["unit_id"] in reach.own_units,
        under_correction=values["under_correction"],
        not_reported=values["not_reported"],
        differing=0 if withheld else values["differences_open"],
    )


def _withheld(values: Mapping[str, Any], reach: Reach) -> bool:
    """Whether it is the own unit's report and its review is not told yet."""
    told = in_view.nothing_withheld(values["state"], values["not_reported"], values["order_number"])
    own = values["unit_id"] in reach.never_judged and values["pk"] not in reach.named
    return own and not told


def label_of(values: Mapping[str, Any]) -> str:
    """`Submission.unit_label` of a row of values."""
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


def _narrowed(reach: Reach, filters: Filters, user: User, at: datetime) -> QuerySet[Any]:
    wanted = Q(round_id__in=reach.whole_rounds) | Q(pk__in=reach.named)
    found: QuerySet[Any] = Submission.objects.filter(wanted)
    if filters.round:
        found = found.filter(round_id=filters.round)
    if filters.mine:
        second = Q(second_reviewer=user, round__double_review=True)
        found = found.filter(Q(reviewer=user) | second)
    if filters.differs:
        found = found.filter(differences_open__gt=0).exclude(unit_id__in=reach.never_judged)
    if filters.timing is not None:
        found = found.alias(due=Coalesce("due_at", "round__due_at"))
    if filters.timing is Timing.OVERDUE:
        found = found.filter(state=State.DRAFT, due__lt=at)
    elif filters.timing is Timing.LATE:
        filed = Filing.objects.filter(submission=OuterRef("pk"), withdrawn_at=None)
        first = Subquery(filed.order_by("number").values("at")[:1])
        found = found.alias(first=first).filter(first__gt=F("due"))
    if filters.text:
        found = found.filter(
            Q(unit_name__icontains=filters.text)
            | Q(unit_abbreviation__icontains=filters.text)
            | Q(round__indicator__code__icontains=filters.text)
            | Q(round__indicator__name__icontains=filters.text)
        )
    return found


def _reviewers(values: Mapping[str, Any], round: RoundName) -> str:
    """Who reviews the report; both in a double review."""
    first = _name(values, "reviewer")
    second = _name(values, "second_reviewer") if round.double_review else ""
    return f"{first or '–'} · {second}" if second else first


def _name(values: Mapping[str, Any], place: str) -> str:
    if values[f"{place}__first_name"] is None:
        return ""
    return (
        f"{values[f'{place}__title']}{values[f'{place}__first_name']} "
        f"{values[f'{place}__last_name']}"
    ).strip()
