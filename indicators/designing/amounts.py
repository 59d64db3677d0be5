"""What a part is worth, and whether the points of a round add up: exact, unreadable ones named."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.designing.levels import number_of
from indicators.designing.parts import SCHEMES, Part, PartKind, method_of, part_at
from indicators.designing.places import list_at, mapping_at, value_at
from indicators.document_change import Place
from scoring.choices import Combine, Method
from scoring.numbers import exact_text, parse_number

UNREADABLE = "?"


@dataclass(frozen=True, slots=True)
class Sum:
    """What the parts of a round come to, beside what they should. `whole` is empty where nothing
    has to be reached."""

    place: Place
    sum: str
    whole: str
    agrees: bool
    weighs: bool = False


def number(value: Any) -> Fraction | None:
    """A number as the format writes it."""
    return parse_number(value) if isinstance(value, str | int) else None


def text(value: Fraction | None) -> str:
    return UNREADABLE if value is None else exact_text(value)


def level_points(document: Any, scheme: Place, index: int) -> Fraction | None:
    """A level's points: as written, else its number less that of the level before it."""
    levels = list_at(document, [*scheme, "levels"])
    written = levels[index].get("points") if isinstance(levels[index], dict) else None
    if written is not None:
        return number(written)
    own = number_of(levels[index])
    before = number_of(levels[index - 1]) if index else 0
    return None if own is None or before is None else Fraction(own - before)


def amount_of(document: Any, part: Part) -> str:
    """What a part adds, in a few words; empty where that says nothing."""
    own = mapping_at(document, part.place)
    if part.kind is PartKind.ROUND:
        return _("full score %(n)s") % {"n": text(number(own.get("scale")))}
    if part.kind is PartKind.LEVEL:
        return points_words(level_points(document, part.place[:-2], int(part.place[-1])))
    if part.kind is PartKind.CRITERION:
        return _credit(own.get("points"))
    if part.kind is PartKind.PART:
        return _("weight %(n)s") % {"n": text(number(own.get("weight")))}
    return ""


def _credit(points: Any) -> str:
    if points is None:
        return ""
    if points == "share":
        return _("equal share")
    return points_words(number(points))


def points_words(points: Fraction | None) -> str:
    """“25 points”."""
    words = ngettext("%(n)s point", "%(n)s points", 1 if points == 1 else 2)
    return words % {"n": text(points)}


def scheme_around(document: Any, place: Place) -> Place | None:
    """The innermost computed round or part around a place; the first round where there is none."""
    for length in range(len(place), 1, -1):
        part = part_at(document, place[:length])
        computed = part.kind is PartKind.ROUND or method_of(document, part.place) is not None
        if part.kind in SCHEMES and part.place == place[:length] and computed:
            return part.place
    return ["rounds", 0] if list_at(document, ["rounds"]) else None


def sum_of(document: Any, scheme: Place) -> Sum:
    """What the rules of a round or part add up to, against its full score."""
    scale = number(value_at(document, [*scheme, "scale"]))
    method = method_of(document, scheme)
    if method is Method.COMPOSITE:
        return _weights(document, scheme)
    reached = _reached(document, scheme, method)
    agrees = reached is not None and reached == scale
    return Sum(scheme, text(reached), text(scale), agrees)


def _reached(document: Any, scheme: Place, method: Method | None) -> Fraction | None:
    """The highest raw score that the rules give."""
    if method is Method.MILESTONES:
        points = [
            level_points(document, scheme, n)
            for n in range(len(list_at(document, [*scheme, "levels"])))
        ]
        known = [one for one in points if one is not None]
        return sum(known, Fraction(0)) if len(known) == len(points) else None
    scored = _scored(document, scheme, "bands" if method is Method.GROWTH else "points")
    scores = [number(one.get("score")) for one in scored if isinstance(one, dict)]
    return max((score for score in scores if score is not None), default=None)


def _scored(document: Any, scheme: Place, key: str) -> list[Any]:
    """Bands or points, those of every target group together."""
    value = value_at(document, [*scheme, key])
    lists = list(value.values()) if isinstance(value, dict) else [value]
    return [entry for one in lists if isinstance(one, list) for entry in one]


def _weights(document: Any, scheme: Place) -> Sum:
    """The parts' weights where they count, else how many parts there are."""
    parts = list_at(document, [*scheme, "parts"])
    if value_at(document, [*scheme, "combine"]) != Combine.WEIGHTED_SUM:
        return Sum(scheme, str(len(parts)), "", bool(parts))
    weights = [number(part.get("weight")) if isinstance(part, dict) else None for part in parts]
    known = [one for one in weights if one is not None]
    whole = len(known) == len(weights) and bool(parts)
    return Sum(
        scheme, text(sum(known, Fraction(0))) if whole else UNREADABLE, "", whole, weighs=True
    )
