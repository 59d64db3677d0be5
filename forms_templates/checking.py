"""What still keeps an edited form from being published, each fault with its place. Pure.

These are the sentences for people who edit; `forms_templates.schema_loading` reads the document
once more, strictly, before it becomes a version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from forms_templates.editing import Document, fields_of, outline
from forms_templates.schema import AMOUNT_SUFFIX, FieldType

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
else:
    _StrOrPromise = object

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_CHOICES = (FieldType.CHOICE_MANY, FieldType.CHOICE_ONE)
_ONLY_IN_TABLES = (FieldType.AUTO_NUMBER, FieldType.MONTH_PLAN)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place. `name` is the input that mends it, where one does."""

    place: str
    code: str
    message: _StrOrPromise
    name: str = ""
    facts: dict[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return str(self.message) % self.facts if self.facts else str(self.message)


def faults_of(document: Document) -> list[Fault]:
    """Every fault in reading order; empty when the form may be published."""
    found = list(_of_form(document))
    for place, one in fields_of(document):
        found += _of_field(place, one)
    for number, section in enumerate(document["sections"]):
        found += _of_section(f"sections.{number}", section)
    for number, signature in enumerate(document["signatures"]):
        found += _of_signature(f"signatures.{number}", signature)
    for number, note in enumerate(document["notes"]):
        if not note.strip():
            found.append(
                Fault(f"notes.{number}", "empty", _("Write the note or remove it."), "text")
            )
    found += _twice(document)
    places = ["", *(part.place for part in outline(document))]
    return sorted(found, key=lambda fault: places.index(fault.place))


def _of_form(document: Document) -> Iterator[Fault]:
    if not document["title"].strip():
        yield Fault("", "title", _("Give the form its title."), "title")
    if not document["number"].strip():
        yield Fault("", "number", _("Give the form its number as it is printed."), "number")
    if not (document["columns"] or document["sections"]):
        yield Fault("", "asks_nothing", _("The form asks nothing: add a column or a section."))
    plans = [c for c in document["columns"] if c["type"] == FieldType.MONTH_PLAN]
    if len(plans) > 1:
        yield Fault("", "two_plans", _("A form has one plan by month; remove the other one."))


def _of_section(place: str, section: dict[str, Any]) -> Iterator[Fault]:
    yield from _key_fault(place, section["key"])
    if not section["title"].strip():
        yield Fault(place, "label", _("Give the section its title."), "title")
    if bool(section["fields"]) == bool(section["columns"]):
        yield Fault(
            place, "section_empty", _("A section has either questions or the columns of a table.")
        )


def _of_signature(place: str, signature: dict[str, Any]) -> Iterator[Fault]:
    yield from _key_fault(place, signature["key"])
    if not signature["role"].strip():
        yield Fault(place, "label", _("Say in which role is signed here."), "role")


def _of_field(place: str, one: dict[str, Any]) -> Iterator[Fault]:
    yield from _key_fault(place, one["key"])
    in_table = "columns." in place
    if not one["label"].strip():
        yield Fault(place, "label", _("Give the question its label."), "label")
    if one["type"] in _CHOICES and not one["choices"]:
        yield Fault(place, "choices", _("Give the choices that can be ticked."), "choices-0-label")
    if one["type"] not in _CHOICES and one["choices"]:
        yield Fault(
            place, "choices_unused", _("This kind of question has no choices; remove them."), "type"
        )
    if one["type"] in _ONLY_IN_TABLES and not in_table:
        yield Fault(place, "only_in_tables", _("This kind belongs in a table."), "type")
    if one["type"] == FieldType.IMAGE and in_table:
        yield Fault(place, "no_pictures", _("A table cannot hold pictures."), "type")
    if one["type"] == FieldType.MONTH_PLAN and place.startswith("sections."):
        yield Fault(
            place, "plan_in_section", _("A plan by month belongs in the form's own table."), "type"
        )
    if in_table and one["width"] < 1:
        yield Fault(place, "width", _("The width is at least 1."), "width")
    for number, choice in enumerate(one["choices"]):
        if not choice["label"].strip():
            yield Fault(
                place, "choice", _("Give every choice its label."), f"choices-{number}-label"
            )
        yield from _key_fault(place, choice["key"], f"choices-{number}-key")
    twice = _repeated([choice["key"] for choice in one["choices"]])
    for key in twice:
        yield Fault(place, "twice", _TWICE, "choices-0-key", {"key": key})


_TWICE = _("The name “%(key)s” is given twice.")


def _key_fault(place: str, key: str, name: str = "key") -> Iterator[Fault]:
    if not _KEY.fullmatch(key) or key.endswith(AMOUNT_SUFFIX):
        yield Fault(
            place,
            "key",
            _("The name in the data is made of Latin letters, digits and _, such as office_name."),
            name,
        )


def _twice(document: Document) -> Iterator[Fault]:
    """Keys given twice where answers would fall together: in the head, in one table, in all the
    questions of sections, among sections, among signatures."""
    sections = document["sections"]
    answers = [
        (f"sections.{number}.fields.{index}", one)
        for number, section in enumerate(sections)
        for index, one in enumerate(section["fields"])
    ]
    groups = [
        _placed("header", document["header"]),
        _placed("columns", document["columns"]),
        answers,
        _placed("sections", sections),
        _placed("signatures", document["signatures"]),
        *(_placed(f"sections.{n}.columns", s["columns"]) for n, s in enumerate(sections)),
    ]
    for group in groups:
        seen: set[str] = set()
        for place, part in group:
            if part["key"] in seen:
                yield Fault(place, "twice", _TWICE, "key", {"key": part["key"]})
            seen.add(part["key"])


def _placed(into: str, parts: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{into}.{number}", part) for number, part in enumerate(parts)]


def _repeated(keys: list[str]) -> list[str]:
    return sorted({key for key in keys if keys.count(key) > 1})
