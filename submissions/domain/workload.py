"""How much lies with each reviewer: open reviews, counted over the reports of one reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
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

    What is withheld from the one who looks counts as it reads in the queue, without its pieces.
    """
    keys = list(people)
    if not keys:
        return {}
    shown = queue_shown.in_states(OPEN, *reach.never_shown)
    reports = reach.reports.filter(shown).order_by()
    by_two = Q(round__double_review=True)
    both = _counted(reports, "reviewer_id", keys, reach, at).union(
        _counted(reports.filter(by_two), "second_reviewer_id", keys, reach, at), all=True
    )
    found = dict.fromkeys(keys, NOTHING)
    for person, *numbers in both:
        found[person] = found[person] + Load(*numbers)
    return found


def _counted(
    reports: QuerySet[Submission], place: str, people: list[int], reach: Reach, at: datetime
) -> QuerySet[Any]:
    def states(*wanted: State) -> Count:
        return Count("pk", filter=queue_shown.in_states(wanted, *reach.never_shown))

    left = F("pieces_total") - F("judged_total")
    at_work = Q(state__in=[State.SUBMITTED, State.IN_REVIEW, State.RECONSIDERING])
    late = Q(state=State.RETURNED, answer_by__lt=at)
    return (
        reports.filter(**{f"{place}__in": people})
        .values_list(place)
        .annotate(
            ahead=states(State.DRAFT),
            not_begun=states(State.SUBMITTED),
            in_review=states(State.IN_REVIEW, State.RECONSIDERING),
            pieces=Coalesce(
                Sum(left, filter=at_work & ~queue_shown.withheld(*reach.never_shown)), 0
            ),
            returned=states(State.RETURNED),
            unanswered=Count("pk", filter=late),
        )
    )
