"""Growth: which measures count, how many of which group, and the bands over the target."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing.fields import Act, Buttons, Field, FieldKind, Item, Option, Section
from indicators.designing.pages.common import choice, field, raw, rows, strangers
from indicators.designing.parts import Part
from indicators.designing.places import value_at
from indicators.document_change import Place
from scoring.choices import Better
from scoring.parsing.growth import FREE


def growth(document: Any, part: Part) -> list[Section]:
    """Measures, groups and bands."""
    scheme = part.scheme
    counted = [
        field(
            document, [*scheme, "count"], FieldKind.NUMBER, _("Measures reported in all"),
            needed=True, short=True,
        ),
        field(
            document, [*scheme, "unchallenging"], FieldKind.NUMBER,
            _("Score where the target is not challenging"), default="0", short=True,
        ),
    ]  # fmt: skip
    measures, odd = _measures(document, [*scheme, "measures"])
    return [
        Section(_("What counts"), counted, name="counted"),
        Section(_("Measures"), measures, name="measures"),
        Section(_("Groups of measures"), rows(
            document, [*scheme, "groups"], lambda at: _group(document, at), add=_("Add a group"),
            empty=_("Measures are not grouped (default)."),
        ), name="groups"),
        Section(_("Bands over the target"), rows(
            document, [*scheme, "bands"], lambda at: _band(document, at), add=_("Add a band"),
            empty=_("There is no band yet. At least one is needed."),
        ), _("From the lowest band upwards. The first has no lower end."), name="bands"),
        *strangers(odd),
    ]  # fmt: skip


def _measures(document: Any, place: Place) -> tuple[list[Item], list[Any]]:
    value = value_at(document, place)
    if isinstance(value, list):
        act = Act("free", place, _("Let units name their own measures"), "person-lines-fill")
        listed = rows(
            document, place, lambda at: _measure(document, at), add=_("Add a measure"),
            empty=_("There is no measure yet."),
        )  # fmt: skip
        return [*listed, Buttons(_("The definition names the measures."), (act,), place)], []
    name = Act("named_list", place, _("Name the measures here"), "list-ol")
    let = Act("free", place, _("Let units name their own measures"), "person-lines-fill")
    if value == FREE:
        return [Buttons(_("Each unit names its own measures."), (name,), place)], []
    said = Buttons(_("It is not said yet who names the measures."), (let, name), place)
    return [said], [] if value is None else [raw(place, value)]


def _measure(document: Any, at: Place) -> list[Field]:
    return [
        field(document, [*at, "key"], FieldKind.KEY, _("Key"), needed=True, short=True),
        field(document, [*at, "group"], FieldKind.KEY, _("Group"), default=_("none"), short=True),
        choice(
            document, [*at, "better"], _("Better is"),
            {Better.HIGHER: _("a higher value"), Better.LOWER: _("a lower value")},
            Better.HIGHER, short=True,
        ),
    ]  # fmt: skip


def _group(document: Any, at: Place) -> list[Field]:
    return [
        field(document, [*at, "name"], FieldKind.KEY, _("Name"), needed=True, short=True),
        field(
            document, [*at, "mandatory"], FieldKind.YES_NO, _("Mandatory"), short=True,
            options=(Option("true", _("yes")), Option("false", _("no"))), default=_("no"),
        ),
        field(
            document, [*at, "minimum"], FieldKind.NUMBER, _("At least"), short=True,
            default="1" if value_at(document, [*at, "mandatory"]) is True else "0",
        ),
        field(
            document, [*at, "maximum"], FieldKind.NUMBER, _("At most"), default=_("no limit"),
            short=True,
        ),
    ]  # fmt: skip


def _band(document: Any, at: Place) -> list[Field]:
    first = at[-1] == 0
    return [
        field(
            document, [*at, "above"], FieldKind.NUMBER, _("From per cent over the target"),
            short=True, default=_("everything lower") if first else "", needed=not first,
        ),
        field(document, [*at, "score"], FieldKind.NUMBER, _("Score"), needed=True, short=True),
    ]  # fmt: skip
