"""Texts that scoring ignores, in whatever form the source has them: one text, a list, headings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing import acts
from indicators.designing.fields import (
    Act,
    Buttons,
    Field,
    FieldKind,
    Item,
    Row,
    Rows,
    Section,
    _StrOrPromise,
)
from indicators.designing.pages.common import choice, entry_acts, field, remove
from indicators.designing.places import mapping_at, value_at
from indicators.designing.values import is_plain_lines
from indicators.document_change import Place
from scoring.choices import LevelSource

TEXTS: dict[str, _StrOrPromise] = {
    "statements": _("Statement"),
    "guidance": _("Guidance"),
    "definitions": _("Definitions of words"),
    "examples": _("Examples"),
    "hint": _("Hint for the answer"),
    "bullets": _("Points to answer"),
    "gaps": _("What the source leaves open"),
}
SETTINGS = ("min_bullets", "word_limit", "level_source", "printed_points")
ANNOTATIONS = (*TEXTS, *SETTINGS)


def annotation_section(document: Any, place: Place) -> Section:
    """The texts and marks beside a level, criterion or part."""
    items: list[Item] = []
    for key, label in TEXTS.items():
        items += texts(document, [*place, key], label)
    items += [
        field(
            document,
            [*place, "min_bullets"],
            FieldKind.NUMBER,
            _("Points that must be answered"),
            default=_("none is required"),
            short=True,
        ),
        field(
            document,
            [*place, "word_limit"],
            FieldKind.NUMBER,
            _("Longest answer"),
            unit=_("words"),
            default=_("no limit"),
            short=True,
        ),
        choice(
            document,
            [*place, "level_source"],
            _("Where the level comes from"),
            {
                LevelSource.PRINTED: _("printed in the source"),
                LevelSource.INFERRED: _("inferred by the configurer"),
            },
            short=True,
        ),
        field(
            document,
            [*place, "printed_points"],
            FieldKind.NUMBER,
            _("Points that the source prints"),
            hint=_("Only where the portal counts with other points."),
            short=True,
        ),
    ]
    return Section(
        _("Texts and origin"),
        items,
        _("Shown beside the criterion. They do not change the score."),
        folded=True,
        name="texts",
    )


def filled(document: Any, place: Place) -> list[str]:
    """The annotations that have something in them."""
    own = mapping_at(document, place)
    return [str(TEXTS[key]) for key in TEXTS if own.get(key) not in (None, "", [], {})]


def texts(document: Any, place: Place, label: _StrOrPromise) -> Iterator[Item]:
    """Items that edit one text in the form it has, and turn it into another form."""
    value = value_at(document, place)
    if isinstance(value, dict):
        yield _headings(document, place, label)
        yield Buttons("", (_turn("as_list", place, label),))
    elif isinstance(value, list) and not is_plain_lines(value):
        yield _entries(document, place, label)
        yield Buttons("", (_turn("under_headings", place, label),))
    elif isinstance(value, list):
        yield _leaf(document, place, label)
        turns = ("as_text", "under_headings")
        yield Buttons("", tuple(_turn(verb, place, label) for verb in turns))
    else:
        yield _leaf(document, place, label)
        if value is not None:
            turns = ("as_list", "under_headings")
            yield Buttons("", tuple(_turn(verb, place, label) for verb in turns))


_TURNS: dict[str, tuple[_StrOrPromise, str]] = {
    "as_text": (_("Make it one text"), "text-paragraph"),
    "as_list": (_("Make it a list"), "list-ul"),
    "under_headings": (_("Put it under headings"), "card-heading"),
}


def _turn(verb: str, place: Place, label: _StrOrPromise) -> Act:
    words, icon = _TURNS[verb]
    return Act(verb, place, words, icon, str(label))


def _leaf(document: Any, place: Place, label: _StrOrPromise) -> Field:
    if isinstance(value_at(document, place), list):
        return field(document, place, FieldKind.LINES, label, hint=_("One on each line."))
    return field(document, place, FieldKind.TEXT, label)


def _headings(document: Any, place: Place, label: _StrOrPromise) -> Rows:
    """A heading and what stands under it, each as a row."""
    entries = []
    for name in mapping_at(document, place):
        at = [*place, name]
        heading = Field(place=at, kind=FieldKind.NAME, label=_("Heading"), value=name)
        entries.append(
            Row(at, name, (heading, *_leaves(document, at, _("Text"))), (remove(at, name),))
        )
    add = Act("one_more_name", place, _("Add a heading"), "plus-lg")
    return Rows(place, tuple(entries), add, title=label)


def _entries(document: Any, place: Place, label: _StrOrPromise) -> Rows:
    """A list of texts that have lines or lists of their own."""
    entries = []
    for index, _value in enumerate(value_at(document, place)):
        at = [*place, index]
        number = str(index + 1)
        fields = tuple(_leaves(document, at, _("Text")))
        entries.append(Row(at, number, fields, entry_acts(document, at, number)))
    add = Act(acts.ADD, place, _("Add a text"), "plus-lg")
    return Rows(place, tuple(entries), add, title=label)


def _leaves(document: Any, place: Place, label: _StrOrPromise, depth: int = 0) -> Iterator[Field]:
    """Every text inside, as deep as the source nests them."""
    value = value_at(document, place)
    nested = isinstance(value, dict) or (isinstance(value, list) and not is_plain_lines(value))
    if not nested or depth > 8:
        yield _leaf(document, place, label)
        return
    names: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    for name in names:
        words = str(name + 1) if isinstance(name, int) else name
        yield from _leaves(document, [*place, name], f"{label} › {words}", depth + 1)
