"""Reads levels, criteria and evidence requirements."""

from __future__ import annotations

import re
from fractions import Fraction

from scoring.choices import Kind
from scoring.definition import Criterion, Level, Requirement
from scoring.numbers import exact_text
from scoring.parsing.annotations import read_annotations
from scoring.parsing.reader import Names, Reader

SHARE = "share"

_FORM_FIELD = re.compile(r"[^.\s]+\.[^.\s]+")
# A setting that says something about one kind only.
_ONLY_WITH = {
    "form": Kind.FORM,
    "at_least": Kind.NUMBER,
    "value_from": Kind.NUMBER,
    "approver": Kind.APPROVAL,
}


def read_levels(reader: Reader, scale: Fraction | None) -> tuple[Level, ...]:
    """The levels at `levels`, lowest first; their points must sum to the scale."""
    return _Levels(reader).read(scale)


class _Levels:
    """Holds the names of one round while its levels are read."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.criteria = Names()
        self.requirements = Names()
        self.also: list[tuple[Reader, int, str]] = []
        self.before = 0

    def read(self, scale: Fraction | None) -> tuple[Level, ...]:
        entries = list(self.reader.mappings("levels", required=True, least=1))
        levels = [self.level(entry) for entry in entries]
        for reader, index, criterion in self.also:
            if criterion not in self.criteria:
                reader.faults.add(
                    f"{reader.at('also')}[{index}]", "also.unknown", criterion=criterion
                )
        whole = [level for level in levels if level is not None]
        if entries and len(whole) == len(levels):
            self.check_sum(whole, scale)
        return tuple(whole)

    def check_sum(self, levels: list[Level], scale: Fraction | None) -> None:
        total = sum((level.points for level in levels), Fraction(0))
        if scale is not None and total != scale:
            self.reader.fault(
                "levels", "levels.sum", sum=exact_text(total), scale=exact_text(scale)
            )

    def level(self, reader: Reader) -> Level | None:
        """One level; None when its number or points cannot be known."""
        number = reader.integer("number", required=True, least=1)
        points = reader.number("points", least=0)
        if points is None and number is not None and not reader.has("points"):
            points = Fraction(number - self.before)
        if number is not None:
            if number <= self.before:
                reader.fault("number", "levels.order", value=number, before=self.before)
                points = points if reader.has("points") else None
            self.before = number
        level_title = reader.text("title")
        criteria = tuple(self.criterion(entry) for entry in reader.mappings("criteria"))
        annotations = read_annotations(reader)
        reader.finish()
        _check_criteria(reader, criteria, points)
        if number is None or points is None:
            return None
        return Level(number, level_title, points, criteria, annotations)

    def criterion(self, reader: Reader) -> Criterion:
        key = reader.name("key", required=True)
        self.criteria.take(reader, "key", key)
        share = reader.raw("points") == SHARE
        criterion = Criterion(
            key=key,
            title=reader.text("title"),
            points=None if share else reader.number("points", least=0),
            share=share,
            evidence=tuple(self.requirement(entry) for entry in reader.mappings("evidence")),
            annotations=read_annotations(reader),
        )
        reader.finish()
        return criterion

    def requirement(self, reader: Reader) -> Requirement:
        key = reader.name("key", required=True)
        self.requirements.take(reader, "key", key)
        also = reader.texts("also")
        self.also.extend((reader, index, criterion) for index, criterion in enumerate(also))
        minimum = reader.integer("minimum", least=1)
        requirement = Requirement(
            key=key,
            title=reader.text("title"),
            kinds=_read_kinds(reader),
            form=reader.optional_name("form"),
            minimum=1 if minimum is None else minimum,
            maximum=reader.integer("maximum", least=1),
            types=reader.texts("types"),
            max_bytes=reader.integer("max_bytes", least=1),
            at_least=reader.number("at_least"),
            value_from=reader.optional_name("value_from"),
            approver=reader.optional_name("approver"),
            also=also,
            required=reader.boolean("required", default=True),
        )
        reader.finish()
        _check_requirement(reader, requirement)
        return requirement


def _read_kinds(reader: Reader) -> tuple[Kind, ...]:
    """One kind or a list of alternatives."""
    value = reader.raw("kind", required=True)
    if not isinstance(value, list):
        only = None if value is None else reader.as_choice(value, Kind, reader.at("kind"))
        return () if only is None else (only,)
    found: list[Kind] = []
    for item, path in reader.items("kind", least=1):
        kind = reader.as_choice(item, Kind, path)
        if kind in found:
            reader.faults.add(path, "duplicate", value=kind)
        elif kind is not None:
            found.append(kind)
    return tuple(found)


def _check_criteria(
    reader: Reader, criteria: tuple[Criterion, ...], points: Fraction | None
) -> None:
    """Shares stand on all criteria or none; own points stay within the level's."""
    shares = [criterion.share for criterion in criteria]
    if any(shares) and not all(shares):
        reader.fault("criteria", "criteria.share")
    total = sum((criterion.points or Fraction(0) for criterion in criteria), Fraction(0))
    if points is not None and total > points:
        reader.fault("criteria", "criteria.sum", sum=exact_text(total), points=exact_text(points))


def _check_requirement(reader: Reader, requirement: Requirement) -> None:
    if requirement.maximum is not None and requirement.maximum < requirement.minimum:
        reader.fault(
            "maximum",
            "requirement.maximum",
            maximum=requirement.maximum,
            minimum=requirement.minimum,
        )
    for key, kind in _ONLY_WITH.items():
        if reader.has(key) and requirement.kinds and kind not in requirement.kinds:
            reader.fault(key, "requirement.only_with", key=key, kind=kind)
    source = requirement.value_from
    if source is not None and not _FORM_FIELD.fullmatch(source):
        reader.fault("value_from", "requirement.value_from", value=source)
