"""How parts are called in the outline, in headings and in the list of changes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from indicators.designing import values
from indicators.designing.parts import Part, PartKind
from indicators.designing.places import mapping_at

_FIXED = {
    PartKind.INDICATOR: "Indicator",
    PartKind.CARD: "KPI card",
    PartKind.NOTES: "Notes for configurers",
    PartKind.TARGET: "Points of the target",
    PartKind.GROWTH: "Measures and bands",
}


def label_of(document: Any, part: Part) -> str:
    """A few words for the part: “Level 2”, “Criterion 1.1”, the name of a round."""
    if part.kind in _FIXED:
        return _(_FIXED[part.kind])
    own = mapping_at(document, part.place)
    position = int(part.place[-1]) + 1
    if part.kind is PartKind.ROUND:
        named = values.shown(own.get("name")).strip() or values.shown(own.get("key"))
        return named or _("Round %(n)s") % {"n": position}
    if part.kind is PartKind.LEVEL:
        return _("Level %(n)s") % {"n": values.shown(own.get("number")) or "?"}
    key = values.shown(own.get("key")) or f"({position})"
    if part.kind is PartKind.CRITERION:
        return _("Criterion %(key)s") % {"key": key}
    if part.kind is PartKind.EVIDENCE:
        return _("Evidence %(key)s") % {"key": key}
    return _("Part %(key)s") % {"key": key}


def title_of(document: Any, part: Part) -> str:
    """The part's own title, as the source words it."""
    own = mapping_at(document, part.place)
    if part.kind is PartKind.INDICATOR:
        return values.shown(own.get("name"))
    if part.kind in (PartKind.LEVEL, PartKind.CRITERION, PartKind.EVIDENCE, PartKind.PART):
        return values.shown(own.get("title"))
    return ""
