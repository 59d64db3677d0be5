"""What holds while a setting is left open is named, and it is what the rules then do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from indicators.designing.editing import put
from indicators.designing.fields import Field, FieldKind
from indicators.designing.pages import describe
from indicators.designing.parts import ROOT, Part, children
from indicators.domain import dates
from scoring.case import MeasureInput
from scoring.parsing import load_document
from scoring.requirements import measure_gaps
from tests import factories

SETTINGS = {
    *(FieldKind.NUMBER, FieldKind.MOMENT, FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.SEVERAL),
    *(FieldKind.WORDS, FieldKind.NUMBERS, FieldKind.CREDIT),
}
# Texts about the source, which no rule reads; a tier's ends and a point's two ways of saying its
# value, of which one is given.
NO_RULE = {"level_source", "printed_points", "word_limit", "min_bullets"}
EITHER = {"level", "value", "previous"}

EVIDENCE = [
    {"key": "1.1-a", "title": "ก", "kind": ["file", "number", "approval"], "at_least": 1},
    {"key": "1.1-b", "title": "ข", "kind": "form", "form": "form-1"},
]


def with_rules(method: str, **rules: Any) -> dict[str, Any]:
    """A definition in which everything that may be left open is."""
    body = factories.definition() | {"method": method, "unit": "คะแนน"}
    entry = body["rounds"][0]
    for key in ("closes", "levels"):
        entry.pop(key, None)
    entry |= {"opens": "2024-10-01", "late": {"deduct": 1}, **rules}
    return body


OPEN = {
    "milestones": with_rules(
        "milestones",
        levels=[
            {
                "number": 100,
                "title": "ก",
                "criteria": [{"key": "1.1", "title": "ก", "evidence": EVIDENCE}],
            }
        ],
    ),
    "target": with_rules("target", points=[{"value": 1, "score": 50}, {"value": 2, "score": 100}]),
    "growth": with_rules(
        "growth",
        measures=[{"key": "ก"}],
        count=1,
        groups=[{"name": "ข"}],
        bands=[{"score": 100}],
    ),
    "composite": with_rules(
        "composite",
        combine="mean",
        parts=[{"key": "1", "title": "ก", "weight": 1, "scale": 100, "entered": True}],
    ),
}


def fields_of(body: Any, part: Part = ROOT) -> Iterator[Field]:
    yield from describe(body, part).fields()
    for child in children(body, part):
        yield from fields_of(body, child)


@pytest.mark.parametrize("method", OPEN)
def test_every_setting_that_may_be_left_open_names_its_default(method: str) -> None:
    for field in fields_of(OPEN[method]):
        key = field.place[-1]
        if field.kind in SETTINGS and not (field.needed or field.locked):
            assert field.default or key in NO_RULE | EITHER, field.name


@pytest.mark.parametrize("method", OPEN)
def test_a_named_default_is_what_leaving_it_open_means(method: str) -> None:
    """Written out, the default gives the very same definition."""
    body, tried = OPEN[method], set()
    with translation.override("en"):
        for field in fields_of(body):
            written = written_out(field)
            if written is not None and field.value is None and not is_filled_in_later(field):
                changed = load_document(put(body, field.place, written))
                assert changed == load_document(body), field.name
                tried.add(field.place[-1])
    assert tried >= _TRIED[method]


def is_filled_in_later(field: Field) -> bool:
    """By the portal, or where a group's measures are counted; the format keeps it open."""
    return field.place[-1] in {"answer_days", "appeal_days"} or "groups" in field.place[:-2]


_LATE = {"count", "grace_days", "basis", "below_first_tier"}
_TRIED = {
    "milestones": _LATE | {"skip", "required", "minimum", "points"},
    "target": _LATE | {"below", "above"},
    "growth": _LATE | {"unchallenging", "better"},
    "composite": _LATE,
}


def written_out(field: Field) -> Any:
    """The default as the format writes it; None where it is said in words only."""
    words = str(field.default)
    named = {str(option.label): option.value for option in field.options}
    if field.kind is FieldKind.YES_NO:
        return {"true": True, "false": False}.get(named.get(words, words), words == "yes")
    if field.kind is FieldKind.CHOICE:
        return named[words] if words else None
    if words.startswith("no day"):
        return 0
    number = re.match(r"\d+", words)
    return int(number[0]) if number and field.kind is FieldKind.NUMBER else None


@pytest.mark.parametrize(("mandatory", "least"), [(False, 0), (True, 1)])
def test_a_group_without_a_least_number_needs_one_where_it_is_mandatory(
    mandatory: bool, least: int
) -> None:
    groups = [{"name": "ข", "mandatory": mandatory}, {"name": "ค"}]
    entry = OPEN["growth"]["rounds"][0] | {"groups": groups, "measures": "free"}
    body = OPEN["growth"] | {"rounds": [entry]}
    shown = next(f for f in fields_of(body) if f.place[-3:] == ["groups", 0, "minimum"])
    assert shown.default == str(least)
    growth = load_document(body).rounds[0].growth
    assert growth is not None
    given = {"1": MeasureInput(Fraction(1), Fraction(1), group="ค")}
    assert len(measure_gaps(growth, given)) == least


def test_the_portals_own_defaults() -> None:
    definition = load_document(OPEN["milestones"])
    proposed = dates.proposed(definition, definition.rounds[0])
    assert (proposed.answer_days, proposed.appeal_days) == (7, 0)
    assert proposed.closes_at.date() == date(2025, 9, 30)
