"""Small changes of a document: put, take away, rename, insert, swap; never in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indicators.designing.places import list_at, value_at
from indicators.document_change import Place, with_part

Document = dict[str, Any]


def put(document: Any, place: Sequence[str | int], value: Any) -> Any:
    """A copy with `value` at `place`; mappings on the way are made where there are none.

    Raises `LookupError` for a position that the list on the way does not have.
    """
    if not place:
        return value
    key, rest = place[0], place[1:]
    if isinstance(key, int):
        if not isinstance(document, list) or not 0 <= key < len(document):
            raise LookupError(f"no entry {key}")
        return [
            put(item, rest, value) if index == key else item for index, item in enumerate(document)
        ]
    known = document if isinstance(document, dict) else {}
    return {**known, key: put(known.get(key), rest, value)}


def take_away(document: Any, place: Place, *, collapse: bool = False) -> Any:
    """A copy without what stands at `place`; with `collapse` also without the mapping that held
    nothing else. What is not there is left as it is."""
    parent = value_at(document, place[:-1])
    key = place[-1]
    if isinstance(parent, dict) and key in parent:
        left: Any = {name: value for name, value in parent.items() if name != key}
        if collapse and not left and len(place) > 1:
            return take_away(document, place[:-1])
    elif isinstance(parent, list) and isinstance(key, int) and 0 <= key < len(parent):
        left = parent[:key] + parent[key + 1 :]
    else:
        return document
    return with_part(document, place[:-1], left)


def rename(document: Any, place: Place, name: str) -> Any | None:
    """A copy in which the entry at `place` has another name, in the same order; None for a name
    that is empty or taken."""
    parent = value_at(document, place[:-1])
    old = place[-1]
    if not isinstance(parent, dict) or old not in parent or not name or name in parent:
        return None
    renamed = {name if key == old else key: value for key, value in parent.items()}
    return with_part(document, place[:-1], renamed)


def insert(document: Any, place: Place, index: int, item: Any) -> Any:
    """A copy with an entry more in the list at `place`; the list is made where there is none."""
    items = list_at(document, place)
    return put(document, place, [*items[:index], item, *items[index:]])


def swap(document: Any, place: Place, one: int, other: int) -> Any:
    """A copy in which two entries of the list at `place` have changed places."""
    items = list(list_at(document, place))
    items[one], items[other] = items[other], items[one]
    return with_part(document, place, items)
