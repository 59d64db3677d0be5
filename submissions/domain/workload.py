"""How much lies with each reviewer: open reviews, counted over the reports of one reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from submissions.domain import queue_shown
from submissions.domain.queue_reach import Reach
from submissions.enums import State
from submissions.models import Submission

# A review is open from the day somebody has it until its result is proposed.
OPEN = (State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.RECONSIDERING)


@dataclass(frozen=True, slots=True)
class Load:
    """What one reviewer has: reports not handed in yet, not begun, in review with the pieces left
    to judge, and with the unit for correction, of which some past their answer day."""

    ahead: int = 0
    not_begun: int = 0
    in_review: int = 0
    pieces: int = 0
    returned: int = 0
    unanswered: int = 0

    @property
    def open(self) -> int:
        """All open reviews: by this number work is shared out."""
        return self.ahead + self.not_begun + self.in_review + self.returned

    def __add__(self, other: Load) -> Load:
        return Load(
            self.ahead + other.ahead,
            self.not_begun + other.not_begun,
            self.in_review + other.in_review,
            self.pieces + other.pieces,
            self.returned + other.returned,
            self.unanswered + other.unanswered,
        )


NOTHING = Load()


def of(people: Iterable[int], reach: Reach, *, at: datetime) -> Mapping[int, Load]:
    """Person → what lies with them, either place of a double review counted; one query.

    What is withheld from the one who looks counts as it reads in the queue, without its pieces. By
    far the most is not: it is counted by the indexes of the places alone.
    """
    keys = list(people)
    if not keys:
        return {}
    found = dict.fromkeys(keys, NOTHING)
    for person, state, *numbers in _counted(keys, reach, at):
        found[person] = found[person] + _load(State(state), *numbers)
    return found


def _load(state: State, count: int, pieces: int, late: int) -> Load:
    if state == State.DRAFT:
        return Load(ahead=count)
    if state == State.RETURNED:
        return Load(returned=count, unanswered=late)
    if state == State.SUBMITTED:
        return Load(not_begun=count, pieces=pieces)
    return Load(in_review=count, pieces=pieces)


def _counted(people: list[int], reach: Reach, at: datetime) -> QuerySet[Any]:
    """Rows of person, state, reports, pieces left to judge, and returns past their answer day."""
    parts: list[QuerySet[Any]] = []
    units, named = reach.never_shown
    reports = reach.reports.order_by()
    for place, held in (
        ("reviewer_id", reports),
        ("second_reviewer_id", reports.filter(round__double_review=True)),
    ):
        theirs = held.filter(**{f"{place}__in": people})
        plain = theirs
        if units:
            own = queue_shown.withheld(units, named)
            plain = theirs.exclude(own)
            shown = theirs.filter(own).filter(queue_shown.in_states(OPEN, units, named))
            parts.append(_by_state(shown, place, Value(0), at))
        parts.append(_by_state(plain.filter(state__in=OPEN), place, _LEFT, at))
    first, *others = parts
    return first.union(*others, all=True)


_LEFT = F("pieces_total") - F("judged_total")


def _by_state(
    reports: QuerySet[Submission], place: str, pieces: Combinable, at: datetime
) -> QuerySet[Any]:
    late = Q(state=State.RETURNED, answer_by__lt=at)
    return reports.values_list(place, "state").annotate(
        count=Count("pk"), pieces=Coalesce(Sum(pieces), 0), late=Count("pk", filter=late)
    )
