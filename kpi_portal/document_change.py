"""The smallest part in which two documents differ, and putting a part back. Pure.

A place is the list of keys and positions that lead to a part, as JSON keeps it: `["rounds", 0,
"due"]`. The empty place is the document itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Place = list[str | int]


@dataclass(frozen=True, slots=True)
class Change:
    """What stood at `place`, and what stands there now."""

    place: Place
    before: Any
    after: Any


def smallest_change(before: Any, after: Any) -> Change | None:
    """The deepest part that holds every difference; None where nothing differs."""
    if before == after:
        return None
    place: Place = []
    while (key := _only_difference(before, after)) is not None:
        place.append(key)
        before, after = before[key], after[key]
    return Change(place, before, after)


def part_at(document: Any, place: Place) -> Any:
    """The part at a place; raises `LookupError` where the document has none."""
    for key in place:
        document = document[key]
    return document


def with_part(document: Any, place: Place, part: Any) -> Any:
    """A copy of the document with another part at `place`; what does not change is shared."""
    if not place:
        return part
    key, rest = place[0], place[1:]
    copy: Any = list(document) if isinstance(document, list) else dict(document)
    copy[key] = with_part(document[key], rest, part)
    return copy


def _only_difference(before: Any, after: Any) -> str | int | None:
    """The one key under which two containers of the same shape differ."""
    if isinstance(before, dict) and isinstance(after, dict) and list(before) == list(after):
        differing: list[Any] = [key for key in before if before[key] != after[key]]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        differing = [index for index, part in enumerate(before) if part != after[index]]
    else:
        return None
    return differing[0] if len(differing) == 1 else None
