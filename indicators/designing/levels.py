"""Numbers of levels when one is put in between, and the tiers that name levels by number."""

from __future__ import annotations

from typing import Any

from indicators.designing.editing import put
from indicators.designing.places import list_at, mapping_at, value_at
from indicators.document_change import Place


def number_of(level: Any) -> int | None:
    """The level's number where it has a readable one."""
    number = level.get("number") if isinstance(level, dict) else None
    if isinstance(number, str) and number.isascii() and number.isdigit() and len(number) < 9:
        return int(number)
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def number_after(document: Any, scheme: Place, index: int) -> int:
    """The number for a level put at `index`: one more than that of the level before it."""
    before = list_at(document, [*scheme, "levels"])[:index]
    known = [number for level in before if (number := number_of(level)) is not None]
    return max(known, default=0) + 1


def make_room(document: Any, scheme: Place, index: int) -> Any:
    """A copy in which the levels from `index` on are counted up as far as the new number would
    be taken; a gap in the numbers takes the new level as it is. Tiers keep their levels."""
    taken = number_after(document, scheme, index)
    renumbered: dict[int, int] = {}
    for at, level in enumerate(list_at(document, [*scheme, "levels"])[index:], start=index):
        number = number_of(level)
        if number is None:
            continue
        if number > taken:
            break
        taken = max(number, taken) + 1
        renumbered[number] = taken
        document = put(document, [*scheme, "levels", at, "number"], taken)
    return _tiers_follow(document, scheme, renumbered)


def exchange_numbers(document: Any, scheme: Place, one: int, other: int) -> Any:
    """A copy in which two levels have each other's number, so that numbers keep rising."""
    places = [[*scheme, "levels", index] for index in (one, other)]
    if not all("number" in mapping_at(document, place) for place in places):
        return document
    first, second = (value_at(document, [*place, "number"]) for place in places)
    document = put(document, [*places[0], "number"], second)
    return put(document, [*places[1], "number"], first)


def _tiers_follow(document: Any, scheme: Place, renumbered: dict[int, int]) -> Any:
    for index in range(len(list_at(document, [*scheme, "tiers"]))):
        place = [*scheme, "tiers", index, "level"]
        level = value_at(document, place)
        if isinstance(level, int) and level in renumbered:
            document = put(document, place, renumbered[level])
    return document
