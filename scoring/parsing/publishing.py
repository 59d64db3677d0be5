"""What must still be settled before a definition may be published.

A draft may leave these open; the engine scores it all the same, so that rules can be rehearsed
while they are being written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scoring.choices import BelowFirstTier, Kind
from scoring.definition import Indicator, Level, Part, Requirement, Round, Scheme
from scoring.faults import Fault, child, shown


def publishing_faults(indicator: Indicator) -> tuple[Fault, ...]:
    """Everything that stands against publishing, each with its path; empty when nothing does."""
    return tuple(_of_indicator(indicator))


def _fault(path: str, code: str, **facts: object) -> Fault:
    return Fault(path, code, tuple((name, shown(value)) for name, value in facts.items()))


def _missing(path: str, item: object, keys: Iterable[str]) -> Iterator[Fault]:
    """A fault for each named field that is empty."""
    for key in keys:
        if getattr(item, key) in (None, ""):
            yield _fault(child(path, key), "publish.missing", key=key)


def _of_indicator(indicator: Indicator) -> Iterator[Fault]:
    if isinstance(indicator.weight, tuple):
        for share in indicator.weight:
            if share.weight is None:
                path = child("weight", share.group)
                yield _fault(path, "publish.missing", key=share.group)
    else:
        yield from _missing("", indicator, ["weight"])
    yield from _missing("", indicator, ["unit"])
    for index, entry in enumerate(indicator.rounds):
        yield from _of_round(entry, f"rounds[{index}]")


def _of_round(entry: Round, path: str) -> Iterator[Fault]:
    yield from _missing(path, entry, ["name", "opens", "due"])
    yield from _of_scheme(entry, path)


def _of_scheme(scheme: Scheme, path: str) -> Iterator[Fault]:
    yield from _of_tiers(scheme, path)
    proven = _proven_criteria(scheme)
    for index, level in enumerate(scheme.levels):
        yield from _of_level(level, f"{path}.levels[{index}]", proven)
    if scheme.composite is not None:
        for index, part in enumerate(scheme.composite.parts):
            yield from _of_part(part, f"{path}.parts[{index}]")


def _of_tiers(scheme: Scheme, path: str) -> Iterator[Fault]:
    if scheme.below_first_tier is BelowFirstTier.ZERO and not scheme.tiers:
        yield _fault(f"{path}.below_first_tier", "publish.no_tiers")
    highest = max((level.number for level in scheme.levels), default=0)
    for index, tier in enumerate(scheme.tiers):
        by_level = tier.level is not None and tier.level > highest
        by_score = tier.level is None and tier.score is not None and tier.score > scheme.scale
        if by_level or by_score:
            yield _fault(f"{path}.tiers[{index}]", "publish.tier_unreachable", tier=tier.name)


def _proven_criteria(scheme: Scheme) -> frozenset[str]:
    """The criteria that at least one required piece of evidence proves."""
    proven: set[str] = set()
    for _, criterion, requirement in scheme.evidence():
        if requirement.required:
            proven |= {criterion.key, *requirement.also}
    return frozenset(proven)


def _of_level(level: Level, path: str, proven: frozenset[str]) -> Iterator[Fault]:
    yield from _missing(path, level, ["title"])
    if not level.criteria:
        yield _fault(f"{path}.criteria", "publish.no_criteria", level=level.number)
    for index, criterion in enumerate(level.criteria):
        place = f"{path}.criteria[{index}]"
        yield from _missing(place, criterion, ["title"])
        if criterion.key not in proven:
            yield _fault(place, "publish.unproven", criterion=criterion.key)
        for number, requirement in enumerate(criterion.evidence):
            yield from _of_requirement(requirement, f"{place}.evidence[{number}]")


def _of_requirement(requirement: Requirement, path: str) -> Iterator[Fault]:
    needed = ["title"]
    if Kind.FORM in requirement.kinds:
        needed.append("form")
    if Kind.APPROVAL in requirement.kinds:
        needed.append("approver")
    if Kind.NUMBER in requirement.kinds and requirement.required:
        needed.append("at_least")
    yield from _missing(path, requirement, needed)


def _of_part(part: Part, path: str) -> Iterator[Fault]:
    yield from _missing(path, part, ["title", "weight"])
    if part.scheme is not None:
        yield from _of_scheme(part.scheme, path)
