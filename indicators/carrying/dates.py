"""Dates that move by whole years, and what kind of day they come to lie on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpi_portal.thai import local_date
from scoring.moments import Moment, moment_text, parse_moment

FIELDS = ("opens", "due", "closes")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A date of a round, then and in the new year."""

    round: int
    round_name: str
    field: str
    old: Moment
    new: Moment

    @property
    def on_weekend(self) -> bool:
        return local_date(self.new).weekday() >= _SATURDAY

    def holiday(self, holidays: Mapping[date, str]) -> str:
        """The name of the holiday it comes to lie on, if it does."""
        return holidays.get(local_date(self.new), "")


def years_later(moment: Moment, years: int) -> Moment:
    """The same day of another year; 29 February becomes the 28th where the year has none."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


def moved_text(text: str, years: int) -> str:
    """The date or date-time that a text names, moved; any other text as it is."""
    moment = parse_moment(text)
    if moment is None or not 1 <= moment.year + years <= 9999:
        return text
    return moment_text(years_later(moment, years))


def moved_dates(document: Mapping[str, Any], years: int) -> Iterator[MovedDate]:
    """Every readable date of the document's rounds, in their order."""
    for index, entry in enumerate(rounds_of(document)):
        for field in FIELDS:
            old = parse_moment(str(entry.get(field) or ""))
            if old is not None and 1 <= old.year + years <= 9999:
                name = str(entry.get("name") or entry.get("key") or index + 1)
                yield MovedDate(index, name, field, old, years_later(old, years))


def rounds_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rounds of a document that may still be faulty."""
    rounds = document.get("rounds")
    if not isinstance(rounds, list):
        return []
    return [entry if isinstance(entry, Mapping) else {} for entry in rounds]


def with_moved_dates(entry: Any, years: int) -> Any:
    """A round with its dates moved; what is no date stays."""
    if not isinstance(entry, Mapping):
        return entry
    moved = {
        field: moved_text(entry[field], years)
        for field in FIELDS
        if isinstance(entry.get(field), str)
    }
    return {**entry, **moved}


def moved_case(case: Mapping[str, Any], years: int) -> dict[str, Any]:
    """A rehearsal's case in the new year: its moments and holidays move as the rounds' dates do."""
    moved = dict(case)
    for name in ("submitted_at", "due"):
        if isinstance(moved.get(name), str):
            moved[name] = moved_text(moved[name], years)
    if isinstance(moved.get("holidays"), list):
        moved["holidays"] = [moved_text(str(day), years) for day in moved["holidays"]]
    return moved
