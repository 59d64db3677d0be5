"""What a round asks for, whatever its method: cards with the requirements that stand on them.

Milestones ask for evidence, level by level. The other methods ask for figures: a measured value, a
number of measures, a result for a part. Each figure is a requirement like any other, so that it is
supplied, judged, returned and handed in by the same rules. Requirements inside the parts of a
composite carry the keys of their parts in front, which makes every key unique in a report.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from scoring.choices import Kind, Method
from scoring.definition import Criterion, Level, Measure, Part, Requirement, Round, Scheme

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Between the keys of nested parts and a requirement's own; it needs no quoting in an address.
WITHIN = ":"
EVIDENCE = "evidence"
VALUE, SCORE, MEASURE = "value", "score", "measure"
_KEPT_AT_MOST = 64


class Asked(StrEnum):
    """What kind of figure a requirement asks for."""

    VALUE = VALUE
    SCORE = SCORE
    MEASURE = MEASURE


@dataclass(frozen=True, slots=True)
class PartPlace:
    """A part of a composite: the keys and titles that lead to it, outermost first."""

    path: tuple[str, ...]
    titles: tuple[str, ...]
    part: Part

    @property
    def above(self) -> tuple[str, ...]:
        """The parts around it, as words."""
        return tuple(
            f"{key} {title}" for key, title in zip(self.path[:-1], self.titles[:-1], strict=True)
        )

    @property
    def key(self) -> str:
        return WITHIN.join(self.path)

    @property
    def name(self) -> str:
        return f"{self.part.key} {self.part.title}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is asked for; `key` is its name in a case, `fixed` the definition's measure."""

    asked: Asked
    key: str
    scheme: Scheme | None
    most: Fraction | None = None
    fixed: Measure | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A requirement with the level and criterion it stands under.

    `local` is its key within its own part. `beside` marks evidence that stands beside a figure and
    is read by people only: no score counts it.
    """

    level: Level
    criterion: Criterion
    requirement: Requirement
    local: str
    part: PartPlace | None = None
    figure: Figure | None = None
    beside: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        return () if self.part is None else self.part.path

    @property
    def numbered(self) -> bool:
        """Whether the level is one of the definition's, with a number to show."""
        return self.figure is None and not self.beside


@dataclass(frozen=True, slots=True)
class Block:
    """One card: a level of milestones, or the figures of another method."""

    level: Level
    scheme: Scheme | None
    part: PartPlace | None
    places: tuple[Place, ...]
    numbered: bool

    @property
    def anchor(self) -> str:
        """What distinguishes the card on a page."""
        parts = ("",) if self.part is None else self.part.path
        return "-".join((*parts, str(self.level.number))).strip("-").replace(" ", "_")


@dataclass(frozen=True)
class Outline:
    """Everything a round asks for, in the order of its definition."""

    definition: Round
    blocks: tuple[Block, ...]

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Requirement key → its place."""
        found = {p.requirement.key: p for block in self.blocks for p in block.places}
        return MappingProxyType(found)


_KEPT: OrderedDict[int, Outline] = OrderedDict()


def outline(definition: Round) -> Outline:
    """The outline of a round's criteria; definitions never change, so it is made once for each."""
    kept = _KEPT.get(id(definition))
    if kept is None or kept.definition is not definition:
        kept = _KEPT[id(definition)] = Outline(definition, tuple(_of_scheme(definition, None)))
        while len(_KEPT) > _KEPT_AT_MOST:
            _KEPT.popitem(last=False)
    return kept


def words(text: _StrOrPromise) -> str:
    """A sentence of the portal as the title of a requirement: said in each reader's language."""
    return cast(str, text)


def _of_scheme(scheme: Scheme, part: PartPlace | None) -> Iterator[Block]:
    if scheme.method is Method.MILESTONES:
        yield from (_of_level(level, scheme, part) for level in scheme.levels)
    elif scheme.method is Method.TARGET:
        yield _of_target(scheme, part)
    elif scheme.method is Method.GROWTH:
        yield _of_growth(scheme, part)
    elif scheme.composite is not None:
        for inner in scheme.composite.parts:
            yield from _of_part(inner, part)


def _of_part(part: Part, around: PartPlace | None) -> Iterator[Block]:
    path: tuple[str, ...] = (part.key,)
    titles: tuple[str, ...] = (part.title,)
    if around is not None:
        path, titles = (*around.path, part.key), (*around.titles, part.title)
    place = PartPlace(path, titles, part)
    if part.scheme is not None:
        yield from _of_scheme(part.scheme, place)
    elif part.entered:
        yield _of_entered(part, place)
    else:
        level = Level(number=0, title=part.title, points=part.scale)
        yield Block(level, None, place, (), numbered=False)


def measure_key(key: str) -> str:
    """The key, within its part, of the requirement that asks for a measure."""
    return f"{MEASURE}-{key}"


def key_within(path: tuple[str, ...], local: str) -> str:
    """A requirement's key in the report: unique there, with the keys of its parts in front. A slash
    would end the piece of an address that a key is."""
    return WITHIN.join((*path, local)).replace("/", "|") if path else local


def _key(part: PartPlace | None, local: str) -> str:
    return key_within(() if part is None else part.path, local)


def _of_level(level: Level, scheme: Scheme, part: PartPlace | None) -> Block:
    if part is not None:
        criteria = tuple(
            replace(
                criterion,
                evidence=tuple(replace(r, key=_key(part, r.key)) for r in criterion.evidence),
            )
            for criterion in level.criteria
        )
        named, level = level, replace(level, criteria=criteria)
    else:
        named = level
    places = tuple(
        Place(level, criterion, requirement, local.key, part)
        for criterion, plain in zip(level.criteria, named.criteria, strict=True)
        for requirement, local in zip(criterion.evidence, plain.evidence, strict=True)
    )
    return Block(level, scheme, part, places, numbered=True)


def _of_target(scheme: Scheme, part: PartPlace | None) -> Block:
    figure = Figure(Asked.VALUE, VALUE, scheme)
    title = words(_("Measured value"))
    asked = [(Requirement(_key(part, VALUE), title, (Kind.NUMBER,)), VALUE, figure)]
    return _figures(scheme, part, scheme.scale, title, asked)


def _of_growth(scheme: Scheme, part: PartPlace | None) -> Block:
    """One requirement for each measure that is reported, named by the definition or the unit."""
    growth = scheme.growth
    assert growth is not None  # noqa: S101  the method says so
    asked = []
    names: list[tuple[str, str, Measure | None]]
    if growth.measures is None:
        names = [
            (str(n), words(format_lazy(_("Measure {number}"), number=n)), None)
            for n in range(1, growth.count + 1)
        ]
    else:
        names = [(m.key, m.key, m) for m in growth.measures]
    # Where the definition names more than are reported, the unit chooses among them.
    required = len(names) <= growth.count
    for key, title, fixed in names:
        local = measure_key(key)
        figure = Figure(Asked.MEASURE, key, scheme, fixed=fixed)
        requirement = Requirement(_key(part, local), title, (), maximum=1, required=required)
        asked.append((requirement, local, figure))
    return _figures(scheme, part, scheme.scale, words(_("Measures")), asked)


def _of_entered(part: Part, place: PartPlace) -> Block:
    figure = Figure(Asked.SCORE, SCORE, None, most=part.scale)
    title = words(_("Result"))
    asked = [(Requirement(_key(place, SCORE), title, (Kind.NUMBER,)), SCORE, figure)]
    return _figures(None, place, part.scale, title, asked)


def _figures(
    scheme: Scheme | None,
    part: PartPlace | None,
    points: Fraction,
    title: str,
    asked: list[tuple[Requirement, str, Figure]],
) -> Block:
    """Figures with the evidence beside them: a result that is entered must have some, for a
    measured one the definition asks for none, so it is welcome only."""
    beside = Requirement(
        _key(part, EVIDENCE),
        words(_("Evidence of the figures")),
        (Kind.FILE, Kind.LINK),
        required=scheme is None,
    )
    criterion = Criterion("", title, evidence=(*(r for r, _l, _f in asked), beside))
    level = Level(number=0, title=title, points=points, criteria=(criterion,))
    places = [Place(level, criterion, r, local, part, figure) for r, local, figure in asked]
    places.append(Place(level, criterion, beside, EVIDENCE, part, beside=True))
    return Block(level, scheme, part, tuple(places), numbered=False)
