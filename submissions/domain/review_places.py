"""The places of those who judge a report: one, or two in a double review."""

from __future__ import annotations

from enum import StrEnum

from kpi_portal.accounts.models import User
from submissions.domain import double_review
from submissions.models import Submission


class Place(StrEnum):
    """A place by the name of its field."""

    FIRST = "reviewer"
    SECOND = "second_reviewer"


def places(submission: Submission) -> tuple[Place, ...]:
    """The places that this report has."""
    return tuple(Place) if submission.round.double_review else (Place.FIRST,)


def free(submission: Submission) -> tuple[Place, ...]:
    """The places that nobody has."""
    return tuple(p for p in places(submission) if holder_of(submission, p) is None)


def holder_of(submission: Submission, place: Place) -> int | None:
    """The key of who has the place; no query."""
    held: int | None = getattr(submission, f"{place}_id")
    return held


def place_for(submission: Submission, person: User) -> Place | None:
    """The place that a person takes by starting the review: a free one in a double review, the
    only one otherwise, whoever had it; None for one who has a place, and where both are taken."""
    pair = double_review.pair_of(submission)
    if pair is None:
        return Place.FIRST
    return None if person.pk in pair else next(iter(free(submission)), None)


def seat(submission: Submission, person: User, place: Place) -> None:
    """Write who has the place, on the object; the caller saves."""
    if place is Place.FIRST:
        submission.reviewer = person
    else:
        submission.second_reviewer = person


def holders(submission: Submission) -> list[tuple[Place, User | None]]:
    """Each place with who has it; a query for each person that is not read yet."""
    return [(place, getattr(submission, place)) for place in places(submission)]
