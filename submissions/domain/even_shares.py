"""Sharing work out so that nobody has more than need be: pure, without a database.

Each piece of work may go to some people only, and everybody has some work already. Work is added
piece by piece; where all who may take a piece are busier than somebody else, pieces shared out
before it move on along a chain of people who may take them. What comes out is the most even
distribution there is (an optimal semi-matching), and the same in whatever order the work is given.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

# Pieces held by a person, by who else may take them.
_Held = dict[frozenset[int], list[int]]
# How a person was reached: from whom, by passing on a piece of which kind.
_Step = tuple[int, frozenset[int]] | None


def share(work: Mapping[int, Collection[int]], loads: Mapping[int, int]) -> dict[int, int]:
    """Piece → person. `work` says who may take a piece, `loads` what each person has already; a
    piece that nobody of them may take is left out."""
    now = dict(loads)
    held: dict[int, _Held] = {person: {} for person in loads}
    for piece in sorted(work):
        able = frozenset(work[piece]).intersection(loads)
        if able:
            _give(piece, able, held, now)
    return {
        piece: person
        for person, kinds in held.items()
        for pieces in kinds.values()
        for piece in pieces
    }


def _give(piece: int, able: frozenset[int], held: dict[int, _Held], now: dict[int, int]) -> None:
    steps = _reached(able, held)
    least = min(now[person] for person in steps)
    # the first found has the shortest chain, so that as little as can be moves on
    person = next(person for person in steps if now[person] == least)
    now[person] += 1
    while (step := steps[person]) is not None:
        before, kind = step
        held[person].setdefault(kind, []).append(held[before][kind].pop())
        person = before
    held[person].setdefault(able, []).append(piece)


def _reached(able: frozenset[int], held: Mapping[int, _Held]) -> dict[int, _Step]:
    """Everybody to whom the piece can lead, the nearest first."""
    steps: dict[int, _Step] = dict.fromkeys(sorted(able))
    waiting = list(steps)
    for person in waiting:
        for kind, pieces in sorted(held[person].items(), key=lambda item: sorted(item[0])):
            if not pieces:
                continue
            for other in sorted(kind - steps.keys()):
                steps[other] = (person, kind)
                waiting.append(other)
    return steps
