"""Reads composites: parts of any method, results of other indicators, and entered results."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypedDict

from scoring.choices import BelowFirstTier, Combine, Method, Skip
from scoring.definition import (
    Composite,
    Derived,
    Growth,
    Level,
    Part,
    Scheme,
    Target,
    Tier,
)
from scoring.formula import FormulaFault, parse_formula
from scoring.parsing.annotations import read_annotations
from scoring.parsing.reader import Names, Reader

_SOURCES = ("method", "indicator", "entered")


class SchemeFields(TypedDict):
    """The fields of `Scheme` that a document gives beside its method and scale."""

    skip: Skip
    below_first_tier: BelowFirstTier
    tiers: tuple[Tier, ...]
    levels: tuple[Level, ...]
    target: Target | None
    growth: Growth | None
    composite: Composite | None


# Reads the rules of a part, which may be a composite again.
SchemeReader = Callable[[Reader, Method, Fraction | None], SchemeFields]


def read_composite(reader: Reader, read_scheme: SchemeReader) -> Composite:
    """`combine`, `parts` and `derive`."""
    combine = reader.required_choice("combine", Combine)
    keys = Names()
    parts = []
    for entry in reader.mappings("parts", required=True, least=1):
        part = _read_part(entry, read_scheme)
        keys.take(entry, "key", part.key)
        parts.append(part)
    return Composite(combine or Combine.MEAN, tuple(parts), _read_derive(reader))


def _read_part(reader: Reader, read_scheme: SchemeReader) -> Part:
    key = reader.name("key", required=True)
    scale = reader.number("scale", required=True, positive=True)
    sources = [source for source in _SOURCES if reader.has(source)]
    if len(sources) != 1 and not any(reader.is_broken(source) for source in sources):
        reader.fault("", "part.kind")
    part = Part(
        key=key,
        title=reader.text("title"),
        weight=reader.number("weight", positive=True),
        scale=scale or Fraction(1),
        scheme=_read_part_scheme(reader, scale, read_scheme) if "method" in sources else None,
        indicator=reader.optional_name("indicator"),
        round=reader.name("round", required=True) if "indicator" in sources else None,
        entered=reader.boolean("entered", default=False),
        annotations=read_annotations(reader),
    )
    reader.finish()
    return part


def _read_part_scheme(
    reader: Reader, scale: Fraction | None, read_scheme: SchemeReader
) -> Scheme | None:
    method = reader.required_choice("method", Method)
    if method is None:
        return None
    return Scheme(method=method, scale=scale or Fraction(1), **read_scheme(reader, method, scale))


def _read_derive(reader: Reader) -> tuple[Derived, ...]:
    names = Names()
    derived = []
    for entry in reader.mappings("derive"):
        item = Derived(
            name=entry.name("name", required=True), formula=entry.name("formula", required=True)
        )
        names.take(entry, "name", item.name)
        entry.finish()
        try:
            parse_formula(item.formula)
        except FormulaFault:
            if item.formula:
                entry.fault("formula", "formula.form", formula=item.formula)
        derived.append(item)
    return tuple(derived)
