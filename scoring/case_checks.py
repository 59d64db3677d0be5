"""What only a definition and a case together can get wrong.

The reader of case files reports these faults with the rest; the engine refuses a case that has
them, wherever it came from.
"""

from __future__ import annotations

from collections.abc import Iterator

from scoring.case import TARGET_VALUE, Inputs, PartInput
from scoring.choices import Method
from scoring.definition import Growth, Part, Scheme, Target
from scoring.faults import CaseFaults, Fault, child, shown
from scoring.methods import target as targets
from scoring.numbers import exact_text


def require_sound(scheme: Scheme, inputs: Inputs) -> None:
    """Raises CaseFaults naming everything by which the case does not fit the definition."""
    faults = tuple(case_faults(scheme, inputs))
    if faults:
        raise CaseFaults(faults)


def case_faults(scheme: Scheme, inputs: Inputs, path: str = "") -> Iterator[Fault]:
    """The faults of the inputs at `path`; none where the case can be scored."""
    if scheme.method is Method.TARGET and scheme.target is not None:
        yield from _of_target(scheme.target, inputs, path)
    elif scheme.method is Method.GROWTH and scheme.growth is not None:
        yield from _of_growth(scheme.growth, inputs, path)
    elif scheme.method is Method.COMPOSITE and scheme.composite is not None:
        parts = {part.key: part for part in scheme.composite.parts}
        yield from _of_parts(parts, inputs, path)


def _fault(path: str, code: str, **facts: object) -> Fault:
    return Fault(path, code, tuple((name, shown(value)) for name, value in facts.items()))


def _of_target(target: Target, inputs: Inputs, path: str) -> Iterator[Fault]:
    """Without a measured value nothing is asked of the points: the score is 0 in any case."""
    if TARGET_VALUE not in inputs.values:
        return
    group = targets.group_of(target, inputs.target_group)
    if group is None:
        choices = ", ".join(str(entry.group) for entry in target.groups)
        value = "-" if inputs.target_group is None else inputs.target_group
        at = child(path, "target_group")
        yield _fault(at, "case.target_group", value=value, choices=choices)
        return
    at = child(path, "previous")
    if targets.needs_previous(group) and inputs.previous is None:
        yield _fault(at, "case.needs_previous")
        return
    points = targets.substituted(group, inputs.previous)
    index = targets.out_of_order(group, points)
    if index is not None:
        before, value = (exact_text(points[i].value) for i in (index - 1, index))
        numbers = {"first": index, "second": index + 1}
        yield _fault(at, "points.order", **numbers, before=before, value=value)


def _of_growth(growth: Growth, inputs: Inputs, path: str) -> Iterator[Fault]:
    at = child(path, "measures")
    reported = len(inputs.measures)
    if reported > growth.count:
        yield _fault(at, "case.too_many_measures", reported=reported, count=growth.count)
    if growth.measures is None:
        return
    known = {measure.key: measure for measure in growth.measures}
    for key, given in inputs.measures.items():
        if key not in known:
            yield _fault(child(at, key), "case.no_measure", key=key)
        elif given.better not in (None, known[key].better):
            fixed = str(known[key].better)
            yield _fault(child(child(at, key), "better"), "case.better_fixed", better=fixed)


def _of_parts(parts: dict[str, Part], inputs: Inputs, path: str) -> Iterator[Fault]:
    for key, given in inputs.parts.items():
        at = child(child(path, "parts"), key)
        if key not in parts:
            yield _fault(at, "case.no_part", key=key)
        else:
            yield from _of_part(parts[key], given, at)


def _of_part(part: Part, given: PartInput, path: str) -> Iterator[Fault]:
    if part.scheme is not None:
        yield from case_faults(part.scheme, given, path)
    elif given.score is not None and not 0 <= given.score <= part.scale:
        code = "number.least" if given.score < 0 else "number.most"
        facts = {"value": exact_text(given.score), "least": 0, "most": exact_text(part.scale)}
        yield _fault(child(path, "score"), code, **facts)
