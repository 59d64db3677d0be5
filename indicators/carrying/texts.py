"""The texts of a document in which years stand, what they would become, and putting that in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.carrying.years import Why, YearFound, find

Place = tuple[str | int, ...]

# What the format reads as a setting or a date is no text; dates are moved by themselves.
_SETTINGS = frozenset(
    {"format", "owner", "fiscal_year", "method", "key", "opens", "due", "closes", "kind", "form"}
    | {"types", "value_from", "approver", "also", "phone", "round", "group", "per", "count"}
    | {"basis", "skip", "below_first_tier", "combine", "better", "level_source"}
)
_CODES = frozenset({"code", "indicator"})
_APART: Mapping[str, Why] = {
    "notes": Why.NOTE,
    "gaps": Why.NOTE,
    "examples": Why.EXAMPLE,
    "baseline": Why.BASELINE,
}
_EXCERPT = 50
# Signs that stand above, below or behind a consonant.
_MARKS = "\u0e31\u0e33" + "".join(map(chr, [*range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)]))


@dataclass(frozen=True, slots=True)
class Spot:
    """A text of the document: a value, or the name of an entry (`is_name`) in a map of texts."""

    place: Place
    text: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class YearChange:
    """One year in one text, wherever this text stands, and what it would become."""

    id: str
    spots: tuple[Spot, ...]
    found: YearFound
    replaced: str
    why: Why

    @property
    def ticked(self) -> bool:
        return self.why.moves

    @property
    def text(self) -> str:
        return self.spots[0].text

    @property
    def place(self) -> Place:
        return self.spots[0].place

    @property
    def lead(self) -> str:
        """What stands before the year, shortened."""
        before = self.text[: self.found.start]
        return before if len(before) <= _EXCERPT else f"…{_whole(before[-_EXCERPT:])}"

    @property
    def tail(self) -> str:
        """What stands behind the year, shortened."""
        after = self.text[self.found.end :]
        return after if len(after) <= _EXCERPT else f"{after[:_EXCERPT]}…"


def _whole(text: str) -> str:
    """The text from its first letter that stands by itself: marks have lost theirs."""
    return text.lstrip(_MARKS)


def year_changes(document: Mapping[str, Any], fiscal_year: int, years: int) -> list[YearChange]:
    """Every year in every text. The same text in several places is one change."""
    grouped: dict[tuple[str, Why | None], list[Spot]] = {}
    for spot in _spots(document, ()):
        grouped.setdefault((spot.text, _apart(spot.place)), []).append(spot)
    changes: list[YearChange] = []
    for (text, apart), spots in grouped.items():
        for found in find(text, fiscal_year):
            why = _why(found, spots[0], apart, fiscal_year)
            changes.append(
                YearChange(
                    _id(text, apart, found.start), tuple(spots), found, found.moved(years), why
                )
            )
    return changes


def with_changes(document: Any, changes: Sequence[YearChange], ticked: Collection[str]) -> Any:
    """The document with the ticked changes made; the rest of it is shared."""
    new: dict[tuple[Place, bool], str] = {}
    # from the last to the first, so that the positions of the others stay right
    for change in sorted(changes, key=lambda change: -change.found.start):
        if change.id in ticked:
            for spot in change.spots:
                text = new.get((spot.place, spot.is_name), spot.text)
                new[spot.place, spot.is_name] = (
                    text[: change.found.start] + change.replaced + text[change.found.end :]
                )
    return _put(document, (), new) if new else document


def _spots(part: Any, at: Place) -> Iterator[Spot]:
    if isinstance(part, str):
        yield Spot(at, part)
    elif isinstance(part, list):
        for index, entry in enumerate(part):
            yield from _spots(entry, (*at, index))
    elif isinstance(part, Mapping):
        for name, value in part.items():
            if name not in _SETTINGS:
                yield Spot((*at, name), str(name), is_name=True)
                yield from _spots(value, (*at, name))


def _apart(place: Place) -> Why | None:
    named = next((_APART[str(key)] for key in place if str(key) in _APART), None)
    return named or (Why.CODE if place and place[-1] in _CODES else None)


def _why(found: YearFound, spot: Spot, apart: Why | None, fiscal_year: int) -> Why:
    if apart is None:
        return found.why
    if apart is Why.CODE:
        return Why.CODE if found.year == fiscal_year else Why.EARLIER
    return apart  # what is put apart never moves by itself


def _id(text: str, apart: Why | None, start: int) -> str:
    told = f"{start}|{apart or ''}|{text}"
    return hashlib.blake2s(told.encode(), digest_size=6).hexdigest()


def _put(part: Any, at: Place, new: Mapping[tuple[Place, bool], str]) -> Any:
    if isinstance(part, str):
        return new.get((at, False), part)
    if isinstance(part, list):
        return [_put(entry, (*at, index), new) for index, entry in enumerate(part)]
    if isinstance(part, Mapping):
        named = {
            _name((*at, name), part, new): _put(value, (*at, name), new)
            for name, value in part.items()
        }
        return named if len(named) == len(part) else _values_only(part, at, new)
    return part


def _name(at: Place, part: Mapping[str, Any], new: Mapping[tuple[Place, bool], str]) -> str:
    wanted = new.get((at, True), str(at[-1]))
    return str(at[-1]) if wanted in part else wanted


def _values_only(
    part: Mapping[str, Any], at: Place, new: Mapping[tuple[Place, bool], str]
) -> dict[str, Any]:
    """Two names would become one: they stay as they are, so that nothing is lost."""
    return {name: _put(value, (*at, name), new) for name, value in part.items()}
