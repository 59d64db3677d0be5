"""Which deputy stands in on which days: the first one present by rank. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deputy:
    """One named deputy: `key` is the standing order's row, `away` the person's own absences."""

    key: int
    rank: int
    starts: date
    ends: date | None = None
    away: tuple[tuple[date, date], ...] = ()

    def present(self, day: date) -> bool:
        """Whether the standing order holds on `day` and the person is there."""
        named = self.starts <= day and (self.ends is None or day <= self.ends)
        return named and not any(first <= day <= last for first, last in self.away)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive days on which the same deputy stands in, or nobody."""

    starts: date
    ends: date
    deputy: Deputy | None


def stretches(first: date, last: date, deputies: Sequence[Deputy]) -> list[Stretch]:
    """The days from `first` to `last` in order, split where the deputy changes; empty when `last`
    lies before `first`."""
    by_rank = sorted(deputies, key=lambda deputy: (deputy.rank, deputy.key))
    days = [first + _DAY * number for number in range((last - first).days + 1)]
    found = []
    for deputy, group in groupby(days, key=lambda day: _first_present(by_rank, day)):
        run = list(group)
        found.append(Stretch(run[0], run[-1], deputy))
    return found


def _first_present(by_rank: Sequence[Deputy], day: date) -> Deputy | None:
    return next((deputy for deputy in by_rank if deputy.present(day)), None)
