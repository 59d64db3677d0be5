"""What one of two reviewers, or a third person, is told on the desk about the double review."""

from __future__ import annotations

from dataclasses import dataclass

from kpi_portal.accounts.models import User
from submissions.domain import pieces
from submissions.domain.double_review import Progress
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Seat:
    """One place: whose it is, how many pieces are judged from it, whether it is the reader's."""

    name: str
    judged: int
    own: bool


@dataclass(frozen=True, slots=True)
class Two:
    """The double review of a report as the reader may know it: counts, never verdicts."""

    seats: tuple[Seat, Seat]
    total: int
    compared: bool
    differing: int

    @property
    def is_one(self) -> bool:
        """Whether the reader is one of the two."""
        return any(seat.own for seat in self.seats)


def of(submission: Submission, done: Progress | None, reader: User) -> Two | None:
    """None where the round is reviewed once; one query for each reviewer who is not read yet."""
    if done is None:
        return None
    supplied = [use for use in pieces.active(submission) if use.supplied]
    return Two(
        seats=(
            _seat(submission.reviewer, done.first, reader),
            _seat(submission.second_reviewer, done.second, reader),
        ),
        total=len(supplied),
        compared=any(use.compared_at is not None for use in supplied),
        differing=done.differing,
    )


def _seat(person: User | None, judged: int, reader: User) -> Seat:
    name = "" if person is None else person.display_name
    return Seat(name, judged, person is not None and person.pk == reader.pk)
