"""The indicator itself: its names, weight and way of reporting; the KPI card; the notes."""

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
from indicators.designing.pages.common import (
    choice,
    entry_acts,
    field,
    raw,
    remove,
    rows,
    strangers,
    unknown,
)
from indicators.designing.parts import Part
from indicators.designing.places import list_at, value_at
from indicators.document_change import Place
from scoring.choices import Method

METHODS: dict[str, _StrOrPromise] = {
    Method.MILESTONES: _("Milestones: levels proved by evidence"),
    Method.TARGET: _("Target: a measured value turned into a score"),
    Method.GROWTH: _("Growth: results against challenging targets"),
    Method.COMPOSITE: _("Composite: parts combined into one score"),
}
CARD_TEXTS: dict[str, _StrOrPromise] = {
    "definition": _("Meaning of the indicator"),
    "objective": _("Objective of the indicator"),
    "formula": _("Formula"),
    "target": _("Target"),
    "importance": _("Importance of the indicator"),
    "frequency": _("Frequency of collection and measuring"),
    "collection": _("How the data is collected"),
    "responsible": _("Responsible units"),
    "indicator_owner": _("Indicator owner"),
    "data_collector": _("Data collector"),
    "target_setter": _("Target setter"),
    "conditions": _("Conditions"),
}
_IDENTITY = ("format", "code", "owner", "fiscal_year", "name", "name_en", "method", "unit")
_KNOWN = (*_IDENTITY, "weight", "channel", "card", "baseline", "notes", "rounds")


def indicator(document: Any, part: Part) -> list[Section]:
    """Names, method, weight; what makes the indicator itself is shown and stays."""
    kind = FieldKind
    identity = [
        field(document, ["code"], kind.KEY, _("Code"), locked=True, short=True),
        field(document, ["fiscal_year"], kind.NUMBER, _("Fiscal year"), locked=True, short=True),
        field(document, ["owner"], kind.KEY, _("Owner unit"), locked=True, short=True),
        field(document, ["name"], kind.TITLE, _("Name"), needed=True),
        field(document, ["name_en"], kind.TITLE, _("Name in English")),
        choice(
            document,
            ["method"],
            _("How it is scored"),
            METHODS,
            needed=True,
            hint=_("Another method asks for other criteria in every round."),
        ),
        field(
            document, ["unit"], kind.KEY, _("Unit of measure"), hint=_("Such as ระดับ or คะแนน."),
            needed=True, short=True,
        ),
        field(
            document, ["channel"], kind.TITLE, _("Way of reporting"),
            hint=_("How results are reported onward, such as e-saraban."),
        ),
    ]  # fmt: skip
    return [
        Section(_("Names and method"), identity, name="identity"),
        Section(_("Weight"), list(_weight(document)), name="weight"),
        *strangers(unknown(document, [], _KNOWN)),
    ]


def _weight(document: Any) -> Iterator[Item]:
    """One weight for all units, or one for each unit group."""
    place: Place = ["weight"]
    value = value_at(document, place)
    if not isinstance(value, dict):
        yield field(
            document, place, FieldKind.NUMBER, _("Weight for all units"), needed=True, short=True
        )
        act = Act("by_group", place, _("Set a weight for each unit group"), "diagram-2")
        yield Buttons(_("All units have the same weight (default)."), (act,))
        return
    entries = []
    for group in value:
        at = [*place, group]
        name = Field(place=at, kind=FieldKind.NAME, label=_("Unit group"), value=group, short=True)
        number = field(document, at, FieldKind.NUMBER, _("Weight"), short=True)
        entries.append(Row(at, group, (name, number), (remove(at, group),)))
    add = Act("one_more_name", place, _("Add a unit group"), "plus-lg")
    yield Rows(place, tuple(entries), add)
    act = Act("as_one", place, _("Use one weight for all units"), "dash-lg")
    yield Buttons(_("Each unit group has a weight of its own."), (act,))


def card(document: Any, part: Part) -> list[Section]:
    """The texts of the KPI card, whom to ask, and results of earlier years."""
    texts = [
        field(document, ["card", key], FieldKind.TEXT, label) for key, label in CARD_TEXTS.items()
    ]
    whole = value_at(document, ["card"])
    strange = [raw(["card"], whole)] if whole is not None and not isinstance(whole, dict) else []
    return [
        Section(_("KPI card"), texts, _("A text left empty is left out of the card."), name="card"),
        Section(_("Contact"), rows(
            document, ["card", "contacts"], lambda at: _contact(document, at),
            add=_("Add a contact"), empty=_("No contact is named (default)."),
        ), name="contacts"),
        Section(_("Baseline"), rows(
            document, ["baseline"], lambda at: _baseline(document, at),
            add=_("Add a year"), empty=_("No earlier result is named (default)."),
        ), name="baseline"),
        *strangers([*strange, *unknown(document, ["card"], (*CARD_TEXTS, "contacts"))]),
    ]  # fmt: skip


def _contact(document: Any, at: Place) -> tuple[Field, ...]:
    return (
        field(document, [*at, "position"], FieldKind.KEY, _("Position"), short=True),
        field(document, [*at, "phone"], FieldKind.KEY, _("Telephone"), short=True),
    )


def _baseline(document: Any, at: Place) -> tuple[Field, ...]:
    return (
        field(
            document, [*at, "fiscal_year"], FieldKind.NUMBER, _("Fiscal year"), needed=True,
            short=True,
        ),
        field(document, [*at, "value"], FieldKind.KEY, _("Result"), short=True),
    )  # fmt: skip


def notes(document: Any, part: Part) -> list[Section]:
    """Open points and corrections of the source: each a text of its own."""
    place: Place = ["notes"]
    entries = []
    for index in range(len(list_at(document, place))):
        at = [*place, index]
        number = str(index + 1)
        text = field(document, at, FieldKind.TITLE, _("Note %(n)s") % {"n": number})
        entries.append(Row(at, number, (text,), entry_acts(document, at, number)))
    add = Act(acts.ADD, place, _("Add a note"), "plus-lg")
    value = value_at(document, place)
    strange = [raw(place, value)] if value is not None and not isinstance(value, list) else []
    hint = _("Open points and corrections of the source. Divisions do not see them.")
    shown = Rows(place, tuple(entries), add, _("There is no note."))
    return [
        Section(_("Notes for configurers"), [shown], hint, name="notes"),
        *strangers(strange),
    ]
