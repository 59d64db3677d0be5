"""Pieces that several pages are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing import acts, values
from indicators.designing.fields import (
    Act,
    Field,
    FieldKind,
    Item,
    Option,
    Row,
    Rows,
    Section,
    Unknown,
    _StrOrPromise,
)
from indicators.designing.places import list_at, mapping_at, value_at
from indicators.document_change import Place

Describe = Callable[[Place], Iterable[Field]]


def field(document: Any, place: Place, kind: FieldKind, label: _StrOrPromise, **more: Any) -> Field:
    """A field with the value that stands there now."""
    return Field(place=place, kind=kind, label=label, value=value_at(document, place), **more)


def choice(
    document: Any,
    place: Place,
    label: _StrOrPromise,
    named: Mapping[str, _StrOrPromise],
    default: str = "",
    **more: Any,
) -> Field:
    """One of named values; the default is what leaving it open means."""
    options = tuple(Option(value, words) for value, words in named.items())
    return field(
        document,
        place,
        FieldKind.CHOICE,
        label,
        options=options,
        default=named[default] if default else "",
        **more,
    )


def entry_acts(document: Any, place: Place, of: str, *, copies: bool = False) -> tuple[Act, ...]:
    """What can be done to an entry of a list: moved, copied, removed."""
    last = len(list_at(document, place[:-1])) - 1
    found = [
        Act(acts.UP, place, _("Move up"), "arrow-up", of, disabled=place[-1] == 0),
        Act(acts.DOWN, place, _("Move down"), "arrow-down", of, disabled=place[-1] == last),
    ]
    if copies:
        found.append(Act(acts.DUPLICATE, place, _("Duplicate"), "copy", of))
    return (*found, remove(place, of))


def remove(place: Place, of: str) -> Act:
    return Act(acts.REMOVE, place, _("Remove"), "trash", of)


def rows(
    document: Any,
    place: Place,
    describe: Describe,
    *,
    add: _StrOrPromise,
    empty: _StrOrPromise = "",
    title: _StrOrPromise = "",
) -> list[Item]:
    """A list whose entries are edited on this page; what is no such entry is shown as it is."""
    value = value_at(document, place)
    found: list[Row] = []
    strange: list[Unknown] = []
    for index, entry in enumerate(list_at(document, place)):
        at = [*place, index]
        label = str(index + 1)
        fields = tuple(describe(at)) if isinstance(entry, dict) else ()
        if not isinstance(entry, dict):
            label = f"{label}. {values.shown(entry)}"
        found.append(Row(at, label, fields, entry_acts(document, at, label)))
        strange += unknown(document, at, (f.place[len(at)] for f in fields))
    if value is not None and not isinstance(value, list):
        strange.append(raw(place, value))
    button = Act(acts.ADD, place, add, "plus-lg")
    return [Rows(place, tuple(found), button, empty, title), *strange]


def unknown(document: Any, place: Place, known: Iterable[str | int]) -> Iterator[Unknown]:
    """What stands in a mapping under keys that its page does not know."""
    names: Collection[str | int] = set(known)
    for key, value in mapping_at(document, place).items():
        if key not in names:
            yield raw([*place, key], value)


def raw(place: Place, value: Any) -> Unknown:
    """Something that has no field, as text."""
    text = values.shown(value)
    return Unknown(place, text, remove(place, str(place[-1]) if place else ""))


def strangers(items: Iterable[Unknown]) -> list[Section]:
    """A section of what the format does not know here; none where all is known."""
    found = list(items)
    if not found:
        return []
    hint = _("The format has no place for this here. It stays until it is removed.")
    return [Section(_("Not understood"), found, hint, name="strange")]
