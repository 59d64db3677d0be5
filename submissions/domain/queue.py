"""The review queue: every report of a reviewer's reach, filtered and sorted by the database.

Rows are plain data; whatever their number, the queue costs the same few queries. A page is found by
its narrow keys first, so that what a row shows is read for that page alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import BooleanField, Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from indicators.models import Round
from kpi_portal.accounts.models import Unit, User
from submissions.domain import queue_shown
from submissions.domain.queue_filters import SORTED_BY, STATES, Filters, Heap, Timing
from submissions.domain.queue_reach import Reach, reach_of
from submissions.domain.queue_rows import (
    RoundName,
    Row,
    days_between,
    label_of,
    lines,
)
from submissions.domain.queue_runs import Braid, Runs
from submissions.enums import State
from submissions.models import Submission

# One door for those who show lists of reports.
__all__ = [
    "SORTS",
    "STATES",
    "Filters",
    "Heap",
    "Reach",
    "RoundName",
    "Row",
    "Timing",
    "by_state",
    "counts",
    "days_between",
    "in_heaps",
    "label_of",
    "lines",
    "narrowed",
    "page_of",
    "reach_of",
    "rows",
]

SORTS = SORTED_BY
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit_name",),
    "indicator": ("round__indicator__code", "round__due_at"),
    "submitted": ("submitted_at",),
    "judged": ("judged_total", "pieces_total"),
    "projected": ("projected_final",),
    "reviewer": ("reviewer__first_name", "reviewer__last_name"),
    "state": ("state", "submitted_at"),
}
# What a unit's own people are not shown while its report is reviewed.
_WITHHELD = frozenset({"judged_total", "pieces_total", "projected_final"})


def counts(reach: Reach, filters: Filters, user: User, *, at: datetime) -> Mapping[Heap, int]:
    """How many reports each heap holds under the other filters; one query."""
    return in_heaps(by_state(reach, filters, user, at=at))


def in_heaps(found: Mapping[str, int]) -> Mapping[Heap, int]:
    """The numbers of the states added up to heaps."""
    return {heap: sum(found.get(state, 0) for state in states) for heap, states in STATES.items()}


def by_state(reach: Reach, filters: Filters, user: User, *, at: datetime) -> Mapping[str, int]:
    """State → how many reports read as it under every filter but the heap; one query.

    Without filters the index of the states answers it; what reads otherwise for this person is
    counted beside it and moved.
    """
    everything = narrowed(reach, filters, user, at=at).order_by()
    hidden = everything.filter(queue_shown.disguised(*reach.never_shown))
    found: dict[str, int] = {}
    for state, number, moved in _by_state(everything, 0).union(_by_state(hidden, 1), all=True):
        found[state] = found.get(state, 0) + (-number if moved else number)
        if moved:
            found[State.IN_REVIEW] = found.get(State.IN_REVIEW, 0) + number
    return found


def _by_state(reports: QuerySet[Submission], moved: int) -> QuerySet[Any]:
    counted = reports.values_list("state").annotate(number=Count("*"))
    return counted.annotate(moved=Value(moved, output_field=IntegerField()))


def page_of(
    reach: Reach, filters: Filters, user: User, numbers: Mapping[str, int], *, at: datetime
) -> QuerySet[Any] | Runs | Braid:
    """The same keys as `rows`, to be cut into pages; `numbers` is what `by_state` counted."""
    heap, sort = STATES[filters.heap], filters.sort.removeprefix("-")
    order = [state for state in queue_shown.ORDER if state in heap]
    reports = partial(_rows_of, reach, filters, user, at)
    if sort == "state":
        return Runs(order[::-1] if filters.sort.startswith("-") else order, numbers, reports)
    if sort == "submitted" and filters.heap is not Heap.ALL:
        return Braid(order, numbers, reports)
    return reports(heap)


def rows(reach: Reach, filters: Filters, user: User, *, at: datetime) -> QuerySet[Any]:
    """The keys of the queue in its order, for `lines`, so that a page of it is one narrow query."""
    return _rows_of(reach, filters, user, at, STATES[filters.heap])


def _rows_of(
    reach: Reach, filters: Filters, user: User, at: datetime, states: Sequence[State]
) -> QuerySet[Any]:
    back = filters.sort.startswith("-")
    order = [
        column.desc(nulls_last=True) if back else column.asc(nulls_last=True)
        for column in _order(filters.sort.removeprefix("-"), reach)
    ]
    reading = queue_shown.in_states(states, *reach.never_shown)
    found = narrowed(reach, filters, user, at=at).filter(reading)
    return found.order_by(*order, *_last(back)).values("pk")


def _order(sort: str, reach: Reach) -> list[Any]:
    return [_column(name, reach) for name in _COLUMNS[sort]]


def _column(name: str, reach: Reach) -> Any:
    if name == "state":
        return queue_shown.place(*reach.never_shown)
    if name in _WITHHELD:
        return queue_shown.shown_or_none(name, *reach.never_shown)
    return F(name)


def _last(back: bool) -> tuple[str]:
    return ("-pk",) if back else ("pk",)


def narrowed(reach: Reach, filters: Filters, user: User, *, at: datetime) -> QuerySet[Submission]:
    """The reports of the reach under every filter but the heap."""
    found = reach.reports
    if filters.round:
        found = found.filter(round_id=filters.round)
    if filters.indicator:
        found = found.filter(round__indicator_id=filters.indicator)
    if filters.unit:
        below = Unit.objects.filter(path__contains=f"/{filters.unit:06d}/")
        found = found.filter(unit__in=below.order_by().values("pk"))
    if filters.mine:
        found = found.filter(_with_reviewer([user.pk]))
    if filters.reviewer:
        found = found.filter(_with_reviewer([filters.reviewer]))
    if filters.nobody:
        found = found.alias(free=_free_place()).filter(free=True)
    if filters.differs:
        found = found.filter(differences_open__gt=0).exclude(unit_id__in=reach.never_judged)
    if filters.text:
        found = found.filter(_mentions(filters.text, reach))
    return _timed(found, filters.timing, at)


def _mentions(text: str, reach: Reach) -> Q:
    """The text in the unit's names or the indicator's. Names are searched once, since many reports
    share each; the reports are found by the names that fit."""
    names, abbreviations, everywhere = reach.unit_names_with(text)
    if everywhere:
        return Q()
    rounds = Round.objects.filter(
        Q(indicator__code__icontains=text) | Q(indicator__name__icontains=text)
    )
    return (
        Q(unit_name__in=names)
        | Q(unit_abbreviation__in=abbreviations)
        | Q(round__in=rounds.order_by().values("pk"))
    )


def _with_reviewer(people: Iterable[int]) -> Q:
    """Reports in which one of these people has a reviewer's place. Each place is looked up by
    itself: asked for one or the other, the database would walk through every report there is."""
    keys, reports = list(people), Submission.objects.order_by()
    first = reports.filter(reviewer__in=keys)
    second = reports.filter(_judged_twice(second_reviewer__in=keys))
    return Q(pk__in=first.values("pk").union(second.values("pk"), all=True))


def _free_place() -> Case:
    """Whether a reviewer's place is free. A value, not a condition: that, the database would look
    up and sort all of them, where a page is found by walking in the order of the list."""
    free = Q(reviewer=None) | _judged_twice(second_reviewer=None)
    return Case(When(free, then=True), default=False, output_field=BooleanField())


def _judged_twice(**fields: Any) -> Q:
    """Reports of such rounds. The rounds are few and read once; joined, each report would ask for
    its own."""
    return Q(round__in=Round.objects.filter(double_review=True).order_by().values("pk"), **fields)


def _timed(found: QuerySet[Submission], timing: Timing | None, at: datetime) -> QuerySet[Any]:
    if timing is Timing.UNANSWERED:
        return found.filter(state=State.RETURNED, answer_by__lt=at)
    if timing is Timing.OVERDUE:
        due = found.alias(due=Coalesce("due_at", "round__due_at"))
        return due.filter(state=State.DRAFT, due__lt=at)
    if timing is Timing.LATE:
        # an exempted unit stands outside
        return found.exclude(state=State.EXEMPTED).filter(pk__in=_handed_in_late())
    return found


def _handed_in_late() -> QuerySet[Any]:
    """The keys of reports first handed in after they were due. Those due with their round and those
    with a due date of their own are looked for apart: each by a range of an index, where one
    condition for both would walk through every report there is."""
    reports = Submission.objects.order_by()
    with_round = reports.filter(due_at=None, first_filed_at__gt=F("round__due_at"))
    on_its_own = reports.filter(due_at__isnull=False, first_filed_at__gt=F("due_at"))
    return with_round.values("pk").union(on_its_own.values("pk"), all=True)
