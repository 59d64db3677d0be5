"""The page of a part: what can be edited there, in sections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing import acts
from indicators.designing.fields import Act, Page, Section
from indicators.designing.pages.below import below_list
from indicators.designing.pages.common import entry_acts
from indicators.designing.pages.composite import part_page
from indicators.designing.pages.growth import growth
from indicators.designing.pages.identity import card, indicator, notes
from indicators.designing.pages.milestones import criterion, evidence, level
from indicators.designing.pages.names import label_of, title_of
from indicators.designing.pages.rounds import round_page
from indicators.designing.pages.target import target
from indicators.designing.parts import ROOT, Part, PartKind, child_list, part_at
from indicators.designing.places import list_at

_PAGES: dict[PartKind, Callable[[Any, Part], list[Section]]] = {
    PartKind.INDICATOR: indicator,
    PartKind.CARD: card,
    PartKind.NOTES: notes,
    PartKind.ROUND: round_page,
    PartKind.LEVEL: level,
    PartKind.CRITERION: criterion,
    PartKind.EVIDENCE: evidence,
    PartKind.TARGET: target,
    PartKind.GROWTH: growth,
    PartKind.PART: part_page,
}


def describe(document: Any, part: Part) -> Page:
    """The page of a part of this document."""
    sections = _PAGES[part.kind](document, part)
    if part == ROOT:
        sections.insert(2, Section(_("Rounds"), below_list(document, part), name="below"))
    label = label_of(document, part)
    return Page(
        part=part,
        label=label,
        title=title_of(document, part),
        sections=tuple(sections),
        acts=_acts(document, part, label),
    )


def _acts(document: Any, part: Part, label: str) -> tuple[Act, ...]:
    """What can be done to the part itself: only entries of lists are moved, copied, removed."""
    place = part.place
    if not place or not isinstance(place[-1], int):
        return ()
    if not 0 <= place[-1] < len(list_at(document, place[:-1])):
        return ()
    after = Act(acts.ADD_AFTER, place, _AFTER[part.kind], "plus-lg")
    return (after, *entry_acts(document, place, label, copies=True))


_AFTER = {
    PartKind.ROUND: _("Add a round after this one"),
    PartKind.LEVEL: _("Add a level after this one"),
    PartKind.CRITERION: _("Add a criterion after this one"),
    PartKind.EVIDENCE: _("Add evidence after this one"),
    PartKind.PART: _("Add a part after this one"),
}

__all__ = ["child_list", "describe", "part_at"]
