"""What differs between two definitions, part by part, in words. Nothing is read from the database.

Entries of lists are told apart by what names them (a round by its key, a level by its number), so
that moving one is not read as changing all. An entry whose name changed and whose title stayed is
one renamed entry, not one gone and one new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from indicators.domain.difference_words import (
    ENTRIES,
    IDENTITY,
    MOMENTS,
    choice,
    field_label,
)
from kpi_portal.thai import english_date, english_datetime, thai_date, thai_datetime
from scoring.faults import DefinitionFaults, child
from scoring.moments import parse_moment
from scoring.parsing import dump_definition, load_document

Document = Mapping[str, Any]
_ABSENT = object()


class Turn(StrEnum):
    """What happened to a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that differs. `place` reads like a fault's path (`rounds[0].levels[2].points`): in
    the new document, or in the old one for what is gone. `before` and `after` are words; empty
    where there is nothing."""

    place: str
    trail: tuple[str, ...]
    turn: Turn
    before: str
    after: str

    @property
    def part(self) -> str:
        """The way to the part, outermost first."""
        return " › ".join(self.trail)


def between(before: Document, after: Document) -> list[Difference]:
    """Everything that differs, in the order of the new definition, in the active language.

    A document that breaks the format is compared as it is written; a sound one as it is published,
    so that a spelled-out default is no difference.
    """
    return list(_mappings(_settled(before), _settled(after), _Where()))


@dataclass(frozen=True, slots=True)
class _Where:
    """Where the comparison stands: path, words, and the field that holds the present container."""

    place: str = ""
    trail: tuple[str, ...] = ()
    within: str = ""

    def field(self, name: str) -> _Where:
        label = field_label(name, self.within)
        return _Where(child(self.place, name), (*self.trail, label), name)

    def entry(self, index: int, words: str) -> _Where:
        """An entry takes the place of its list's name in the trail: "Level 2", not "Levels"."""
        return _Where(f"{self.place}[{index}]", (*self.trail[:-1], words), self.within)


def _settled(document: Document) -> Document:
    try:
        return dump_definition(load_document(document))
    except DefinitionFaults:
        return document


def _mappings(before: Document, after: Document, at: _Where) -> Iterator[Difference]:
    names = [*after, *(name for name in before if name not in after)]
    for name in names:
        old, new = before.get(name, _ABSENT), after.get(name, _ABSENT)
        if old != new:
            yield from _parts(old, new, name, at)


def _parts(old: Any, new: Any, name: str, at: _Where) -> Iterator[Difference]:
    here = at.field(name)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _mappings(old, new, here)
    elif _has_entries(old) and _has_entries(new):
        yield from _lists(old, new, name, here)
    elif _has_entries(new) and _is_empty(old):
        yield from _lists([], new, name, here)
    elif _has_entries(old) and _is_empty(new):
        yield from _lists(old, [], name, here)
    else:
        yield _difference(here, old, new, name, at.within)


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _is_empty(value: Any) -> bool:
    return value is _ABSENT or value is None or value == []


def _lists(old: list[Any], new: list[Any], name: str, at: _Where) -> Iterator[Difference]:
    identity = IDENTITY.get(name, "")
    before, after = _named(old, identity), _named(new, identity)
    renamed = _renamed(before, after, identity)
    for index, (key, entry) in enumerate(after.items()):
        here = at.entry(index, _entry_words(name, key, entry))
        former = key if key in before else renamed.get(key)
        if former is None:
            yield Difference(here.place, here.trail, Turn.ADDED, "", _summary(entry, name))
        else:
            yield from _mappings(before[former], entry, here)
    gone = before.keys() - after.keys() - set(renamed.values())
    for index, (key, entry) in enumerate(before.items()):
        if key in gone:
            here = at.entry(index, _entry_words(name, key, entry))
            yield Difference(here.place, here.trail, Turn.REMOVED, _summary(entry, name), "")
    order = [key for key in before if key in after]
    moved = [key for key in after if key in before]
    if order != moved:
        trail = (*at.trail, pgettext("definition", "Order"))
        yield Difference(at.place, trail, Turn.CHANGED, ", ".join(order), ", ".join(moved))


def _named(entries: list[Any], identity: str) -> dict[str, Document]:
    """The entries by what names them; by position where nothing does or a name comes twice."""
    named = {
        _plain(entry.get(identity, "")) if identity else str(position): entry
        for position, entry in enumerate(entries, start=1)
    }
    if len(named) == len(entries):
        return named
    return {str(position): entry for position, entry in enumerate(entries, start=1)}


def _renamed(
    before: Mapping[str, Document], after: Mapping[str, Document], identity: str
) -> dict[str, str]:
    """New name → former name, for entries that are the same but for their name, or have the same
    title."""
    gone = {key: entry for key, entry in before.items() if key not in after}
    found: dict[str, str] = {}
    for key, entry in after.items():
        if key in before or not identity:
            continue
        for former, other in gone.items():
            if former not in found.values() and _same_but_name(other, entry, identity):
                found[key] = former
                break
    return found


def _same_but_name(old: Document, new: Document, identity: str) -> bool:
    rest = [{k: v for k, v in entry.items() if k != identity} for entry in (old, new)]
    title = new.get("title")
    return rest[0] == rest[1] or bool(title and title == old.get("title"))


def _difference(at: _Where, old: Any, new: Any, name: str, within: str) -> Difference:
    if old is _ABSENT or old is None:
        turn = Turn.ADDED
    else:
        turn = Turn.REMOVED if new is _ABSENT or new is None else Turn.CHANGED
    return Difference(
        at.place, at.trail, turn, _shown(old, name, within), _shown(new, name, within)
    )


def _entry_words(name: str, key: str, entry: Document) -> str:
    if name == "rounds" and entry.get("name"):
        return str(entry["name"])
    template = ENTRIES.get(name)
    return str(template) % {"key": key or "–"} if template else f"{field_label(name)} {key}"


def _summary(entry: Document, name: str) -> str:
    """What a whole entry says in a line: its title, else its fields."""
    for field in ("title", "name"):
        if entry.get(field):
            return str(entry[field])
    return _fields(entry, name)


def _fields(entry: Document, within: str) -> str:
    words = (
        f"{field_label(name, within)}: {_shown(value, name, within)}"
        for name, value in entry.items()
    )
    return "; ".join(words)


def _shown(value: Any, name: str, within: str) -> str:
    if value is _ABSENT or value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_shown(entry, name, within) for entry in value)
    if isinstance(value, Mapping):
        return _fields(value, name)
    text = _plain(value)
    if name in MOMENTS:
        return _moment(text)
    return choice(text, name, within) or text


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _moment(text: str) -> str:
    moment = parse_moment(text)
    english = get_language() == "en"
    if moment is None:
        return text
    if isinstance(moment, datetime):
        return english_datetime(moment) if english else thai_datetime(moment)
    return day_words(moment)


def day_words(day: date) -> str:
    """A day in the active language."""
    return english_date(day, "short") if get_language() == "en" else thai_date(day, "short")
