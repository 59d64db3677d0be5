"""Levels, criteria and evidence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing import amounts, values
from indicators.designing.fields import Field, FieldKind, Item, Option, Section, _StrOrPromise
from indicators.designing.pages.below import below_list
from indicators.designing.pages.common import choice, field, raw, strangers, unknown
from indicators.designing.pages.texts import ANNOTATIONS, annotation_section
from indicators.designing.parts import Part
from indicators.designing.places import mapping_at, value_at
from indicators.designing.references import criteria_of, scheme_of
from indicators.document_change import Place
from kpi_portal.accounts.enums import Role
from scoring.choices import Kind

KINDS: dict[str, _StrOrPromise] = {
    Kind.FILE: _("File"),
    Kind.LINK: _("Link"),
    Kind.FORM: _("Form filled in the portal"),
    Kind.NUMBER: _("Number"),
    Kind.APPROVAL: _("Approval"),
    Kind.ANSWER: _("Written answer"),
}
_EVIDENCE = (
    "key", "title", "kind", "form", "minimum", "maximum", "types", "max_bytes", "at_least",
    "value_from", "approver", "also", "required",
)  # fmt: skip

# The settings that go with one kind only.
_OF_KIND: dict[str, tuple[str, ...]] = {
    Kind.FILE: ("types", "max_bytes"),
    Kind.FORM: ("form",),
    Kind.NUMBER: ("at_least", "value_from"),
    Kind.APPROVAL: ("approver",),
}


def level(document: Any, part: Part) -> list[Section]:
    """A level: its number, title, points and criteria."""
    place = part.place
    index = int(place[-1])
    earns = _without_points(document, place, index)
    fields = [
        field(
            document, [*place, "number"], FieldKind.NUMBER, _("Number of the level"), needed=True,
            short=True, hint=_("Leave out numbers that the source marks with «-»."),
        ),
        field(
            document, [*place, "points"], FieldKind.NUMBER, _("Points"), short=True,
            hint=_("What completing this level adds."), default=earns,
        ),
        field(document, [*place, "title"], FieldKind.TITLE, _("Title"), needed=True),
    ]  # fmt: skip
    return [
        Section(_("Level"), fields, name="identity"),
        Section(_("Criteria"), below_list(document, part), name="below"),
        annotation_section(document, place),
        *_strange(document, place, ("number", "points", "title", "criteria", *ANNOTATIONS)),
    ]


def _without_points(document: Any, place: Place, index: int) -> _StrOrPromise:
    """What a level earns while its points are left open: number less the number before."""
    bare = {**mapping_at(document, place), "points": None}
    levels = [*(value_at(document, place[:-1]) or [])]
    levels[index] = bare
    points = amounts.level_points({"levels": levels}, [], index)
    if points is None:
        return _("the number less that of the level before")
    words = _("%(points)s, the number less that of the level before")
    return words % {"points": amounts.points_words(points)}


def criterion(document: Any, part: Part) -> list[Section]:
    """A criterion: its key, title, partial credit and evidence."""
    place = part.place
    fields = [
        field(
            document, [*place, "key"], FieldKind.CRITERION_KEY, _("Key"), needed=True, short=True,
            hint=_("Such as 1.1. Evidence that names it keeps up when it changes."),
        ),
        field(document, [*place, "title"], FieldKind.TITLE, _("Title"), needed=True),
        field(
            document, [*place, "points"], FieldKind.CREDIT, _("Partial credit"),
            default=_("none: only the whole level earns points"),
            options=(
                Option("share", _("an equal share of the level's points")),
                Option("own", _("points of its own")),
            ),
            hint=_("An equal share must stand on every criterion of the level."),
        ),
    ]  # fmt: skip
    return [
        Section(_("Criterion"), fields, name="identity"),
        Section(_("Evidence"), below_list(document, part), name="below"),
        annotation_section(document, place),
        *_strange(document, place, ("key", "points", "title", "evidence", *ANNOTATIONS)),
    ]


def evidence(document: Any, part: Part) -> list[Section]:
    """A requirement: what is asked for, of which kinds, how many, and what else it proves."""
    place = part.place
    return [
        Section(_("Evidence"), _asked(document, place), name="identity"),
        Section(_("How many and of what form"), _limits(document, place), name="limits"),
        Section(_("What it proves"), _proves(document, place), name="proves"),
        *_strange(document, place, _EVIDENCE),
    ]


def _asked(document: Any, place: Place) -> list[Item]:
    kinds = tuple(Option(value, label) for value, label in KINDS.items())
    return [
        field(document, [*place, "title"], FieldKind.TITLE, _("Title"), needed=True),
        field(
            document, [*place, "key"], FieldKind.KEY, _("Key"), needed=True, short=True,
            hint=_("The criterion's key, a dash and a letter: 1.1-a."),
        ),
        field(
            document, [*place, "kind"], FieldKind.SEVERAL, _("Kinds accepted"), options=kinds,
            alone=True, needed=True, hint=_("Several kinds are alternatives: any one suffices."),
        ),
        field(
            document, [*place, "required"], FieldKind.YES_NO, _("Required"), short=True,
            options=(Option("true", _("yes")), Option("false", _("no: asked for, never blocks"))),
            default=_("yes"),
        ),
    ]  # fmt: skip


def _limits(document: Any, place: Place) -> list[Item]:
    """Settings of one kind appear with that kind, and wherever they are set already."""
    kinds = _kinds(document, place)
    own = mapping_at(document, place)

    def number(key: str, label: Any, **more: Any) -> Field:
        return field(document, [*place, key], FieldKind.NUMBER, label, short=True, **more)

    found: dict[str, Field] = {
        "minimum": number("minimum", _("Least number of pieces"), default=_("1 piece")),
        "maximum": number("maximum", _("Greatest number of pieces"), default=_("no limit")),
        "types": field(
            document, [*place, "types"], FieldKind.WORDS, _("File types"), short=True,
            hint=_("Such as pdf, docx."), default=_("every type that the portal accepts"),
        ),
        "max_bytes": number(
            "max_bytes", _("Largest file"), unit=_("bytes"),
            default=_("as large as the portal accepts"),
        ),
        "form": field(
            document, [*place, "form"], FieldKind.KEY, _("Form"), short=True,
            hint=_("The form's key, such as form-1."), needed=Kind.FORM in kinds,
            suggest="form-codes",
        ),
        "at_least": number(
            "at_least", _("Least value"), needed=Kind.NUMBER in kinds,
            hint=_("The accepted number must reach it."),
        ),
        "value_from": field(
            document, [*place, "value_from"], FieldKind.KEY, _("Taken from a form"), short=True,
            hint=_("Form and field, such as form-3.progress."), default=_("typed by the unit"),
        ),
        "approver": choice(
            document, [*place, "approver"], _("Who approves"),
            {role.value: role.label for role in (Role.DIRECTOR, Role.EXECUTIVE, Role.HEAD)},
            short=True, needed=Kind.APPROVAL in kinds,
        ),
    }  # fmt: skip
    shown = {"minimum", "maximum", *own}.union(*(_OF_KIND.get(kind, ()) for kind in kinds))
    return [item for key, item in found.items() if key in shown]


def _kinds(document: Any, place: Place) -> set[str]:
    value = value_at(document, [*place, "kind"])
    return {values.shown(one) for one in (value if isinstance(value, list) else [value])}


def _proves(document: Any, place: Place) -> list[Item]:
    """Other criteria of the same round or part that this evidence proves as well."""
    own = place[:-2]
    options = []
    for at in criteria_of(document, scheme_of(place)):
        known = mapping_at(document, at)
        key = known.get("key")
        if at != own and isinstance(key, str) and key:
            options.append(Option(key, f"{key} {values.shown(known.get('title'))}".strip()))
    return [
        field(
            document, [*place, "also"], FieldKind.SEVERAL, _("Further criteria it proves"),
            options=tuple(options), default=_("only the criterion it stands under"),
        )
    ]  # fmt: skip


def _strange(document: Any, place: Place, known: tuple[str, ...]) -> list[Section]:
    value = value_at(document, place)
    found = list(unknown(document, place, known))
    if not isinstance(value, dict):
        found.append(raw(place, value))
    return strangers(found)
