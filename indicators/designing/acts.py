"""What a press of a button does to a document: an act's verb and place in, a document out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indicators.designing import additions, levels
from indicators.designing.editing import swap, take_away
from indicators.designing.places import list_at, mapping_at, place_of, value_at
from indicators.designing.references import criteria_of, follow, keys_at, scheme_of
from indicators.designing.switches import SWITCHES
from indicators.document_change import Place

ADD, ADD_AFTER, DUPLICATE, UP, DOWN, REMOVE = (
    "add",
    "add_after",
    "duplicate",
    "up",
    "down",
    "remove",
)


class NoSuchPart(LookupError):
    """The act names something that the document does not have (any more)."""


@dataclass(frozen=True, slots=True)
class Done:
    """The document after an act, and the place to look at next."""

    document: Any
    place: Place


def perform(document: Any, act: str) -> Done:
    """Carry out an act written `verb:place`; raises `NoSuchPart` for what cannot be done here."""
    verb, _colon, text = act.partition(":")
    place = place_of(text)
    if not place:
        raise NoSuchPart(act)
    try:
        if verb in SWITCHES:
            return Done(SWITCHES[verb](document, place), place)
        return _ON_ENTRIES[verb](document, place)
    except (LookupError, ValueError) as error:
        raise NoSuchPart(act) from error


def _add(document: Any, place: Place) -> Done:
    return Done(*additions.added(document, place))


def _add_after(document: Any, place: Place) -> Done:
    return Done(*additions.added(document, place[:-1], _position(document, place) + 1))


def _duplicate(document: Any, place: Place) -> Done:
    _position(document, place)
    return Done(*additions.duplicated(document, place))


def _move(step: int, document: Any, place: Place) -> Done:
    index = _position(document, place)
    other = index + step
    listed = place[:-1]
    if not 0 <= other < len(list_at(document, listed)):
        raise NoSuchPart("nothing to change places with")
    if listed[-1] == "levels":
        document = levels.exchange_numbers(document, listed[:-1], index, other)
    return Done(swap(document, listed, index, other), [*listed, other])


def _remove(document: Any, place: Place) -> Done:
    """Take a part, a row or a setting out; nothing refers any more to criteria that went."""
    parent = value_at(document, place[:-1])
    if isinstance(parent, list):
        _position(document, place)
    elif place[-1] not in mapping_at(document, place[:-1]):
        raise NoSuchPart("not there")
    scheme = scheme_of(place)
    inside = [p for p in criteria_of(document, scheme) if p[: len(place)] == place]
    gone = dict.fromkeys(keys_at(document, iter(inside)), "")
    document = take_away(document, place)
    if gone and len(scheme) < len(place):
        document = follow(document, scheme, gone)
    return Done(document, place[:-1])


def _position(document: Any, place: Place) -> int:
    index = place[-1]
    if not isinstance(index, int) or not 0 <= index < len(list_at(document, place[:-1])):
        raise NoSuchPart("no such entry")
    return index


_ON_ENTRIES = {
    ADD: _add,
    ADD_AFTER: _add_after,
    DUPLICATE: _duplicate,
    UP: lambda document, place: _move(-1, document, place),
    DOWN: lambda document, place: _move(1, document, place),
    REMOVE: _remove,
}
