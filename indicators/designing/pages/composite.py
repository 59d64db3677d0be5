"""A part of a composite: computed by its own method, another indicator's result, or entered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing.fields import Act, Buttons, FieldKind, Item, Section, _StrOrPromise
from indicators.designing.pages import schemes
from indicators.designing.pages.common import choice, field, raw, strangers, unknown
from indicators.designing.pages.identity import METHODS
from indicators.designing.pages.texts import ANNOTATIONS, annotation_section
from indicators.designing.parts import Part, method_of
from indicators.designing.places import mapping_at, value_at
from indicators.document_change import Place

_OWN = ("key", "title", "weight", "scale")
_SOURCE_KEYS = {"method": ("method",), "indicator": ("indicator", "round"), "entered": ("entered",)}
_SAID: dict[str, _StrOrPromise] = {
    "method": _("The part is computed from criteria of its own."),
    "indicator": _("The part takes over another indicator's published result."),
    "entered": _("The part's result is entered with evidence."),
}
_TURN: dict[str, tuple[str, _StrOrPromise, str]] = {
    "method": ("by_method", _("Compute it from criteria"), "calculator"),
    "indicator": ("by_indicator", _("Take over another indicator"), "link-45deg"),
    "entered": ("by_entry", _("Enter the result"), "pencil-square"),
}


def part_page(document: Any, part: Part) -> list[Section]:
    """A part with its weight, full score and where its result comes from."""
    place = part.place
    source = _source(document, place)
    known = [*_OWN, *ANNOTATIONS, *(_SOURCE_KEYS[source] if source else ())]
    found = [
        Section(_("Part"), _identity(document, place), name="identity"),
        Section(_("Where the result comes from"), _from(document, place, source), name="source"),
    ]
    if source == "method":
        found += schemes.sections(document, place)
        known += schemes.known_keys(document, place)
    strange = list(unknown(document, place, known))
    if not isinstance(value_at(document, place), dict):
        strange.append(raw(place, value_at(document, place)))
    return [*found, annotation_section(document, place), *strangers(strange)]


def _source(document: Any, place: Place) -> str:
    """Where the result comes from; empty where nothing says so."""
    own = mapping_at(document, place)
    named = next((source for source in _SOURCE_KEYS if own.get(source) is not None), "")
    return named or ("method" if method_of(document, place) is not None else "")


def _identity(document: Any, place: Place) -> list[Item]:
    return [
        field(document, [*place, "key"], FieldKind.KEY, _("Key"), needed=True, short=True),
        field(document, [*place, "weight"], FieldKind.NUMBER, _("Weight"), needed=True, short=True),
        field(
            document, [*place, "scale"], FieldKind.NUMBER, _("Full score"), needed=True, short=True
        ),
        field(document, [*place, "title"], FieldKind.TITLE, _("Title"), needed=True),
    ]


def _from(document: Any, place: Place, source: str) -> list[Item]:
    others = [
        Act(verb, place, words, icon)
        for name, (verb, words, icon) in _TURN.items()
        if name != source
    ]
    said = _SAID.get(source, _("It is not said yet where the result comes from."))
    found: list[Item] = [Buttons(said, tuple(others), place)]
    if source == "method":
        found.append(
            choice(document, [*place, "method"], _("How it is scored"), METHODS, needed=True)
        )
    elif source == "indicator":
        found += [
            field(
                document, [*place, "indicator"], FieldKind.KEY, _("Code of the indicator"),
                needed=True, short=True,
            ),
            field(
                document, [*place, "round"], FieldKind.KEY, _("Key of its round"), needed=True,
                short=True,
            ),
        ]  # fmt: skip
    elif source == "entered" and value_at(document, [*place, "entered"]) is not True:
        found.append(field(document, [*place, "entered"], FieldKind.YES_NO, _("Entered")))
    return found
