"""Last year's score of each unit, proposed from what was published of the indicator then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.models import Indicator, Round
from kpi_portal.accounts import successors
from kpi_portal.accounts.models import Unit
from submissions.enums import State
from submissions.models import Submission

_PUBLISHED = (State.PUBLISHED, State.FINAL)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A published result with where it stands; `unit_name` is the unit's name of that day."""

    score: Decimal
    report: int
    source: str
    fiscal_year: int
    unit_name: str


def origin_of(indicator: Indicator) -> Indicator | None:
    """The indicator of the year before: the one it was copied from, else the same code."""
    if indicator.copied_from_id is not None:
        return Indicator.objects.get(pk=indicator.copied_from_id)
    return Indicator.objects.filter(
        owner_id=indicator.owner_id, code=indicator.code, fiscal_year=indicator.fiscal_year - 1
    ).first()


def proposals(
    origin: Indicator | None, units: Collection[Unit], *, day: date
) -> dict[int, Proposal]:
    """By unit: its result in the origin's last round whose results were published.

    A unit that took over from one other stands in for it; from several, nothing is proposed. A
    constant number of queries.
    """
    if origin is None:
        return {}
    reports = list(
        Submission.objects.filter(
            round__indicator=origin, state__in=_PUBLISHED, confirmed_final__isnull=False
        )
        .select_related("round", "unit")
        .order_by("-round__due_at", "-round_id")
    )
    last = [report for report in reports if report.round_id == reports[0].round_id]
    own = {report.unit_id: _proposal(origin, report) for report in last}
    standing = successors.standing_for([report.unit for report in last], day=day)
    taken_over: dict[int, list[Proposal]] = {}
    for report in last:
        unit = standing[report.unit_id]
        if unit is not None and unit.pk not in own:
            taken_over.setdefault(unit.pk, []).append(own[report.unit_id])
    inherited = {pk: found[0] for pk, found in taken_over.items() if len(found) == 1}
    wanted = {unit.pk for unit in units}
    return {pk: found for pk, found in (inherited | own).items() if pk in wanted}


def of_round(round: Round, units: Collection[Unit], *, day: date) -> dict[int, Proposal]:
    """The proposals for a round's units."""
    return proposals(origin_of(round.indicator), units, day=day)


def _proposal(origin: Indicator, report: Submission) -> Proposal:
    return Proposal(
        score=report.confirmed_final or Decimal(0),
        report=report.pk,
        source=f"{origin.code} {report.round.name}",
        fiscal_year=origin.fiscal_year,
        unit_name=report.unit_name,
    )
