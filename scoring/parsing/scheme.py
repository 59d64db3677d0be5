"""Reads what a round and a part of a composite share: the method's own keys and the tiers."""

from __future__ import annotations

from fractions import Fraction

from scoring.choices import BelowFirstTier, Method, Skip
from scoring.definition import Tier
from scoring.numbers import exact_text
from scoring.parsing.composite import SchemeFields, read_composite
from scoring.parsing.growth import read_growth
from scoring.parsing.milestones import read_levels
from scoring.parsing.reader import Names, Reader
from scoring.parsing.target import read_target

_OWN_KEYS = {
    Method.MILESTONES: frozenset({"skip", "levels"}),
    Method.TARGET: frozenset({"points", "below", "above"}),
    Method.GROWTH: frozenset({"measures", "groups", "count", "bands", "unchallenging"}),
    Method.COMPOSITE: frozenset({"combine", "parts", "derive"}),
}
_ALL_KEYS = frozenset().union(*_OWN_KEYS.values())


def read_scheme(reader: Reader, method: Method, scale: Fraction | None) -> SchemeFields:
    """The rules at the reader for a method; keys of the other methods are faults."""
    reader.refuse_other(_ALL_KEYS - _OWN_KEYS[method], method)
    return SchemeFields(
        skip=reader.choice("skip", Skip, Skip.FORBIDDEN),
        below_first_tier=reader.choice("below_first_tier", BelowFirstTier, BelowFirstTier.POINTS),
        tiers=_read_tiers(reader, method),
        levels=read_levels(reader, scale) if method is Method.MILESTONES else (),
        target=read_target(reader) if method is Method.TARGET else None,
        growth=read_growth(reader) if method is Method.GROWTH else None,
        composite=read_composite(reader, read_scheme) if method is Method.COMPOSITE else None,
    )


def accept_any_method(reader: Reader) -> SchemeFields:
    """Where the method itself is at fault, its keys are not reported as unknown on top."""
    for key in _ALL_KEYS | {"below_first_tier", "tiers"}:
        reader.raw(key)
    return SchemeFields(
        skip=Skip.FORBIDDEN,
        below_first_tier=BelowFirstTier.POINTS,
        tiers=(),
        levels=(),
        target=None,
        growth=None,
        composite=None,
    )


def _read_tiers(reader: Reader, method: Method) -> tuple[Tier, ...]:
    """Tiers lowest first: by level for milestones, by score for every other method."""
    by_level = method is Method.MILESTONES
    names = Names()
    tiers: list[Tier] = []
    for entry in reader.mappings("tiers"):
        tier = Tier(
            name=entry.name("name", required=True),
            score=entry.number("score", required=not by_level, least=0),
            level=entry.integer("level", required=by_level, least=1),
        )
        if not by_level and entry.has("level"):
            entry.fault("level", "tiers.level", method=method)
        names.take(entry, "name", tier.name)
        entry.finish()
        if tiers:
            _check_order(entry, tiers[-1], tier)
        tiers.append(tier)
    return tuple(tiers)


def _check_order(reader: Reader, before: Tier, tier: Tier) -> None:
    if before.level is not None and tier.level is not None and tier.level <= before.level:
        reader.fault("level", "tiers.order", value=tier.level, before=before.level)
    if before.score is not None and tier.score is not None and tier.score <= before.score:
        reader.fault(
            "score", "tiers.order", value=exact_text(tier.score), before=exact_text(before.score)
        )
