"""What carrying a document into another fiscal year comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indicators.carrying.dates import MovedDate, moved_dates, with_moved_dates
from indicators.carrying.texts import YearChange, with_changes, year_changes

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CarryPlan:
    """Everything that would change, before anything is made."""

    from_year: int
    to_year: int
    dates: tuple[MovedDate, ...]
    texts: tuple[YearChange, ...]
    baseline: str

    @property
    def years(self) -> int:
        return self.to_year - self.from_year


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person left of a plan: the ticked years, and the new baseline row's text."""

    ticked: frozenset[str]
    baseline: str


def plan(document: Mapping[str, Any], *, to_year: int, result: str = "") -> CarryPlan:
    """The plan for a document, sound or not; `result` words what was reached in its year."""
    from_year = year_of(document, to_year)
    years = to_year - from_year
    return CarryPlan(
        from_year=from_year,
        to_year=to_year,
        dates=tuple(moved_dates(document, years)),
        texts=tuple(year_changes(document, from_year, years)),
        baseline=result,
    )


def usual(planned: CarryPlan) -> Choice:
    """What is ticked before the person changes anything."""
    ticked = frozenset(change.id for change in planned.texts if change.ticked)
    return Choice(ticked, planned.baseline)


def carried(document: Mapping[str, Any], *, to_year: int, choice: Choice) -> Document:
    """The document of the new year: its year and dates moved, ticked years replaced, the result
    added to the baseline where it has a text."""
    from_year = year_of(document, to_year)
    years = to_year - from_year
    changes = year_changes(document, from_year, years)
    new: Document = dict(with_changes(document, changes, choice.ticked))
    new["fiscal_year"] = to_year
    if isinstance(new.get("rounds"), list):
        new["rounds"] = [with_moved_dates(entry, years) for entry in new["rounds"]]
    if choice.baseline.strip():
        new["baseline"] = _with_result(new.get("baseline"), from_year, choice.baseline.strip())
    return new


def year_of(document: Mapping[str, Any], otherwise: int) -> int:
    """The fiscal year that a document names; a faulty one may name none."""
    named = document.get("fiscal_year")
    return named if isinstance(named, int) and not isinstance(named, bool) else otherwise


def _with_result(baseline: Any, year: int, text: str) -> list[Any]:
    rows = baseline if isinstance(baseline, list) else []
    others = [r for r in rows if not (isinstance(r, Mapping) and r.get("fiscal_year") == year)]
    return [*others, {"fiscal_year": year, "value": text}]
