"""The inputs kept with a score, requirement by requirement: what is there and what other rules
would have no place for.

Stored inputs are in the words of the `score` command, level by level and part by part; a report
and its reader know requirements by their keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from scoring.case import TARGET_VALUE
from scoring.case_documents import fitted
from scoring.choices import Kind
from scoring.definition import Requirement, Scheme
from submissions.domain.outline import Asked, Place, key_within, measure_key

Document = Mapping[str, Any]


def for_rules(inputs: Document, scheme: Scheme, places: Mapping[str, Place]) -> dict[str, Any]:
    """The inputs as these rules take them; without what has no place in them."""
    return fitted(_placed(inputs, scheme, (), places), scheme).document


def lost(
    before: Document, after: Document, own: Mapping[str, Place], other: Mapping[str, Place]
) -> Iterator[str]:
    """Keys of what counts before, by the own criteria, and not after, by the others; in order."""
    for key, place in own.items():
        if _is_given(before, place) and not (key in other and _is_given(after, other[key])):
            yield key


def meets(inputs: Document, place: Place) -> bool:
    """Whether the inputs hold as much as the requirement asks for. Evidence beside a figure is in
    no inputs, since no score counts it."""
    if place.figure is not None:
        return _is_given(inputs, place)
    pieces, value = _evidence(inputs, place)
    return not place.beside and _is_met(place.requirement, pieces, value)


def _is_given(inputs: Document, place: Place) -> bool:
    if place.beside:
        return False
    if place.figure is None:
        pieces, value = _evidence(inputs, place)
        kinds = place.requirement.kinds
        counted = bool(pieces) and any(kind is not Kind.NUMBER for kind in kinds)
        return counted or (value is not None and Kind.NUMBER in kinds)
    inner = _within(inputs, place)
    if place.figure.asked is Asked.SCORE:
        return inner.get("score") is not None
    if place.figure.asked is Asked.VALUE:
        return TARGET_VALUE in (inner.get("values") or {})
    return place.figure.key in (inner.get("measures") or {})


def _evidence(inputs: Document, place: Place) -> tuple[int, Fraction | None]:
    """How many accepted pieces, and the number."""
    inner = _within(inputs, place)
    value = (inner.get("values") or {}).get(place.local)
    pieces = (inner.get("accepted") or {}).get(place.local)
    return int(pieces or 0), None if value is None else Fraction(value)


def _is_met(requirement: Requirement, pieces: int, value: Fraction | None) -> bool:
    """Rule 1: any one alternative that meets its own rule suffices."""
    least = requirement.at_least
    if Kind.NUMBER in requirement.kinds and value is not None and (least is None or value >= least):
        return True
    return pieces >= requirement.minimum


def _within(inputs: Document, place: Place) -> Document:
    """The inputs of the part that a requirement stands in."""
    for key in place.path:
        inputs = (inputs.get("parts") or {}).get(key) or {}
    return inputs


def _placed(
    inputs: Document, scheme: Scheme, path: tuple[str, ...], places: Mapping[str, Place]
) -> dict[str, Any]:
    """The inputs without free measures beyond those that are asked for: a case may name its own,
    a report numbers them."""
    document = dict(inputs)
    if scheme.growth is not None and document.get("measures"):
        document["measures"] = {
            key: given
            for key, given in document["measures"].items()
            if key_within(path, measure_key(key)) in places
        }
    if scheme.composite is not None and document.get("parts"):
        schemes = {part.key: part.scheme for part in scheme.composite.parts}
        document["parts"] = {
            key: given if inner is None else _placed(given, inner, (*path, key), places)
            for key, given in document["parts"].items()
            for inner in [schemes.get(key)]
        }
    return document
