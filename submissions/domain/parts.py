"""The parts of a report that a unit may be asked to supply, named by codes that are stored.

A part is a part of a composite, a level or a criterion; it stands for the requirements inside it.
Codes are made of the definition's own keys, so they survive a new version that keeps the part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.definition import Round
from submissions.domain.outline import WITHIN, Block, Place, outline

WHOLE = ""
# In front of a level's number and a criterion's key, which may be the same as a part's key.
LEVEL, CRITERION = "level-", "criterion-"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One part: how deep it stands in the outline, and the requirements that it holds."""

    code: str
    words: str
    depth: int
    keys: frozenset[str]


def offered(definition: Round) -> tuple[Part, ...]:
    """Every part that asks for something, in the order of the definition."""
    found: dict[str, list[Place]] = {}
    about: dict[str, tuple[str, int]] = {}
    for block in outline(definition).blocks:
        for code, words, depth, places in _of_block(block):
            about.setdefault(code, (words, depth))
            found.setdefault(code, []).extend(places)
    return tuple(
        Part(code, words, depth, frozenset(p.requirement.key for p in found[code]))
        for code, (words, depth) in about.items()
        if found[code] and len(code) <= LONGEST
    )


def keys_of(definition: Round, codes: Iterable[str]) -> frozenset[str]:
    """The requirements inside the parts; a code that the criteria no longer have holds none."""
    wanted = set(codes)
    if WHOLE in wanted:
        return frozenset(outline(definition).places)
    return frozenset(
        key for part in offered(definition) if part.code in wanted for key in part.keys
    )


def words_of(definition: Round | None, code: str) -> str:
    """The part as people read it; a code of other criteria as it is."""
    if code == WHOLE:
        return _("The whole report")
    known = {} if definition is None else {part.code: part.words for part in offered(definition)}
    return known.get(code, code)


def _of_block(block: Block) -> Iterator[tuple[str, str, int, tuple[Place, ...]]]:
    path = () if block.part is None else block.part.path
    for depth in range(len(path)):
        assert block.part is not None  # noqa: S101  the path is its own
        words = f"{path[depth]} {block.part.titles[depth]}"
        yield WITHIN.join(path[: depth + 1]), words, depth, block.places
    if not block.numbered:
        if not path and block.places:
            yield _code(path, f"{LEVEL}0"), block.level.title, 0, block.places
        return
    number = block.level.number
    words = _("Level %(number)s · %(title)s") % {"number": number, "title": block.level.title}
    yield _code(path, f"{LEVEL}{number}"), words, len(path), block.places
    for criterion in block.level.criteria:
        inside = tuple(p for p in block.places if p.criterion.key == criterion.key)
        words = f"{criterion.key} {criterion.title}"
        yield _code(path, f"{CRITERION}{criterion.key}"), words, len(path) + 1, inside


def _code(path: tuple[str, ...], local: str) -> str:
    return WITHIN.join((*path, local))
