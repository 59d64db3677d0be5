"""Writes a definition back as the document it could have been read from.

Reading what was written gives the same definition again. Settings that equal their default are
left out, except a level's points, which are always spelled out.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

import yaml

from scoring.definition import (
    FORMAT,
    Annotations,
    Composite,
    Criterion,
    Growth,
    Indicator,
    Level,
    Part,
    Requirement,
    Round,
    Scheme,
    Target,
    TextMap,
)
from scoring.moments import moment_text
from scoring.numbers import plain_number
from scoring.parsing.yaml_source import DECIMAL

Document = dict[str, Any]

# Values that are not written under their field's name but merged by a function below.
_MERGED = (Annotations, Scheme, Target, Growth, Composite)
_NOT_WRITTEN = frozenset({"compiled", "share"})
_ODD_BREAKS = frozenset("\r\u2028\u2029")


def dump_definition(indicator: Indicator) -> Document:
    """The definition as plain data: dict, list, str, int and bool, in the order of the format."""
    document: Document = {"format": FORMAT, **_written(indicator)}
    if isinstance(indicator.weight, tuple):
        weights = {entry.group: _value(entry.weight) for entry in indicator.weight}
        document["weight"] = weights
    document["rounds"] = [_round(entry) for entry in indicator.rounds]
    return document


def to_yaml(indicator: Indicator) -> str:
    """The definition as YAML text that `parse_definition` reads back to an equal definition."""
    return document_to_yaml(dump_definition(indicator))


def document_to_yaml(document: Document) -> str:
    """A document, be it faulty, as YAML text in the order of its keys."""
    return yaml.dump(
        document,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )


class _Dumper(yaml.SafeDumper):
    """Never writes anchors and aliases: the format forbids them."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """Quotes what our reader would take for a decimal, and line breaks that YAML would fold."""
    quoted = DECIMAL.fullmatch(text) is not None or not _ODD_BREAKS.isdisjoint(text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if quoted else None)


_Dumper.add_representer(str, _represent_text)


def _written(item: Any) -> Document:
    """The fields that differ from their defaults, in order."""
    return {
        entry.name: _value(value)
        for entry in fields(item)
        if entry.name not in _NOT_WRITTEN
        and (value := getattr(item, entry.name)) != _default(entry)
        and not isinstance(value, _MERGED)
    }


def _default(entry: Field[Any]) -> object:
    return None if entry.default is MISSING else entry.default


def _value(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Fraction):
        return plain_number(value)
    if isinstance(value, date):
        return moment_text(value)
    if isinstance(value, tuple):
        return [_value(entry) for entry in value]
    if isinstance(value, TextMap):
        return {name: _value(text) for name, text in value.items}
    if isinstance(value, Criterion):
        return _criterion(value)
    if isinstance(value, Requirement):
        return _requirement(value)
    if isinstance(value, Level):
        return _written(value) | _written(value.annotations)
    if isinstance(value, Part):
        return _part(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return _written(value)


def _criterion(criterion: Criterion) -> Document:
    document = _written(criterion)
    if criterion.share:
        document["points"] = "share"
    return document | _written(criterion.annotations)


def _requirement(requirement: Requirement) -> Document:
    document = _written(requirement)
    kinds = document.pop("kinds")
    head = {name: document.pop(name) for name in ("key", "title")}
    return head | {"kind": kinds[0] if len(kinds) == 1 else kinds} | document


def _round(entry: Round) -> Document:
    document = _written(entry)
    del document["method"]  # the indicator states it
    head = {name: document.pop(name) for name in ("key", "name") if name in document}
    return head | document | _method_fields(entry)


def _part(part: Part) -> Document:
    document = _written(part)
    if part.scheme is not None:
        document |= _written(part.scheme) | _method_fields(part.scheme)
    return document | _written(part.annotations)


def _method_fields(scheme: Scheme) -> Document:
    """The keys of the methods that are not simply fields."""
    if scheme.target is not None:
        return _target(scheme.target)
    if scheme.growth is not None:
        return _growth(scheme.growth)
    if scheme.composite is not None:
        return _composite(scheme.composite)
    return {}


def _target(target: Target) -> Document:
    lists = {
        group.group: [
            {
                "value": _value(point.value)
                if point.previous is None
                else {"previous": _value(point.previous)},
                "score": _value(point.score),
            }
            for point in group.points
        ]
        for group in target.groups
    }
    document = _written(target)
    del document["groups"]
    return {"points": lists.get(None, lists)} | document


def _growth(growth: Growth) -> Document:
    document = _written(growth)
    if growth.measures is None:
        document["measures"] = "free"
    return document


def _composite(composite: Composite) -> Document:
    return _written(composite)
