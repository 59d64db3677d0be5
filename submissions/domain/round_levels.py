"""How each level of one report stands, for the map of units × levels: by the engine's own rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from scoring.choices import Kind, Method
from scoring.definition import Level, Round
from scoring.methods.standing import Standing, credit_of, standing_of
from scoring.plan import plan_of
from submissions.domain.outline import Place, outline
from submissions.enums import Decision, State


class Why(StrEnum):
    """What a cell says; words, signs and colours belong to the templates."""

    COUNTED = "counted"
    PARTLY = "partly"
    RETURNED = "returned"
    WAITING = "waiting"
    HELD = "held"
    UNMET = "unmet"
    NOTHING = "nothing"
    NOT_SUBMITTED = "not_submitted"
    NOT_REPORTED = "not_reported"
    EXEMPTED = "exempted"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Given:
    """One piece of evidence, as light as the map needs it."""

    requirement: str
    kind: str
    number: Fraction | None
    decision: str
    supplied: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One level of one report: the points it earns by what is accepted, and how many of its
    complete pieces are judged and returned."""

    level: int
    why: Why
    points: Fraction = Fraction(0)
    judged: int = 0
    pieces: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """What the map has a column for where there are no levels: an outermost part of a composite, or
    a figure. `keys` are the requirements that belong to it, `needed` those that must be there."""

    label: str
    title: str
    keys: frozenset[str]
    needed: frozenset[str]


def columns(definition: Round) -> tuple[Column, ...]:
    """The columns of a round without levels, in the order of its definition."""
    if definition.method is Method.MILESTONES:
        return ()
    grouped: dict[tuple[str, str], list[Place]] = {}
    for block in outline(definition).blocks:
        for place in block.places:
            grouped.setdefault(_column_of(place), []).append(place)
    return tuple(
        Column(
            label,
            title,
            frozenset(place.requirement.key for place in places),
            frozenset(place.requirement.key for place in places if place.requirement.required),
        )
        for (label, title), places in grouped.items()
    )


def _column_of(place: Place) -> tuple[str, str]:
    if place.part is not None:
        return place.part.path[0], place.part.titles[0]
    title = place.requirement.title
    return title, title


def cells(
    definition: Round, state: State, *, not_reported: bool, given: Iterable[Given]
) -> tuple[Cell, ...]:
    """One cell per level, lowest first; for methods without levels one per part or figure."""
    closed = _closed(state, not_reported)
    if definition.method is not Method.MILESTONES:
        there = list(given)
        return tuple(
            Cell(number, closed) if closed is not None else _of_column(number, column, there)
            for number, column in enumerate(columns(definition), start=1)
        )
    if closed is not None:
        return tuple(Cell(level.number, closed) for level in definition.levels)
    pieces = list(given)
    standing = _standing(definition, pieces)
    return tuple(
        _cell(standing, index, level, _of_level(level, pieces))
        for index, level in enumerate(definition.levels)
    )


def _of_column(number: int, column: Column, given: list[Given]) -> Cell:
    here = [piece for piece in given if piece.requirement in column.keys]
    complete = [piece for piece in here if piece.supplied]
    returned = sum(piece.decision == Decision.RETURNED for piece in here)
    judged = sum(piece.decision != Decision.PENDING for piece in complete)
    accepted = {p.requirement for p in complete if p.decision == Decision.ACCEPTED}
    if returned:
        why = Why.RETURNED
    elif judged < len(complete):
        why = Why.WAITING
    elif accepted and column.needed <= accepted:
        why = Why.ACCEPTED
    else:
        why = Why.UNMET if here else Why.NOTHING
    return Cell(number, why, judged=judged, pieces=len(complete), returned=returned)


def _closed(state: State, not_reported: bool) -> Why | None:
    if not_reported:
        return Why.NOT_REPORTED
    return {State.DRAFT: Why.NOT_SUBMITTED, State.EXEMPTED: Why.EXEMPTED}.get(state)


def _standing(definition: Round, pieces: list[Given]) -> Standing:
    accepted: dict[str, int] = {}
    values: dict[str, Fraction] = {}
    for piece in pieces:
        if not piece.supplied or piece.decision != Decision.ACCEPTED:
            continue
        key = piece.requirement
        if piece.kind == Kind.NUMBER and piece.number is not None:
            values[key] = max(piece.number, values.get(key, piece.number))
        else:
            accepted[key] = accepted.get(key, 0) + 1
    return standing_of(definition, plan_of(definition).met(accepted, values))


def _of_level(level: Level, pieces: list[Given]) -> list[Given]:
    keys = {r.key for criterion in level.criteria for r in criterion.evidence}
    return [piece for piece in pieces if piece.requirement in keys]


def _cell(standing: Standing, index: int, level: Level, here: list[Given]) -> Cell:
    plan = standing.plan.levels[index]
    counted = standing.is_counted(index)
    credit = Fraction(0)
    if not counted and standing.gives_credit(index):
        credit = credit_of(standing.credited(plan))
    complete = [piece for piece in here if piece.supplied]
    returned = sum(piece.decision == Decision.RETURNED for piece in here)
    judged = sum(piece.decision != Decision.PENDING for piece in complete)
    return Cell(
        level=level.number,
        why=_why(standing, index, counted, credit, returned, judged < len(complete), bool(here)),
        points=level.points if counted else credit,
        judged=judged,
        pieces=len(complete),
        returned=returned,
    )


def _why(
    standing: Standing,
    index: int,
    counted: bool,
    credit: Fraction,
    returned: int,
    waiting: bool,
    anything: bool,
) -> Why:
    if counted:
        return Why.COUNTED
    if returned:
        return Why.RETURNED
    if waiting:
        return Why.WAITING
    if standing.is_complete(standing.plan.levels[index]):
        return Why.HELD
    if credit:
        return Why.PARTLY
    return Why.UNMET if anything else Why.NOTHING
