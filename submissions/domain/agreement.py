"""How often two reviewers agree: what a strategy section calibrates its judgement by.

Only what each said before seeing the other counts, so that a verdict changed after the comparison
or settled by a third person makes nobody look more alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from indicators.models import Round
from submissions.enums import Decision
from submissions.models import Verdict


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers by name and key, over all pieces that both judged independently."""

    people: tuple[int, int]
    names: tuple[str, str]
    compared: int
    agreed: int

    @property
    def differed(self) -> int:
        return self.compared - self.agreed

    @property
    def percent(self) -> Fraction:
        """`rate` in per cent."""
        return self.rate * 100

    @property
    def rate(self) -> Fraction:
        """The share of pieces on which they agreed, exact."""
        return Fraction(self.agreed, self.compared)


def of_round(round: Round | int) -> list[Agreement]:
    """One line for each two people who were compared in this round, the most pieces first; one
    query. Empty for a round that is reviewed once."""
    said: dict[int, dict[int, str]] = {}
    names: dict[int, str] = {}
    rows = Verdict.objects.filter(
        use__submission__round=round,
        use__compared_at__isnull=False,
        settles=False,
        after_comparison=False,
    ).select_related("reviewer")
    for verdict in rows.order_by("at", "pk"):
        words = said.setdefault(verdict.use_id, {})
        words[verdict.reviewer_id] = verdict.decision
        names[verdict.reviewer_id] = verdict.reviewer.display_name
    counted: dict[tuple[int, int], list[int]] = {}
    for words in said.values():
        for pair, alike in _pairs(words):
            line = counted.setdefault(pair, [0, 0])
            line[0] += 1
            line[1] += alike
    found = [
        Agreement(pair, (names[pair[0]], names[pair[1]]), compared, agreed)
        for pair, (compared, agreed) in counted.items()
    ]
    return sorted(found, key=lambda one: (-one.compared, one.names))


def _pairs(words: Mapping[int, str]) -> list[tuple[tuple[int, int], bool]]:
    """Every two who judged one piece; one who was replaced before the comparison counts too, having
    judged as independently."""
    people = sorted(pk for pk, word in words.items() if word != Decision.PENDING)
    return [
        ((one, other), words[one] == words[other])
        for number, one in enumerate(people)
        for other in people[number + 1 :]
    ]
