"""What a round and a computed part share: tiers, skipping, and the parts or levels below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing.fields import Field, FieldKind, Item, Section, _StrOrPromise
from indicators.designing.pages.below import below_list
from indicators.designing.pages.common import choice, field, rows
from indicators.designing.parts import GROWTH_KEYS, TARGET_KEYS, Part, PartKind, method_of
from indicators.document_change import Place
from scoring.choices import BelowFirstTier, Combine, Method, Skip

_SHARED = ("below_first_tier", "tiers")
_OF_METHOD: dict[Method | None, tuple[str, ...]] = {
    Method.MILESTONES: ("skip", "levels"),
    Method.TARGET: TARGET_KEYS,
    Method.GROWTH: GROWTH_KEYS,
    Method.COMPOSITE: ("combine", "parts", "derive"),
    None: (),
}


def known_keys(document: Any, place: Place) -> tuple[str, ...]:
    """The keys that the rules of this round or part may have."""
    method = method_of(document, place)
    # A part that is not computed has no rules at all.
    shared = _SHARED if method is not None or len(place) == 2 else ()
    return (*shared, *_OF_METHOD[method])


def sections(document: Any, place: Place) -> list[Section]:
    """The rules of a round or part that is computed."""
    method = method_of(document, place)
    found = [Section(_("Rules"), _rules(document, place, method), name="rules")]
    if method is Method.COMPOSITE:
        found.append(Section(_("Parts"), below_list(document, _part(place)), name="below"))
        found.append(Section(_("Further numbers"), rows(
            document, [*place, "derive"], lambda at: _derived(document, at),
            add=_("Add a number"), empty=_("Nothing else is computed from the score (default)."),
        ), name="derive"))  # fmt: skip
    else:
        found += [
            Section(title, below_list(document, _part(place)), name="below")
            for title in [_LISTS.get(method)]
            if title
        ]
    found.insert(1, Section(_("Tiers"), rows(
        document, [*place, "tiers"], lambda at: _tier(document, at, method),
        add=_("Add a tier"), empty=_("Results have no named tiers (default)."),
    ), name="tiers"))  # fmt: skip
    return found


_LISTS: dict[Method | None, _StrOrPromise] = {
    Method.MILESTONES: _("Levels"),
    Method.TARGET: _("Points of the target"),
    Method.GROWTH: _("Measures and bands"),
}


def _part(place: Place) -> Part:
    return Part(PartKind.ROUND if len(place) == 2 else PartKind.PART, place)


def _rules(document: Any, place: Place, method: Method | None) -> list[Item]:
    found: list[Item] = []
    if method is Method.COMPOSITE:
        combine: dict[str, _StrOrPromise] = {
            Combine.MEAN: _("mean: every part counts the same"),
            Combine.WEIGHTED_SUM: _("by weight: every part counts by its weight"),
        }
        found.append(
            choice(document, [*place, "combine"], _("How parts are combined"), combine, needed=True)
        )
    if method is Method.MILESTONES:
        found.append(
            choice(
                document, [*place, "skip"], _("Skipping levels"),
                {Skip.FORBIDDEN: _("not allowed"), Skip.ALLOWED: _("allowed")}, Skip.FORBIDDEN,
                hint=_("Where it is not allowed, levels above an incomplete one earn nothing."),
                short=True,
            )
        )  # fmt: skip
    found.append(
        choice(
            document, [*place, "below_first_tier"], _("A result under the first tier"),
            {BelowFirstTier.POINTS: _("keeps its points"), BelowFirstTier.ZERO: _("counts 0")},
            BelowFirstTier.POINTS, short=True,
        )
    )  # fmt: skip
    return found


def _tier(document: Any, at: Place, method: Method | None) -> list[Field]:
    name = field(
        document, [*at, "name"], FieldKind.KEY, _("Name of the tier"), needed=True, short=True
    )
    score = field(document, [*at, "score"], FieldKind.NUMBER, _("Score"), short=True)
    level = field(document, [*at, "level"], FieldKind.NUMBER, _("From level"), short=True)
    return [name, level, score] if method is Method.MILESTONES else [name, score]


def _derived(document: Any, at: Place) -> list[Field]:
    return [
        field(document, [*at, "name"], FieldKind.KEY, _("Name"), needed=True, short=True),
        field(
            document, [*at, "formula"], FieldKind.KEY, _("Formula"), needed=True, short=True,
            hint=_("With score, numbers and + - * / ( ), such as score / 500 * 4."),
        ),
    ]  # fmt: skip
