"""The public holidays of Thailand as the library `holidays` knows them: proposals, never facts.

The cabinet announces each year's list and its substitution days; the office takes over what holds.
Days of single provinces (Chinese New Year, the Islamic feasts of the south) are not in the library:
the centre there enters them for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import holidays as library
from holidays.constants import BANK, GOVERNMENT, PUBLIC

from kpi_portal.thai import from_buddhist_year

# Up to this year the announcements are in the library's tables; what follows is computed by rule.
ACCURATE_UNTIL = 2026
# Public holidays that government offices do not keep, by a word in their names.
_NOT_OF_OFFICES = ("แรงงาน", "วันเด็ก")
_IN_PLACE_OF = "ชดเชย"


class Keeps(StrEnum):
    """Who is closed on a proposed day."""

    OFFICES = "offices"
    BANKS = "banks"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed day. `forecast`: computed, not announced yet as far as the library knows;
    `substitution`: given in place of a holiday on a weekend."""

    day: date
    name: str
    keeps: Keeps
    forecast: bool

    @property
    def of_offices(self) -> bool:
        """Government offices are closed, so that it is ticked beforehand."""
        return self.keeps is Keeps.OFFICES

    @property
    def substitution(self) -> bool:
        return self.name.startswith(_IN_PLACE_OF)


def proposed(year: int) -> tuple[Proposal, ...]:
    """The proposals for a calendar year (พ.ศ.), in order, with substitution days.

    A day of offices that banks keep too stands once, as a day of offices.
    """
    found: dict[date, Proposal] = {}
    for day, name in _known(year, PUBLIC, GOVERNMENT).items():
        others = any(word in name for word in _NOT_OF_OFFICES)
        found[day] = _proposal(day, name, Keeps.OTHERS if others else Keeps.OFFICES)
    for day, name in _known(year, BANK).items():
        found.setdefault(day, _proposal(day, name, Keeps.BANKS))
    return tuple(found[day] for day in sorted(found))


def _known(year: int, *categories: str) -> dict[date, str]:
    known = library.country_holidays(
        "TH", years=from_buddhist_year(year), language="th", categories=categories
    )
    return dict(known.items())


def _proposal(day: date, name: str, keeps: Keeps) -> Proposal:
    return Proposal(
        day=day,
        name=name.replace("; ", " / "),
        keeps=keeps,
        forecast=day.year > ACCURATE_UNTIL,
    )
