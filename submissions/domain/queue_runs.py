"""The queue in the order of its states, one state's run after the other.

To show fifty rows of all, the database would place every report by its state first. How many there
are of each state is counted anyway; so a page asks for the states alone that it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.db.models import QuerySet

from submissions.enums import State


@dataclass(frozen=True, slots=True)
class Runs(Sequence[Any]):
    """`order` is how the states follow each other, `numbers` how many reports each holds, and
    `reports` finds those of some states in that order."""

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
        start, stop = part.start or 0, len(self) if part.stop is None else part.stop
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
