"""A page of the queue, read state by state.

To show fifty rows of all, the database would place every report by its state first, or walk by the
moments past everything that is finished. How many there are of each state is counted anyway; so a
page asks for the states alone that it shows, and of each for no more than may stand on it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.db.models import QuerySet

from submissions.enums import State
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class _ByState(Sequence[Any]):
    """`order` are the states in their order, `numbers` how many reports each holds, and `reports`
    finds the keys of those of some states in the order of the list."""

    order: Sequence[State]
    numbers: Mapping[str, int]
    reports: Callable[[Sequence[State]], QuerySet[Any]]

    def __len__(self) -> int:
        return sum(self.numbers.get(state, 0) for state in self.order)

    @overload
    def __getitem__(self, part: int) -> Any: ...

    @overload
    def __getitem__(self, part: slice) -> Sequence[Any]: ...

    def __getitem__(self, part: int | slice) -> Any:
        """The rows from `part.start` up to `part.stop`, or the one of that number; one query."""
        if isinstance(part, int):
            return self[part : part + 1][0]
        return self.rows(part.start or 0, len(self) if part.stop is None else part.stop)

    @abstractmethod
    def rows(self, start: int, stop: int) -> list[Any]:
        """The rows from `start` up to `stop`; one query."""


class Runs(_ByState):
    """The list in the order of its states, one state's run after the other."""

    __slots__ = ()

    def rows(self, start: int, stop: int) -> list[Any]:
        """Those of the states alone that are shown."""
        states, skipped = self.shown(start, stop)
        return list(self.reports(states)[start - skipped : stop - skipped]) if states else []

    def shown(self, start: int, stop: int) -> tuple[Sequence[State], int]:
        """The states with a row in this part, and how many rows lie in those before them."""
        states: list[State] = []
        before = skipped = 0
        for state in self.order:
            number = self.numbers.get(state, 0)
            if before + number <= start:
                skipped += number
            elif number and before < stop:
                states.append(state)
            before += number
        return states, skipped


class Braid(_ByState):
    """The list in one order for all its states, each state a strand of it."""

    __slots__ = ()

    def rows(self, start: int, stop: int) -> list[Any]:
        """The first ones of every state, put in order: no row of the part lies further down."""
        there = [state for state in self.order if self.numbers.get(state)]
        if not there:
            return []
        ends = [Submission.objects.filter(pk__in=self.reports([s])[:stop]) for s in there]
        keys, *others = (end.order_by().values("pk") for end in ends)
        order = self.reports(there).query.order_by
        found = Submission.objects.filter(pk__in=keys.union(*others, all=True))
        return list(found.order_by(*order).values("pk")[start:stop])
