"""Scores that count working days. The app above that keeps scores says which follow from days off.

`submissions` fills this in its module `holiday_scores`; without it no score follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.module_loading import autodiscover_modules

from indicators.domain import days_off
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Unit, User
from kpi_portal.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Change:
    """Days that become days off of a unit and those below it, and days that no longer are."""

    owner: Unit
    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()

    @property
    def days(self) -> frozenset[date]:
        return self.added | self.removed


@dataclass(frozen=True, slots=True)
class Calendars:
    """The days off of some units as they are and as the change makes them."""

    before: Mapping[str, frozenset[date]]
    after: Mapping[str, frozenset[date]]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A score that follows: of what, where, and the days late that count before and after."""

    pk: int
    what: str
    url: str
    before: int
    after: int


class Keeper(Protocol):
    """Whoever keeps scores that count working days."""

    def following(self, change: Change, *, at: datetime) -> Sequence[ScoreLine]:
        """The scores not settled yet that are computed anew when `change` is made."""
        ...

    def seen_by(self, user: User, lines: Sequence[ScoreLine], *, at: datetime) -> set[int]:
        """Those of the lines that `user` may read by name."""
        ...

    def recompute(self, lines: Sequence[ScoreLine], *, actor: Actor, at: datetime) -> Job | None:
        """Compute them anew, in the act that changed the days, or by a job where they are many."""
        ...


_keepers: list[Keeper] = []


def keeps_scores(keeper: Keeper) -> Keeper:
    """Declare the keeper; it stands in an app's `holiday_scores` module, and there is one."""
    _keepers[:] = [keeper]
    return keeper


def keeper() -> Keeper | None:
    """Whoever keeps the scores."""
    autodiscover_modules("holiday_scores")
    return _keepers[0] if _keepers else None


def calendars(paths: set[str], change: Change) -> Calendars:
    """The days off of the units at these paths, all of them at or below the change's owner, before
    and after it (one query, one more where days are taken away)."""
    before = {path: frozenset(named) for path, named in days_off.of_paths(paths).items()}
    kept = before
    if change.removed:
        without = days_off.of_paths(paths, without=(change.owner.pk, change.removed))
        kept = {path: frozenset(named) for path, named in without.items()}
    return Calendars(before, {path: kept[path] | change.added for path in paths})
