"""What changed on a desk since a page of it was made, as far as its reader may know.

It is derived from the desk as the reader sees it and from nothing else: in a double review the
other's verdicts are no news before the two are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kpi_portal.accounts.models import User
from submissions.domain.desk_data import Desk, Item, Piece
from submissions.enums import State
from submissions.models import Submission

MOST = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a page knows: the newest verdict and piece, how many pieces were compared, and the
    state of the report."""

    verdict: int
    piece: int
    compared: int
    state: str

    def __str__(self) -> str:
        return f"{self.verdict}.{self.piece}.{self.compared}.{self.state}"

    @classmethod
    def read(cls, text: str) -> Seen | None:
        """From an address; None for what no page of ours says."""
        parts = text.split(".")
        if len(parts) != 4 or parts[3] not in State:
            return None
        if not all(p.isascii() and p.isdigit() and len(p) < 19 for p in parts[:3]):
            return None
        return cls(int(parts[0]), int(parts[1]), int(parts[2]), parts[3])


@dataclass(frozen=True, slots=True)
class News:
    """One thing that somebody else did: `what` is a decision, `attached`, `compared` or `state`."""

    what: str
    title: str = ""
    who: str = ""
    at: datetime | None = None
    comment: str = ""


def seen_at(desk: Desk, submission: Submission) -> Seen:
    """What a page made of this desk knows."""
    pieces = desk.pieces
    return Seen(
        max((v.pk for piece in pieces for v in piece.verdicts), default=0),
        max((piece.use.pk for piece in pieces), default=0),
        sum(piece.use.compared_at is not None for piece in pieces),
        str(submission.state),
    )


def since(desk: Desk, submission: Submission, seen: Seen, *, reader: User) -> list[News]:
    """What others did since, the newest first, at most a handful; the reader's own acts, in another
    window, are none."""
    now = seen_at(desk, submission)
    found = list(_verdicts(desk, seen, reader)) + list(_attached(desk, seen, reader))
    found.sort(key=lambda news: (news.at is not None, news.at), reverse=True)
    if now.compared > seen.compared:
        found.insert(0, News("compared"))
    if now.state != seen.state:
        found.insert(0, News("state", title=str(submission.get_state_display())))
    return found[:MOST]


def _verdicts(desk: Desk, seen: Seen, reader: User) -> Iterable[News]:
    for item, piece in _pieces(desk):
        for verdict in piece.verdicts:
            if verdict.pk > seen.verdict and verdict.reviewer_id != reader.pk:
                yield News(
                    str(verdict.decision),
                    item.requirement.title,
                    verdict.reviewer.display_name,
                    verdict.at,
                    verdict.comment,
                )


def _attached(desk: Desk, seen: Seen, reader: User) -> Iterable[News]:
    for item, piece in _pieces(desk):
        use = piece.use
        if use.pk > seen.piece and use.added_by_id != reader.pk:
            yield News("attached", item.requirement.title, use.added_by.display_name, use.added_at)


def _pieces(desk: Desk) -> Iterable[tuple[Item, Piece]]:
    return ((item, piece) for item in desk.items for piece in item.pieces)
