"""What of a report's pieces and figures a score is computed from, for every method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from indicators.models import Assignment
from scoring.case import Case, Inputs, MeasureInput, PartInput
from scoring.case_checks import case_faults
from scoring.choices import Better, Kind, Method
from scoring.definition import Growth, Part, Scheme
from scoring.numbers import exact_text
from submissions.domain import pieces, published_parts, requirements
from submissions.domain.outline import Asked, Place
from submissions.models import EvidenceUse, Submission

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the assignment says of the unit: its target group and last year's score."""

    target_group: str | None
    previous: Fraction | None


def assigned(submission: Submission) -> Assigned:
    """One query, kept on the object."""
    kept: Assigned | None = submission.__dict__.get("_assigned")
    if kept is None:
        # handed over beside the other unit's own, a report is weighed by its first assignment
        units = [submission.handed_over_from_id, submission.unit_id]
        there = Assignment.objects.filter(
            round_id=submission.round_id, unit_id__in=[pk for pk in units if pk]
        )
        found = min(there, key=lambda one: units.index(one.unit_id), default=None)
        kept = Assigned(None, None) if found is None else stated(found)
        submission.__dict__["_assigned"] = kept
    return kept


def stated(assignment: Assignment) -> Assigned:
    """What one assignment says."""
    previous = assignment.previous
    return Assigned(
        assignment.target_group or None, None if previous is None else Fraction(previous)
    )


def of_uses(submission: Submission, uses: Iterable[EvidenceUse]) -> PartInput:
    """The inputs that these pieces and figures make.

    A measured value that the unit's target group or last year's score cannot turn into a score yet
    is left out, so that the report stays readable until the assignment is mended.
    """
    definition = submission.definition
    if definition.method is Method.MILESTONES:
        accepted, values = _evidence((use.requirement, use) for use in uses)
        return PartInput(accepted=accepted, values=values)
    places = requirements.index(definition)
    found: dict[Path, list[tuple[Place, EvidenceUse]]] = {}
    order = {key: n for n, key in enumerate(places)}
    for use in sorted(uses, key=lambda use: order.get(use.requirement, 0)):
        place = places.get(use.requirement)
        if place is not None and not place.beside:
            found.setdefault(place.path, []).append((place, use))
    published = published_parts.scores_of(submission)
    return _of_scheme(definition, (), found, published, assigned(submission))


def measure_of(use: EvidenceUse) -> MeasureInput:
    """A complete measure as the engine reads it."""
    said = use.figures
    return MeasureInput(
        target=Fraction(said["target"]),
        result=Fraction(said["result"]),
        history=tuple(Fraction(number) for number in said.get("history", []) if number),
        group=said.get("group") or None,
        name=said.get("name", ""),
        better=Better(said["better"]) if said.get("better") else None,
    )


def accepted_measures(submission: Submission) -> Iterator[tuple[str, EvidenceUse]]:
    """Measure key → the accepted measure of a round of growth, in the order of the definition."""
    accepted = {u.requirement: u for u in pieces.accepted(pieces.active(submission)) if u.figures}
    for key, place in requirements.index(submission.definition).items():
        if place.figure is not None and key in accepted:
            yield place.figure.key, accepted[key]


def as_words(inputs: Inputs) -> dict[str, Any]:
    """What the methods without levels need beside evidence, in the words of the `score` command."""
    said: dict[str, Any] = {}
    if inputs.target_group is not None:
        said["target_group"] = inputs.target_group
    if inputs.previous is not None:
        said["previous"] = exact_text(inputs.previous)
    if inputs.measures:
        said["measures"] = {key: _measure_words(m) for key, m in inputs.measures.items()}
    if inputs.parts:
        said["parts"] = {key: _part_words(part) for key, part in inputs.parts.items()}
    return said


def with_stored(scheme: Scheme, case: Case, stored: Mapping[str, Any]) -> Case:
    """The case with what a stored snapshot took from elsewhere: target group, last year's score and
    the results of other indicators, whatever became of them since."""
    whole = PartInput(
        case.accepted, case.values, case.target_group, case.previous, case.measures, case.parts
    )
    kept = _stored(scheme, whole, stored)
    return replace(
        case,
        values=kept.values,
        target_group=kept.target_group,
        previous=kept.previous,
        parts=kept.parts,
    )


def _evidence(
    pairs: Iterable[tuple[str, EvidenceUse]],
) -> tuple[dict[str, int], dict[str, Fraction]]:
    accepted: dict[str, int] = {}
    values: dict[str, Fraction] = {}
    for key, use in pairs:
        if use.kind == Kind.NUMBER and use.number is not None:
            values[key] = max(Fraction(use.number), values.get(key, Fraction(use.number)))
        else:
            accepted[key] = accepted.get(key, 0) + 1
    return accepted, values


def _of_scheme(
    scheme: Scheme,
    path: Path,
    found: Mapping[Path, list[tuple[Place, EvidenceUse]]],
    published: Mapping[Path, Fraction],
    unit: Assigned,
) -> PartInput:
    here = found.get(path, [])
    if scheme.composite is not None:
        parts = {
            part.key: given
            for part in scheme.composite.parts
            if (given := _of_part(part, (*path, part.key), found, published, unit)) is not None
        }
        return PartInput(parts=parts)
    if scheme.growth is not None:
        return PartInput(measures=_measures(scheme.growth, here))
    accepted, values = _evidence((place.local, use) for place, use in here)
    if scheme.method is not Method.TARGET:
        return PartInput(accepted=accepted, values=values)
    made = PartInput(values=values, target_group=unit.target_group, previous=unit.previous)
    if any(case_faults(scheme, made)):
        return replace(made, values={})
    return made


def _of_part(
    part: Part,
    path: Path,
    found: Mapping[Path, list[tuple[Place, EvidenceUse]]],
    published: Mapping[Path, Fraction],
    unit: Assigned,
) -> PartInput | None:
    if part.scheme is not None:
        return _of_scheme(part.scheme, path, found, published, unit)
    score = published.get(path)
    for place, use in found.get(path, []):
        if place.figure is not None and place.figure.asked is Asked.SCORE:
            score = None if use.number is None else Fraction(use.number)
    return None if score is None else PartInput(score=score)


def _measures(growth: Growth, here: Iterable[tuple[Place, EvidenceUse]]) -> dict[str, MeasureInput]:
    measures: dict[str, MeasureInput] = {}
    for place, use in here:
        if place.figure is not None and use.figures and len(measures) < growth.count:
            given = measure_of(use)
            if place.figure.fixed is not None:
                given = replace(given, better=None, group=place.figure.fixed.group)
            measures[place.figure.key] = given
    return measures


def _measure_words(measure: MeasureInput) -> dict[str, Any]:
    said: dict[str, Any] = {
        "history": [exact_text(number) for number in measure.history],
        "target": exact_text(measure.target),
        "result": exact_text(measure.result),
    }
    if measure.group is not None:
        said["group"] = measure.group
    if measure.name:
        said["name"] = measure.name
    if measure.better is not None:
        said["better"] = str(measure.better)
    return said


def _part_words(part: PartInput) -> dict[str, Any]:
    if part.score is not None:
        return {"score": exact_text(part.score)}
    said: dict[str, Any] = {}
    if part.accepted:
        said["accepted"] = dict(part.accepted)
    if part.values:
        said["values"] = {key: exact_text(value) for key, value in part.values.items()}
    return said | as_words(part)


def _stored(scheme: Scheme, given: PartInput, stored: Mapping[str, Any]) -> PartInput:
    if scheme.composite is not None:
        kept = stored.get("parts", {})
        parts = dict(given.parts)
        for part in scheme.composite.parts:
            if part.scheme is not None and part.key in parts:
                inner = kept.get(part.key, {})
                parts[part.key] = _stored(part.scheme, parts[part.key], inner)
            elif part.indicator is not None:
                parts.pop(part.key, None)
                if part.key in kept:
                    parts[part.key] = PartInput(score=Fraction(kept[part.key]["score"]))
        # in the order of the definition, as they were
        order = [part.key for part in scheme.composite.parts if part.key in parts]
        return replace(given, parts={key: parts[key] for key in order})
    if scheme.method is not Method.TARGET:
        return given
    previous = stored.get("previous")
    return replace(
        given,
        values={key: Fraction(value) for key, value in stored.get("values", {}).items()},
        target_group=stored.get("target_group"),
        previous=None if previous is None else Fraction(previous),
    )
