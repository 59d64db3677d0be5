"""How far a plan has come: the shares of work planned and done, month by month.

Every activity row carries, per month, which share of its own work (in per cent) was planned and
which was done. Activities count by their weight, all alike where none is given.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from forms_templates.schema import MONTHS
from kpi_portal.thai import parse_number

WHOLE = Fraction(100)

Share = Literal["planned", "done"]


def plan_progress(
    rows: Sequence[Mapping[str, Any]], through: str = "m09", schedule: str = "schedule"
) -> Fraction:
    """Per cent of the whole plan done by the end of the month `through` (default: the year).

    Exact, 0 to 100. An empty plan is 0. Raises ValueError for a share or weight that is no number.
    """
    return _total(rows, "done", through, schedule)


def planned_progress(
    rows: Sequence[Mapping[str, Any]], through: str = "m09", schedule: str = "schedule"
) -> Fraction:
    """Per cent of the whole plan that should be done by the end of the month `through`."""
    return _total(rows, "planned", through, schedule)


def share_total(plan: Mapping[str, Any], share: Share, through: str = "m09") -> Fraction:
    """Per cent of one activity planned or done up to a month."""
    months = list(MONTHS)
    counted = months[: months.index(through) + 1]
    return sum((_number(plan.get(month, {}).get(share, "")) for month in counted), Fraction(0))


def _total(
    rows: Sequence[Mapping[str, Any]], share: Share, through: str, schedule: str
) -> Fraction:
    activities = [row for row in rows if row.get(schedule)]
    weights = [_number(row.get("weight") or "") for row in activities]
    if not any(weights):
        weights = [Fraction(1)] * len(activities)
    if not weights:
        return Fraction(0)
    shares = [min(share_total(row[schedule], share, through), WHOLE) for row in activities]
    total = sum((w * part for w, part in zip(weights, shares, strict=True)), Fraction(0))
    return total / sum(weights, Fraction(0))


def _number(text: str) -> Fraction:
    return Fraction(parse_number(text)) if str(text).strip() else Fraction(0)
