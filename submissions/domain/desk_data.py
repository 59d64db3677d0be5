"""The parts of the review desk as plain data: pieces, items, levels, and where a person looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scoring.definition import Criterion, Level, Requirement
from submissions.domain import verdict_effect
from submissions.domain.double_review import Progress
from submissions.domain.outline import Block, Place
from submissions.domain.verdict_effect import Pair
from submissions.enums import Decision
from submissions.models import EvidenceUse, Verdict


class Mark(StrEnum):
    """Where a requirement or one of its pieces stands for the reviewer."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    DIFFERS = "differs"
    UNFINISHED = "unfinished"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of an item's history."""

    at: datetime
    what: str
    who: str
    words: str
    kind: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece with all that the reader may know of what was said of it; `earlier` are the pieces
    whose place it took, newest first.

    In a double review, of which `pair` tells the two, `own` is what the reader says as one of them,
    and until they are compared it stands for the decision.
    """

    use: EvidenceUse
    verdicts: tuple[Verdict, ...]
    earlier: tuple[EvidenceUse, ...]
    pair: Pair | None = None
    own: Verdict | None = None

    @property
    def differs(self) -> bool:
        """Whether the two reviewers differ and nobody settled it."""
        compared = self.pair is not None and self.use.compared_at is not None
        return compared and verdict_effect.differ(self.verdicts, self.pair)  # type: ignore[arg-type]

    @property
    def said(self) -> Verdict | None:
        """The verdict from which the reader's form starts."""
        return self.newest if self.pair is None else self.own

    @property
    def own_mark(self) -> str:
        """What the reader's buttons show as pressed."""
        if self.pair is None:
            return self.mark
        return Mark.PENDING if self.own is None else Mark(self.own.decision)

    @property
    def settled(self) -> Verdict | None:
        """The verdict of the third person who settled a difference."""
        return None if self.pair is None else verdict_effect.settling(self.verdicts)

    @property
    def words(self) -> tuple[str, ...]:
        """The comments that go to the unit with a return."""
        deciding: tuple[Verdict, ...] = ()
        if self.pair is not None:
            deciding = verdict_effect.agreed(self.verdicts, self.pair)
        elif self.newest is not None:
            deciding = (self.newest,)
        return tuple(dict.fromkeys(verdict.comment for verdict in deciding))

    @property
    def mark(self) -> Mark:
        if self.use.decision != Decision.PENDING:
            return Mark(self.use.decision)
        if self.differs:
            return Mark.DIFFERS
        return Mark.PENDING if self.use.supplied else Mark.UNFINISHED

    @property
    def newest(self) -> Verdict | None:
        return self.verdicts[-1] if self.verdicts else None

    @property
    def number(self) -> int:
        """Which version of the piece this is, counted from 1."""
        return len(self.earlier) + 1

    @property
    def versions(self) -> list[tuple[int, EvidenceUse]]:
        """(number, piece) for every version, oldest first."""
        return list(enumerate([*reversed(self.earlier), self.use], start=1))


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement with the pieces supplied for it and its history, newest first."""

    place: Place
    pieces: tuple[Piece, ...]
    history: tuple[Event, ...]

    @property
    def requirement(self) -> Requirement:
        return self.place.requirement

    @property
    def key(self) -> str:
        return self.place.requirement.key

    @property
    def mark(self) -> Mark:
        """The state that needs most attention among its pieces."""
        marks = {piece.mark for piece in self.pieces}
        for mark in (Mark.DIFFERS, Mark.RETURNED, Mark.PENDING, Mark.ACCEPTED, Mark.UNFINISHED):
            if mark in marks:
                return mark
        return Mark.MISSING

    @property
    def accepted(self) -> int:
        return sum(piece.mark is Mark.ACCEPTED for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class LevelOutline:
    """One card of the outline: a level, or the figures of another method."""

    level: Level
    items: tuple[Item, ...]
    block: Block


@dataclass(frozen=True, slots=True)
class Desk:
    """The whole report as the reviewer walks through it; `progress` tells how far the two are in a
    double review."""

    levels: tuple[LevelOutline, ...]
    progress: Progress | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for level in self.levels for item in level.items)

    @property
    def stops(self) -> list[tuple[Item, Piece | None]]:
        """Every piece in order; a requirement without any is a stop of its own."""
        found: list[tuple[Item, Piece | None]] = []
        for item in self.items:
            found += [(item, piece) for piece in item.pieces] or [(item, None)]
        return found

    @property
    def pieces(self) -> list[Piece]:
        return [piece for item in self.items for piece in item.pieces]

    @property
    def total(self) -> int:
        return sum(piece.use.supplied for piece in self.pieces)

    @property
    def judged(self) -> int:
        return sum(
            p.use.supplied and p.mark in (Mark.ACCEPTED, Mark.RETURNED, Mark.DIFFERS)
            for p in self.pieces
        )

    @property
    def pending(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.mark is Mark.PENDING]

    @property
    def returned(self) -> list[Item]:
        return [i for i in self.items if any(p.mark is Mark.RETURNED for p in i.pieces)]

    @property
    def differing(self) -> list[Piece]:
        """The pieces on which two reviewers differ."""
        return [piece for piece in self.pieces if piece.mark is Mark.DIFFERS]

    @property
    def missing(self) -> list[Item]:
        """Required items that nothing complete was supplied for."""
        return [
            item
            for item in self.items
            if item.requirement.required and not any(p.use.supplied for p in item.pieces)
        ]


@dataclass(frozen=True, slots=True)
class View:
    """Where on the desk one stands: the item, the piece and the version of it that is shown, and
    the stops before and after; `next_pending` is the next piece without a verdict."""

    desk: Desk
    item: Item | None
    piece: Piece | None
    shown: EvidenceUse | None
    before: tuple[Item, Piece | None] | None
    after: tuple[Item, Piece | None] | None
    next_pending: tuple[Item, Piece | None] | None

    @property
    def criterion(self) -> Criterion | None:
        return self.item.place.criterion if self.item else None

    @property
    def other_version(self) -> EvidenceUse | None:
        """The version to which one switches by key: the one before, from the oldest the newest."""
        if self.piece is None or not self.piece.earlier:
            return None
        versions = [self.piece.use, *self.piece.earlier]
        here = next((n for n, use in enumerate(versions) if use is self.shown), 0)
        return versions[(here + 1) % len(versions)]

    @property
    def is_newest(self) -> bool:
        return self.piece is not None and self.shown is self.piece.use
