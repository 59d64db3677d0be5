"""`also`: evidence names further criteria by their keys, within the levels of one round or part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indicators.designing.editing import put, take_away
from indicators.designing.places import list_at, mapping_at, value_at
from indicators.document_change import Place


def criteria_of(document: Any, scheme: Place) -> Iterator[Place]:
    """The places of all criteria of a round or part, in order."""
    for level in range(len(list_at(document, [*scheme, "levels"]))):
        criteria = [*scheme, "levels", level, "criteria"]
        for index in range(len(list_at(document, criteria))):
            yield [*criteria, index]


def evidence_of(document: Any, scheme: Place) -> Iterator[Place]:
    """The places of all evidence of a round or part, in order."""
    for criterion in criteria_of(document, scheme):
        for index in range(len(list_at(document, [*criterion, "evidence"]))):
            yield [*criterion, "evidence", index]


def keys_at(document: Any, places: Iterator[Place]) -> list[str]:
    """The keys of the mappings at these places."""
    keys = (mapping_at(document, place).get("key") for place in places)
    return [key for key in keys if isinstance(key, str)]


def scheme_of(place: Place) -> Place:
    """The round or part whose levels a level, criterion or piece of evidence stands in."""
    last = max((n for n, key in enumerate(place) if key == "levels"), default=len(place))
    return place[:last]


def follow(document: Any, within: Place, keys: Mapping[str, str]) -> Any:
    """A copy in which references keep up with criteria whose keys changed; a key that became
    empty is referred to no longer. A key that another criterion still has is left alone."""
    scheme = scheme_of(within)
    still = set(keys_at(document, criteria_of(document, scheme)))
    gone = {old: new for old, new in keys.items() if old and old not in still}
    for place in list(evidence_of(document, scheme)):
        also = value_at(document, [*place, "also"])
        if not isinstance(also, list) or not any(_hashed(one) in gone for one in also):
            continue
        now = [gone.get(_hashed(one), one) for one in also]
        now = [one for one in now if one != ""]
        at = [*place, "also"]
        document = put(document, at, now) if now else take_away(document, at)
    return document


def _hashed(value: Any) -> str:
    return value if isinstance(value, str) else ""
