"""What the selects of the queue offer: rounds, indicators and units of the person's reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, Value, When

from indicators.models import Round
from kpi_portal.accounts.models import Unit
from submissions.domain.queue_filters import Filters
from submissions.domain.queue_reach import Reach, under
from submissions.models import Submission

# The newest ones. Older rounds are found by the search, and by their own pages, which lead here.
MOST_ROUNDS = 100
MOST_UNITS = 300


@dataclass(frozen=True, slots=True)
class RoundChoice:
    """A round of an indicator."""

    pk: int
    name: str
    indicator: int
    code: str
    indicator_name: str
    fiscal_year: int
    double_review: bool


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit; `depth` counts from the topmost that is offered."""

    pk: int
    name: str
    depth: int


def rounds(reach: Reach, filters: Filters) -> Sequence[RoundChoice]:
    """The newest rounds of the reach and what the filters name; one query."""
    wanted = under("indicator__owner__path", reach.paths)
    if reach.named:
        wanted |= Q(pk__in=Submission.objects.filter(pk__in=reach.named).values("round_id"))
    asked = Q(pk=filters.round) | Q(indicator=filters.indicator)
    first = Case(When(asked, then=Value(0)), default=Value(1))
    order = (first, "-indicator__fiscal_year", "-due_at", "pk")
    values = (
        Round.objects.filter(wanted)
        .order_by(*order)
        .values_list(
            "pk",
            "name",
            "indicator_id",
            "indicator__code",
            "indicator__name",
            "indicator__fiscal_year",
            "double_review",
        )
    )
    found = [RoundChoice(*row) for row in values[:MOST_ROUNDS]]
    return sorted(found, key=lambda r: (-r.fiscal_year, r.code, r.pk))


def units(reach: Reach) -> Sequence[UnitChoice]:
    """The units that may report to the owners, the upper levels alone where they are too many; one
    query."""
    found = list(
        Unit.objects.filter(under("path", reach.paths))
        .order_by("path")
        .values_list("pk", "name", "path")[: MOST_UNITS * 4]
    )
    depths = [path.count("/") for _pk, _name, path in found]
    top = min(depths, default=0)
    deepest = max(depths, default=0)
    while deepest > top and sum(depth <= deepest for depth in depths) > MOST_UNITS:
        deepest -= 1
    offered = [row for row, depth in zip(found, depths, strict=True) if depth <= deepest]
    return [UnitChoice(pk, name, path.count("/") - top) for pk, name, path in offered[:MOST_UNITS]]
