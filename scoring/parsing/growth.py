"""Reads growth: measures, their groups, and the bands of achievement over the target."""

from __future__ import annotations

from fractions import Fraction

from scoring.choices import Better
from scoring.definition import Band, Growth, Measure, MeasureGroup
from scoring.numbers import exact_text
from scoring.parsing.reader import Names, Reader

FREE = "free"


def read_growth(reader: Reader) -> Growth:
    """`measures`, `groups`, `count`, `bands` and `unchallenging`."""
    groups = _read_groups(reader)
    unchallenging = reader.number("unchallenging")
    return Growth(
        count=reader.integer("count", required=True, least=1) or 1,
        bands=_read_bands(reader),
        measures=_read_measures(reader, groups),
        groups=groups,
        unchallenging=Fraction(0) if unchallenging is None else unchallenging,
    )


def _read_groups(reader: Reader) -> tuple[MeasureGroup, ...]:
    names = Names()
    groups = []
    for entry in reader.mappings("groups"):
        group = MeasureGroup(
            name=entry.name("name", required=True),
            mandatory=entry.boolean("mandatory", default=False),
            minimum=entry.integer("minimum", least=0),
            maximum=entry.integer("maximum", least=1),
        )
        names.take(entry, "name", group.name)
        if group.maximum is not None and group.maximum < (group.minimum or 0):
            entry.fault(
                "maximum", "requirement.maximum", maximum=group.maximum, minimum=group.minimum
            )
        entry.finish()
        groups.append(group)
    return tuple(groups)


def _read_measures(reader: Reader, groups: tuple[MeasureGroup, ...]) -> tuple[Measure, ...] | None:
    """The measures named by the definition; None where units name their own."""
    if reader.raw("measures", required=True) == FREE:
        return None
    keys = Names()
    known = {group.name for group in groups}
    measures = []
    for entry in reader.mappings("measures", least=1):
        measure = Measure(
            key=entry.name("key", required=True),
            group=entry.optional_name("group"),
            better=entry.choice("better", Better, Better.HIGHER),
        )
        keys.take(entry, "key", measure.key)
        if measure.group is not None and known and measure.group not in known:
            entry.fault("group", "measure.group", group=measure.group)
        entry.finish()
        measures.append(measure)
    return tuple(measures)


def _read_bands(reader: Reader) -> tuple[Band, ...]:
    """Bands from the lowest, which is open below, upwards."""
    bands: list[Band] = []
    before: Fraction | None = None
    for index, entry in enumerate(reader.mappings("bands", required=True, least=1)):
        above = entry.number("above")
        score = entry.number("score", required=True)
        entry.finish()
        if index == 0 and entry.has("above"):
            entry.fault("above", "bands.first")
        elif index > 0 and not entry.has("above"):
            entry.fault("above", "missing", key="above")
        elif above is not None and before is not None and above <= before:
            entry.fault("above", "bands.order", value=exact_text(above), before=exact_text(before))
        before = before if above is None else above
        if score is not None:
            bands.append(Band(above, score))
    return tuple(bands)
