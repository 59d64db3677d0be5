"""The list of the parts below a part: links with what each adds, and what can be done to them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing import acts, amounts
from indicators.designing.fields import Act, Below, Children, Item, Unknown, _StrOrPromise
from indicators.designing.pages.common import entry_acts, raw
from indicators.designing.pages.names import label_of, title_of
from indicators.designing.parts import Part, PartKind, child_list, children
from indicators.designing.places import value_at

_ADD: dict[PartKind, _StrOrPromise] = {
    PartKind.ROUND: _("Add a round"),
    PartKind.LEVEL: _("Add a level"),
    PartKind.CRITERION: _("Add a criterion"),
    PartKind.EVIDENCE: _("Add evidence"),
    PartKind.PART: _("Add a part"),
}
_EMPTY: dict[PartKind, _StrOrPromise] = {
    PartKind.ROUND: _("There is no round yet. An indicator needs at least one."),
    PartKind.LEVEL: _("There is no level yet."),
    PartKind.CRITERION: _("There is no criterion yet. A level needs at least one."),
    PartKind.EVIDENCE: _("There is no evidence yet. A criterion needs evidence that proves it."),
    PartKind.PART: _("There is no part yet."),
}


def below_list(document: Any, part: Part) -> list[Item]:
    """The parts below, and whatever stands in their place that is no list."""
    listed = child_list(document, part)
    if listed is None:
        return [_fixed(document, part)]
    key, kind = listed
    place = [*part.place, key]
    items = tuple(
        _below(document, child, copies=True)
        for child in children(document, part)
        if child.kind is kind
    )
    found: list[Item] = [
        Children(place, items, Act(acts.ADD, place, _ADD[kind], "plus-lg"), _EMPTY[kind])
    ]
    value = value_at(document, place)
    if value is not None and not isinstance(value, list):
        strange: Unknown = raw(place, value)
        found.append(strange)
    return found


def _fixed(document: Any, part: Part) -> Children:
    """The one page on which the rules of a target or of growth are set."""
    items = tuple(_below(document, child) for child in children(document, part))
    nothing = Act(acts.ADD, [], "", "plus-lg", disabled=True)
    return Children([*part.place, "~rules"], items, nothing)


def _below(document: Any, part: Part, *, copies: bool = False) -> Below:
    label = label_of(document, part)
    return Below(
        part=part,
        label=label,
        title=title_of(document, part),
        amount=amounts.amount_of(document, part),
        acts=entry_acts(document, part.place, label, copies=True) if copies else (),
    )
