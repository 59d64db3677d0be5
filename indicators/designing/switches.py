"""Turning a setting into its other form: one weight or one per group, a text or a list of texts.

What one form holds is carried over as far as the other has room for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from indicators.designing import keys, values
from indicators.designing.editing import put, take_away
from indicators.designing.parts import GROWTH_KEYS, TARGET_KEYS
from indicators.designing.places import mapping_at, value_at
from indicators.document_change import Place
from kpi_portal.accounts.enums import UnitGroup

_SOURCES = ("method", "indicator", "entered")
_OF_SOURCE: dict[str, tuple[str, ...]] = {
    "method": (
        *("skip", "levels", "below_first_tier", "tiers"),
        *TARGET_KEYS,
        *GROWTH_KEYS,
        *("combine", "parts", "derive"),
    ),
    "indicator": ("round",),
    "entered": (),
}
FIRST_HEADING = "หัวข้อ 1"


def by_group(document: Any, place: Place) -> Any:
    """One value becomes one per group: the unit groups for weights, group 1 for target points."""
    value = value_at(document, place)
    if isinstance(value, dict):
        return document
    names = UnitGroup.values if place[-1] == "weight" else ["1"]
    return put(document, place, dict.fromkeys(names, value))


def as_one(document: Any, place: Place) -> Any:
    """The first of the groups' values is kept for all."""
    value = value_at(document, place)
    if not isinstance(value, dict):
        return document
    first = next(iter(value.values()), None)
    return take_away(document, place) if first is None else put(document, place, first)


def one_more_name(document: Any, place: Place) -> Any:
    """One more entry in a mapping whose names are free, like the last one."""
    value = value_at(document, place)
    known = value if isinstance(value, dict) else {}
    last = next(reversed(known), FIRST_HEADING)
    name = keys.next_free(last, list(known)) if known else last
    like = next(reversed(known.values()), "") if known else ""
    empty: Any = [] if isinstance(like, list) else None if place[-1] == "weight" else ""
    return put(document, place, {**known, name: empty})


def switched_on(document: Any, place: Place) -> Any:
    """A mapping that was left out begins empty: what it needs is then asked for."""
    return document if isinstance(value_at(document, place), dict) else put(document, place, {})


def named_list(document: Any, place: Place) -> Any:
    """Measures named by the definition instead of by each unit."""
    value = value_at(document, place)
    return document if isinstance(value, list) else put(document, place, [{"key": "1"}])


def free(document: Any, place: Place) -> Any:
    """Measures that each unit names itself."""
    return put(document, place, "free")


def as_text(document: Any, place: Place) -> Any:
    """Texts in any form as one text, a line each."""
    return put(document, place, "\n".join(_lines(value_at(document, place))))


def as_list(document: Any, place: Place) -> Any:
    """Texts in any form as a list, one for each line."""
    return put(document, place, _lines(value_at(document, place)))


def under_headings(document: Any, place: Place) -> Any:
    """Texts under headings of their own; what is there comes under the first."""
    value = value_at(document, place)
    if isinstance(value, dict):
        return document
    return put(document, place, {FIRST_HEADING: "" if value is None else value})


def from_source(source: str) -> Callable[[Any, Place], Any]:
    """How a part gets its result: computed by a method, another indicator's, or entered."""

    def switch(document: Any, place: Place) -> Any:
        for other in _SOURCES:
            for key in (other, *_OF_SOURCE[other]) if other != source else ():
                document = take_away(document, [*place, key])
        if mapping_at(document, place).get(source):
            return document
        begun = {"method": "milestones", "indicator": "", "entered": True}
        return put(document, [*place, source], begun[source])

    return switch


def _lines(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [line for name, texts in value.items() for line in (str(name), *_lines(texts))]
    if isinstance(value, list):
        return [line for one in value for line in _lines(one)]
    return values.read_lines(values.shown(value))


SWITCHES: dict[str, Callable[[Any, Place], Any]] = {
    "by_group": by_group,
    "as_one": as_one,
    "one_more_name": one_more_name,
    "switch_on": switched_on,
    "named_list": named_list,
    "free": free,
    "as_text": as_text,
    "as_list": as_list,
    "under_headings": under_headings,
    "by_method": from_source("method"),
    "by_indicator": from_source("indicator"),
    "by_entry": from_source("entered"),
}
