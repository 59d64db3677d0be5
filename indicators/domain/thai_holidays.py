"""The public holidays of Thailand as the library `holidays` knows them: proposals, never facts.

The cabinet announces each year's list and its substitution days; the office takes over what holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import holidays as library

from kpi_portal.thai import fiscal_year_span

# The library says of itself that it is accurate up to this year; what follows awaits announcement.
ACCURATE_UNTIL = 2025
# Public holidays that government offices do not keep.
_NOT_OF_OFFICES = ("แรงงาน", "วันเด็ก")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed day. `forecast`: not announced yet as far as the library knows; `of_offices`:
    government offices are closed on it, so it is ticked beforehand."""

    day: date
    name: str
    forecast: bool
    of_offices: bool


def proposed(fiscal_year: int) -> tuple[Proposal, ...]:
    """The proposals for a fiscal year (พ.ศ.), in order, with substitution days."""
    first, last = fiscal_year_span(fiscal_year)
    known = library.country_holidays("TH", years=range(first.year, last.year + 1), language="th")
    return tuple(
        Proposal(
            day=day,
            name=name.replace("; ", " / "),
            forecast=day.year > ACCURATE_UNTIL,
            of_offices=not any(word in name for word in _NOT_OF_OFFICES),
        )
        for day, name in sorted(known.items())
        if first <= day <= last
    )
