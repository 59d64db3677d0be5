"""Taking over what a part's form sends back.

A field counts as changed only when its text differs from what the page showed, so that opening and
saving a part changes nothing, whatever stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from indicators.designing import values
from indicators.designing.editing import Document, put, rename, take_away
from indicators.designing.fields import Field, FieldKind, Page
from indicators.designing.references import follow

# Posted name → texts, as a query dictionary holds them.
Posted = Mapping[str, Sequence[str]]
SEEN = "~seen"
CLOCK = "~time"
OWN_POINTS = "~points"
SHARE = "share"


class _Mark:
    pass


UNCHANGED: Final = _Mark()
EMPTY: Final = _Mark()


@dataclass(frozen=True, slots=True)
class Taken:
    """The document with what was typed, the fields that changed, and those that could not be
    taken over at all with the reason."""

    document: Document
    changed: tuple[Field, ...]
    refused: tuple[tuple[Field, str], ...] = ()


def texts_of(field: Field) -> dict[str, list[str]]:
    """What an untouched form sends for a field."""
    if field.kind is FieldKind.MOMENT:
        day, clock = values.shown_moment(field.value)
        return {field.name: [day], field.name + CLOCK: [clock]}
    if field.kind is FieldKind.SEVERAL:
        return {field.name: ticked(field), field.name + SEEN: ["1"]}
    if field.kind is FieldKind.CREDIT:
        how, points = credit(field)
        return {field.name: [how], field.name + OWN_POINTS: [points]}
    return {field.name: [shown(field)]}


def credit(field: Field) -> tuple[str, str]:
    """How a criterion earns partial credit (nothing, "share" or "own"), and its own points."""
    if field.value is None or field.value == SHARE:
        return values.shown(field.value), ""
    return "own", values.shown(field.value)


def shown(field: Field) -> str:
    """The text of a field that is one text."""
    if field.kind is FieldKind.NAME:
        return str(field.place[-1])
    if field.kind in (FieldKind.WORDS, FieldKind.NUMBERS):
        return values.joined(field.value)
    if field.kind is FieldKind.LINES and isinstance(field.value, list):
        return "\n".join(values.shown(line) for line in field.value)
    return values.shown(field.value)


def ticked(field: Field) -> list[str]:
    """The values of the ticked boxes: one value stands for itself, a list for its entries."""
    if isinstance(field.value, list):
        return list(dict.fromkeys(values.shown(one) for one in field.value))
    return [values.shown(field.value)] if field.value is not None else []


def take(document: Document, page: Page, posted: Posted) -> Taken:
    """The document with the fields of this page that were sent."""
    changed: list[Field] = []
    refused: list[tuple[Field, str]] = []
    for field in page.fields():
        value = UNCHANGED if field.locked else _read(field, posted)
        if value is UNCHANGED:
            continue
        if field.kind is FieldKind.NAME:
            renamed = rename(document, field.place, str(value))
            if renamed is None:
                refused.append((field, str(value)))
                continue
            document = renamed
        elif value is EMPTY:
            document = take_away(document, field.place, collapse=field.collapses)
        else:
            document = put(document, field.place, value)
        if field.kind is FieldKind.CRITERION_KEY:
            new = "" if value is EMPTY else str(value)
            document = follow(document, field.place[:-1], {values.shown(field.value): new})
        changed.append(field)
    return Taken(document, tuple(changed), tuple(refused))


def _read(field: Field, posted: Posted) -> Any:
    if field.kind is FieldKind.SEVERAL:
        return _several(field, posted)
    texts = posted.get(field.name)
    if not texts:
        return UNCHANGED
    if field.kind is FieldKind.MOMENT:
        return _moment(field, texts[-1], posted)
    if field.kind is FieldKind.CREDIT:
        return _credit(field, texts[-1], posted)
    text = texts[-1]
    same = values.same_text if _has_lines(field) else values.same_line
    if same(text, shown(field)):
        return UNCHANGED
    if field.kind is FieldKind.NAME:
        return text.strip()
    if not text.strip():
        return UNCHANGED if field.value is None else EMPTY
    return _READERS[field.kind](text)


def _several(field: Field, posted: Posted) -> Any:
    """One value alone stays a plain value; several are a list in the order they had."""
    if field.name + SEEN not in posted:
        return UNCHANGED
    before = ticked(field)
    chosen = [one for one in posted.get(field.name, ()) if one]
    if set(chosen) == set(filter(None, before)):
        return UNCHANGED
    kept = [one for one in before if one in chosen]
    now = kept + [one for one in dict.fromkeys(chosen) if one not in kept]
    if not now:
        return EMPTY
    return now[0] if len(now) == 1 and field.alone else now


def _moment(field: Field, day: str, posted: Posted) -> Any:
    clock = (posted.get(field.name + CLOCK) or [""])[-1]
    shown_day, shown_clock = values.shown_moment(field.value)
    if values.same_line(day, shown_day) and values.same_line(clock, shown_clock):
        return UNCHANGED
    if not day.strip():
        return UNCHANGED if field.value is None else EMPTY
    moment = values.read_moment(day, clock)
    same = values.same_moment(moment, field.value) or moment == field.value
    return UNCHANGED if same else moment


def _credit(field: Field, how: str, posted: Posted) -> Any:
    """A number typed while no choice was made is a choice."""
    points = (posted.get(field.name + OWN_POINTS) or [""])[-1]
    shown_how, shown_points = credit(field)
    if how == shown_how and values.same_line(points, shown_points):
        return UNCHANGED
    if how == SHARE:
        return SHARE
    typed = points.strip() and (how or points != shown_points)
    if typed:
        return values.read_number(points)
    return UNCHANGED if field.value is None else EMPTY


def _yes_no(text: str) -> bool | str:
    return {"true": True, "false": False}.get(text, text)


def _has_lines(field: Field) -> bool:
    return field.kind in (FieldKind.TEXT, FieldKind.TITLE, FieldKind.LINES)


def _line(text: str) -> str:
    return values.read_text(text).strip()


_READERS: dict[FieldKind, Callable[[str], Any]] = {
    FieldKind.TEXT: values.read_text,
    FieldKind.TITLE: _line,
    FieldKind.KEY: _line,
    FieldKind.CRITERION_KEY: _line,
    FieldKind.NUMBER: values.read_number,
    FieldKind.CHOICE: str,
    FieldKind.YES_NO: _yes_no,
    FieldKind.WORDS: values.read_words,
    FieldKind.NUMBERS: values.read_numbers,
    FieldKind.LINES: values.read_lines,
}
