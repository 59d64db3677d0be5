"""New parts and rows with keys of their own, and copies of those that are there."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from indicators.designing import keys, levels
from indicators.designing.editing import insert
from indicators.designing.parts import method_of
from indicators.designing.places import list_at, mapping_at, value_at
from indicators.designing.references import criteria_of, evidence_of, keys_at, scheme_of
from indicators.document_change import Place
from scoring.choices import Method

# Entries that only rows have, without a key to be found by.
_BARE: dict[str, dict[str, Any]] = {
    "tiers": {"name": ""},
    "contacts": {"position": "", "phone": ""},
    "baseline": {"value": ""},
    "derive": {"name": "", "formula": "score"},
    "groups": {"name": ""},
    "bands": {},
}


def added(document: Any, place: Place, index: int | None = None) -> tuple[Any, Place]:
    """A copy with a new entry in the list at `place`, and where it stands.

    The list's own key says what kind of entry it is; what only the person can know stays open.
    """
    items = list_at(document, place)
    at = len(items) if index is None else min(max(index, 0), len(items))
    if place and place[-1] == "levels":
        document = levels.make_room(document, place[:-1], at)
    return insert(document, place, at, _entry(document, place, at)), [*place, at]


def duplicated(document: Any, place: Place) -> tuple[Any, Place]:
    """A copy with the entry at `place` once more behind itself, under keys of its own.

    `also` inside the copy names the copied criteria where it named the original ones.
    """
    listed, index = place[:-1], place[-1]
    at = int(index) + 1
    twin = copy.deepcopy(value_at(document, place))
    if listed[-1] == "levels":
        document = levels.make_room(document, listed[:-1], at)
        if isinstance(twin, dict):
            twin["number"] = levels.number_after(document, listed[:-1], at)
    if isinstance(twin, dict):
        _rekey(document, listed, twin)
    return insert(document, listed, at, twin), [*listed, at]


def _entry(document: Any, place: Place, at: int) -> Any:
    listed = place[-1]
    if listed in _BARE:
        return dict(_BARE[str(listed)])
    if listed == "levels":
        return {"number": levels.number_after(document, place[:-1], at), "title": ""}
    if listed == "criteria":
        return {"key": _criterion_key(document, place), "title": ""}
    if listed == "evidence":
        return {"key": _evidence_key(document, place), "title": "", "kind": "file"}
    if listed == "rounds":
        return {"key": _sibling_key(document, place, "r1"), **_opening(document, [*place, at])}
    if listed == "parts":
        first = _first_part_key(document, place)
        key = _sibling_key(document, place, first)
        return {"key": key, "title": "", "entered": True}
    if listed == "measures":
        return {"key": _sibling_key(document, place, "1")}
    if listed == "notes":
        return ""
    # The points of a target, be they under a target group's name.
    return {}


def _opening(document: Any, round_place: Place) -> dict[str, Any]:
    """What a new round begins with: the list its method asks for, empty."""
    listed: dict[Method | None, dict[str, Any]] = {
        Method.MILESTONES: {"levels": []},
        Method.TARGET: {"points": []},
        Method.GROWTH: {"measures": "free", "bands": []},
        Method.COMPOSITE: {"combine": "mean", "parts": []},
    }
    return {"name": "", **listed.get(method_of(document, round_place), {})}


def _own_keys(document: Any, place: Place) -> list[str]:
    return keys_at(document, ([*place, n] for n in range(len(list_at(document, place)))))


def _sibling_key(document: Any, place: Place, first: str) -> str:
    """After the last key of the list; `first` where there is none."""
    own = _own_keys(document, place)
    return keys.fresh(own[-1], own) if own else first


def _first_part_key(document: Any, place: Place) -> str:
    parent = mapping_at(document, place[:-1]).get("key")
    return f"{parent}.1" if len(place) > 3 and isinstance(parent, str) else "1"


def _criterion_key(document: Any, place: Place) -> str:
    """1.3 after 1.2; the first of level 2 is 2.1, whatever else is called so counts as taken."""
    taken = set(keys_at(document, criteria_of(document, scheme_of(place))))
    own = _own_keys(document, place)
    if own:
        return keys.fresh(own[-1], taken)
    number = levels.number_of(value_at(document, place[:-1])) or 1
    return keys.next_free(f"{number}.1", taken)


def _evidence_key(document: Any, place: Place) -> str:
    """The criterion's key, a dash and a letter."""
    taken = set(keys_at(document, evidence_of(document, scheme_of(place))))
    own = _own_keys(document, place)
    if own:
        return keys.fresh(own[-1], taken)
    criterion = mapping_at(document, place[:-1]).get("key")
    return keys.next_free(f"{criterion if isinstance(criterion, str) else '1'}-a", taken)


def _rekey(document: Any, listed: Place, twin: dict[str, Any]) -> None:
    """Give the copy, not yet in the document, keys that nothing there has."""
    kind = listed[-1]
    scheme = scheme_of(listed)
    criteria = set(keys_at(document, criteria_of(document, scheme)))
    evidence = set(keys_at(document, evidence_of(document, scheme)))
    if kind == "evidence":
        twin["key"] = keys.fresh(_text(twin, "key"), evidence)
    elif kind == "criteria":
        _rekey_criteria([twin], criteria, evidence)
    elif kind == "levels":
        _rekey_criteria(_mappings(twin.get("criteria")), criteria, evidence, twin.get("number"))
    elif kind in ("rounds", "parts", "measures"):
        twin["key"] = keys.fresh(_text(twin, "key"), set(_own_keys(document, listed)))
    elif isinstance(twin.get("name"), str) and twin["name"]:
        named = {_text(one, "name") for one in _mappings(list_at(document, listed))}
        twin["name"] = keys.fresh(twin["name"], named)


def _rekey_criteria(
    copies: Iterable[dict[str, Any]], criteria: set[str], evidence: set[str], number: Any = None
) -> None:
    """Fresh keys for copied criteria and their evidence; references among them keep together."""
    copies = list(copies)
    renamed: dict[str, str] = {}
    for criterion in copies:
        old = _text(criterion, "key")
        wanted = f"{number}.{old.partition('.')[2]}" if number is not None and "." in old else ""
        new = keys.next_free(wanted, criteria) if wanted else keys.fresh(old, criteria)
        criteria.add(new)
        renamed[old] = criterion["key"] = new
        for piece in _mappings(criterion.get("evidence")):
            key = keys.moved_under(_text(piece, "key"), old, new)
            piece["key"] = keys.next_free(key, evidence) if key else f"{new}-a"
            evidence.add(piece["key"])
    for criterion in copies:
        for piece in _mappings(criterion.get("evidence")):
            if isinstance(piece.get("also"), list):
                piece["also"] = [
                    renamed.get(one, one) if isinstance(one, str) else one for one in piece["also"]
                ]


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
