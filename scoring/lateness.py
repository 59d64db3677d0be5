"""Lateness: which moment counts, how many days late it is, and when it was complete.

Source of the rules: rule 7 of the scoring reference. Days are counted on Bangkok's calendar.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scoring.choices import Basis, DayCount
from scoring.moments import in_bangkok

SATURDAY = 5
WORKING_DAYS_A_WEEK = 5


@dataclass(frozen=True, slots=True)
class Attempt:
    """One submission as it stood when it was made.

    `required` are the requirements that the level it claims asks for, `supplied` those that had
    what they ask for, whatever the verdict became.
    """

    at: datetime
    required: frozenset[str]
    supplied: frozenset[str]
    withdrawn: bool = False

    @property
    def complete(self) -> bool:
        """Whether everything required was there."""
        return self.required <= self.supplied


def counted_moment(attempts: Iterable[Attempt], basis: Basis = Basis.FIRST) -> datetime | None:
    """The moment that counts for lateness; None when nothing (but withdrawn) was submitted.

    `first`: the first complete attempt; a later attempt that supplies a required item for the
    first time moves the moment to then. Without any complete attempt, and with `last`, the last
    attempt counts. Attempts made for a reconsideration are not to be handed in: they never move
    the moment.
    """
    standing = sorted((a for a in attempts if not a.withdrawn), key=lambda attempt: attempt.at)
    if not standing:
        return None
    counted = _first_complete(standing) if basis is Basis.FIRST else None
    return counted or standing[-1].at


def _first_complete(attempts: list[Attempt]) -> datetime | None:
    counted: datetime | None = None
    seen: set[str] = set()
    for attempt in attempts:
        brings_new = not (attempt.required & attempt.supplied) <= seen
        if attempt.complete if counted is None else brings_new:
            counted = attempt.at
        seen |= attempt.supplied
    return counted


def days_over(
    due: datetime, submitted: datetime, count: DayCount, holidays: Set[date] = frozenset()
) -> int:
    """How many days after the due moment, before grace: 0 when not after it, else at least 1."""
    if submitted <= due:
        return 0
    due_day, day = in_bangkok(due).date(), in_bangkok(submitted).date()
    if count is DayCount.WORKING:
        return max(1, working_days(due_day, day, holidays))
    return max(1, (day - due_day).days)


def working_days(after: date, until: date, holidays: Collection[date] = ()) -> int:
    """Mondays to Fridays after the one day up to and including the other, less the holidays."""
    days = (until - after).days
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    working = weeks * WORKING_DAYS_A_WEEK
    working += sum(
        (after + timedelta(days=offset)).weekday() < SATURDAY for offset in range(1, rest + 1)
    )
    off = sum(after < day <= until and day.weekday() < SATURDAY for day in set(holidays))
    return working - off
