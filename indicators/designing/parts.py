"""Which part of a document a place belongs to: the unit that the outline names and a page edits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from indicators.designing.places import list_at, mapping_at, value_at
from indicators.document_change import Place
from scoring.choices import Method


class PartKind(StrEnum):
    """The parts that have a page of their own."""

    INDICATOR = "indicator"
    CARD = "card"
    NOTES = "notes"
    ROUND = "round"
    LEVEL = "level"
    CRITERION = "criterion"
    EVIDENCE = "evidence"
    TARGET = "target"
    GROWTH = "growth"
    PART = "part"


SCHEMES = (PartKind.ROUND, PartKind.PART)
# What stands at these keys is edited on the page of another key beside them.
_OF_INDICATOR = {
    "card": ("card", PartKind.CARD),
    "baseline": ("card", PartKind.CARD),
    "notes": ("notes", PartKind.NOTES),
}
TARGET_KEYS = ("points", "below", "above")
GROWTH_KEYS = ("measures", "groups", "count", "bands", "unchallenging")
# The list that leads from a part to the parts below it.
_BELOW = {
    PartKind.LEVEL: ("criteria", PartKind.CRITERION),
    PartKind.CRITERION: ("evidence", PartKind.EVIDENCE),
}
_SIGNS = (
    ("levels", Method.MILESTONES),
    ("parts", Method.COMPOSITE),
    ("bands", Method.GROWTH),
    ("measures", Method.GROWTH),
    ("points", Method.TARGET),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its kind and where it stands. The places of card, notes, target and growth need not
    exist in the document."""

    kind: PartKind
    place: Place

    @property
    def scheme(self) -> Place:
        """For target and growth: the round or part whose rules these are."""
        return self.place[:-1]


ROOT = Part(PartKind.INDICATOR, [])


def part_at(document: Any, place: Place) -> Part:
    """The innermost part that holds a place."""
    return chain(document, place)[-1]


def chain(document: Any, place: Place) -> list[Part]:
    """The parts around a place, from the indicator inwards."""
    parts, rest = [ROOT], place
    while (step := _step(document, parts[-1], rest)) is not None:
        parts.append(step[0])
        rest = step[1]
    return parts


def method_of(document: Any, scheme: Place) -> Method | None:
    """The method by which a round or part is scored: as named, else as its keys suggest.

    None for a part that is not computed, and where nothing tells.
    """
    own = mapping_at(document, scheme)
    named = own.get("method") if len(scheme) > 2 else value_at(document, ["method"])
    if isinstance(named, str) and named in set(Method):
        return Method(named)
    if len(scheme) > 2 and (own.get("entered") or own.get("indicator")):
        return None
    return next((method for key, method in _SIGNS if key in own), None)


def child_list(document: Any, part: Part) -> tuple[str, PartKind] | None:
    """The key of the list of parts below a part, and their kind."""
    if part.kind is PartKind.INDICATOR:
        return "rounds", PartKind.ROUND
    if part.kind in SCHEMES:
        method = method_of(document, part.place)
        if method is Method.MILESTONES:
            return "levels", PartKind.LEVEL
        return ("parts", PartKind.PART) if method is Method.COMPOSITE else None
    return _BELOW.get(part.kind)


def children(document: Any, part: Part) -> list[Part]:
    """The parts directly below a part, in order."""
    if part.kind is PartKind.INDICATOR:
        fixed = [Part(PartKind.CARD, ["card"]), Part(PartKind.NOTES, ["notes"])]
    elif part.kind in SCHEMES:
        fixed = _rule_page(document, part)
    else:
        fixed = []
    below = child_list(document, part)
    if below is None:
        return fixed
    key, kind = below
    place = [*part.place, key]
    return fixed + [Part(kind, [*place, n]) for n in range(len(list_at(document, place)))]


def _rule_page(document: Any, part: Part) -> list[Part]:
    """The page on which the rules of a target or of growth are set."""
    method = method_of(document, part.place)
    if method is Method.TARGET:
        return [Part(PartKind.TARGET, [*part.place, "points"])]
    if method is Method.GROWTH:
        return [Part(PartKind.GROWTH, [*part.place, "bands"])]
    return []


def _step(document: Any, part: Part, rest: Place) -> tuple[Part, Place] | None:
    """One part further along a place; None where the place ends in this part."""
    if not rest or not isinstance(rest[0], str):
        return None
    key = rest[0]
    if part.kind is PartKind.INDICATOR and key in _OF_INDICATOR:
        at, kind = _OF_INDICATOR[key]
        return Part(kind, [at]), []
    if part.kind in SCHEMES and (key in TARGET_KEYS or key in GROWTH_KEYS):
        rules = _rule_page(document, part)
        if rules and (key in TARGET_KEYS) == (rules[0].kind is PartKind.TARGET):
            return rules[0], []
        return None
    below = child_list(document, part)
    if below is None or key != below[0] or len(rest) < 2 or not isinstance(rest[1], int):
        return None
    items = list_at(document, [*part.place, key])
    if not 0 <= rest[1] < len(items):
        return None
    return Part(below[1], [*part.place, *rest[:2]]), rest[2:]
