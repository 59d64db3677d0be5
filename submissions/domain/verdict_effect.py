"""The decision that follows from all verdicts on one piece; pure, for one reviewer and for two.

In a double review two people judge independently. Only they count: where they agree, that is the
decision; where they differ or one has not spoken, the piece waits. What a third person settles
stands above both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from submissions.enums import Decision
from submissions.models import Verdict


@dataclass(frozen=True, slots=True)
class Pair:
    """The two who judge a report independently, by their keys; None where a place is free."""

    first: int | None
    second: int | None

    def __contains__(self, person: int) -> bool:
        return person in (self.first, self.second)

    @property
    def people(self) -> tuple[int, ...]:
        """Who has a place, the first place first."""
        return tuple(pk for pk in (self.first, self.second) if pk is not None)

    def other(self, person: int) -> int | None:
        """The one beside `person`."""
        return self.second if person == self.first else self.first


def effective(verdicts: Iterable[Verdict], pair: Pair | None = None) -> Decision:
    """The decision that follows from all verdicts on one piece, oldest first; with a pair, by the
    rule of the double review."""
    deciding = standing(verdicts) if pair is None else next(iter(agreed(verdicts, pair)), None)
    return Decision.PENDING if deciding is None else Decision(deciding.decision)


def standing(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The verdict that decides, of all verdicts on one piece, oldest first.

    Each reviewer is heard with the latest word; who took it back says nothing. Of what remains the
    newest counts, so that a piece never hangs on somebody who is away; what settles a difference
    counts before everything.
    """
    given = list(verdicts)
    latest: dict[int, Verdict] = {}
    for verdict in given:
        latest.pop(verdict.reviewer_id, None)
        latest[verdict.reviewer_id] = verdict
    left = [v for v in latest.values() if v.decision != Decision.PENDING]
    return settling(given) or (left[-1] if left else None)


def agreed(verdicts: Iterable[Verdict], pair: Pair) -> tuple[Verdict, ...]:
    """The verdicts by which a piece stands in a double review: the one that settled it, or the two
    that agree, the first reviewer's first; none while it waits."""
    given = list(verdicts)
    settled = settling(given)
    if settled is not None:
        return (settled,)
    words = both(given, pair)
    return words if len({word.decision for word in words}) == 1 else ()


def differ(verdicts: Iterable[Verdict], pair: Pair) -> bool:
    """Whether both have judged the piece, not alike, and nobody settled it."""
    given = list(verdicts)
    return bool(both(given, pair)) and not agreed(given, pair)


def both(verdicts: Iterable[Verdict], pair: Pair) -> tuple[Verdict, ...]:
    """What the two say, the first reviewer's first; empty until both have spoken."""
    given = list(verdicts)
    words = [word for pk in pair.people if (word := word_of(given, pk)) is not None]
    return (words[0], words[1]) if len(words) == 2 else ()


def word_of(verdicts: Iterable[Verdict], person: int) -> Verdict | None:
    """What one reviewer says of the piece now; None before a verdict and after taking it back."""
    said = [v for v in verdicts if v.reviewer_id == person and not v.settles]
    return said[-1] if said and said[-1].decision != Decision.PENDING else None


def settling(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The verdict of a third person that stands above the two; the newest where there are more."""
    settled = [verdict for verdict in verdicts if verdict.settles]
    return settled[-1] if settled and settled[-1].decision != Decision.PENDING else None
