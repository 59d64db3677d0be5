"""The points of a target: measured values and the scores they earn, for all or by target group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing.fields import Act, Buttons, Field, FieldKind, Item, Section
from indicators.designing.pages.common import choice, field, raw, remove, rows, strangers
from indicators.designing.parts import Part
from indicators.designing.places import value_at
from indicators.document_change import Place
from scoring.choices import Above, Below


def target(document: Any, part: Part) -> list[Section]:
    """The points, and what lies before the first and after the last of them."""
    scheme, place = part.scheme, part.place
    value = value_at(document, place)
    beyond = [
        choice(
            document, [*scheme, "below"], _("A value before the first point"),
            {
                Below.ZERO: _("earns 0"),
                Below.FIRST: _("earns the first point's score"),
                Below.EXTRAPOLATE: _("is continued in proportion"),
            },
            Below.ZERO, short=True,
        ),
        choice(
            document, [*scheme, "above"], _("A value after the last point"),
            {
                Above.CAP: _("earns the last point's score"),
                Above.EXTRAPOLATE: _("is continued in proportion"),
            },
            Above.CAP, short=True,
        ),
    ]  # fmt: skip
    by_group = isinstance(value, dict)
    points = list(_groups(document, place) if by_group else _points(document, place))
    odd = value is not None and not isinstance(value, list | dict)
    return [
        Section(
            _("Points"),
            points,
            _("Values rise or fall from point to point, scores rise. Between two points the score "
              "follows in proportion."),
            name="points",
        ),
        Section(_("Outside the points"), beyond, name="beyond"),
        *strangers([raw(place, value)] if odd else []),
    ]  # fmt: skip


def _points(document: Any, place: Place) -> Iterator[Item]:
    """One list for all units; it can be split by target group."""
    yield from rows(
        document, place, lambda at: _point(document, at), add=_("Add a point"),
        empty=_("There is no point yet. At least two are needed."),
    )  # fmt: skip
    act = Act("by_group", place, _("Set points for each target group"), "diagram-2")
    yield Buttons(_("All units share these points (default)."), (act,), place)


def _groups(document: Any, place: Place) -> Iterator[Item]:
    for group in value_at(document, place):
        at = [*place, group]
        yield Field(place=at, kind=FieldKind.NAME, label=_("Target group"), value=group, short=True)
        yield from rows(
            document, at, lambda point: _point(document, point), add=_("Add a point"),
            empty=_("There is no point yet. At least two are needed."),
        )  # fmt: skip
        yield Buttons("", (remove(at, group),))
    more = Act("one_more_name", place, _("Add a target group"), "plus-lg")
    one = Act("as_one", place, _("Use the first group's points for all"), "dash-lg")
    yield Buttons(_("Each target group has points of its own."), (more, one), place)


def _point(document: Any, at: Place) -> list[Field]:
    """A value is a number, or a multiple of last year's score."""
    value = value_at(document, [*at, "value"])
    multiple = isinstance(value, dict)
    return [
        Field(
            place=[*at, "value"], kind=FieldKind.NUMBER, label=_("Value"), short=True,
            value=None if multiple else value,
        ),
        field(
            document, [*at, "value", "previous"], FieldKind.NUMBER,
            _("or × last year's score"), short=True, collapses=True,
        ),
        field(document, [*at, "score"], FieldKind.NUMBER, _("Score"), needed=True, short=True),
    ]  # fmt: skip
