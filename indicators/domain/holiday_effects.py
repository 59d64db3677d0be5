"""What a change of the days off moves: planned due dates, and scores that count working days.

The same look is shown before a change is kept and carried out when it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from indicators.domain import holiday_scores, workdays
from indicators.domain.holiday_scores import Change, ScoreLine, calendars
from indicators.enums import RoundState
from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.thai import BANGKOK, local_date


@dataclass(frozen=True, slots=True)
class MovedRound:
    """A planned round whose due date follows; `closes_at` never lies before it."""

    round: Round
    due_at: datetime
    rolled_from: date | None

    @property
    def closes_at(self) -> datetime:
        return max(self.round.closes_at, self.due_at)


@dataclass(frozen=True, slots=True)
class Effect:
    """Everything that follows. `staying` are rounds whose due date is touched and stays all the
    same: open ones, and planned ones that are not to roll. `scores_seen` may be read by name."""

    moved: Sequence[MovedRound] = ()
    staying: Sequence[Round] = ()
    scores: Sequence[ScoreLine] = ()
    scores_seen: Sequence[ScoreLine] = ()

    @property
    def moves_anything(self) -> bool:
        return bool(self.moved or self.scores)

    @property
    def worth_showing(self) -> bool:
        return self.moves_anything or bool(self.staying)

    @property
    def scores_unseen(self) -> int:
        return len(self.scores) - len(self.scores_seen)


_ALIVE = (RoundState.PLANNED, RoundState.OPEN)


def of(change: Change, *, at: datetime, user: User | None = None) -> Effect:
    """What would follow from `change`; nothing is kept. `user` reads it."""
    moved, staying = _rounds(change)
    keeper = holiday_scores.keeper()
    scores = keeper.following(change, at=at) if keeper else ()
    seen: Sequence[ScoreLine] = ()
    if keeper is not None and user is not None and scores:
        names = keeper.seen_by(user, scores, at=at)
        seen = [line for line in scores if line.pk in names]
    return Effect(moved, staying, scores, seen)


def _rounds(change: Change) -> tuple[list[MovedRound], list[Round]]:
    found = list(
        Round.objects.filter(
            indicator__owner__path__startswith=change.owner.path,
            indicator__retired_at=None,
            state__in=_ALIVE,
        )
        .select_related("indicator__owner")
        .order_by("due_at", "pk")
    )
    if not found:
        return [], []
    days = calendars({round_.indicator.owner.path for round_ in found}, change)
    moved: list[MovedRound] = []
    staying: list[Round] = []
    for round_ in found:
        path = round_.indicator.owner.path
        then = _due(round_, days.after[path])
        if then in (_due(round_, days.before[path]), round_.due_at):
            continue
        if round_.state == RoundState.PLANNED and round_.roll_forward:
            written = _written(round_)
            moved.append(MovedRound(round_, then, local_date(written) if then != written else None))
        else:
            staying.append(round_)
    return moved, staying


def _due(round_: Round, holidays: frozenset[date]) -> datetime:
    return workdays.rolled_forward(_written(round_), holidays)


def _written(round_: Round) -> datetime:
    """The due moment as it was planned, before it rolled forward."""
    if round_.rolled_from is None:
        return round_.due_at
    here = round_.due_at.astimezone(BANGKOK)
    return datetime.combine(round_.rolled_from, here.timetz())
