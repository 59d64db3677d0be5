"""What stands in the form of an open part when it is sent, though others change the draft too.

A part is known again by its name in the data: where somebody moved it meanwhile its new place is
taken, and where it is gone the words come back to be copied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forms_templates.editing import Document, NoSuchPlace, outline, part_at
from forms_templates.forms.parts import (
    ColumnForm,
    Editor,
    HeaderFieldForm,
    NoteForm,
    SectionForm,
    SignatureForm,
    WholeForm,
)

_LABELS = {
    name: field.label
    for form in (WholeForm, SectionForm, SignatureForm, NoteForm, HeaderFieldForm, ColumnForm)
    for name, field in form.base_fields.items()
}
_NO_WORDS = ("csrfmiddlewaretoken", "revision", "part", "anchor", "do", "type", "key")


@dataclass(frozen=True, slots=True)
class Typed:
    """The inputs of a part at the place where it now stands; no editor where nothing was sent."""

    place: str
    editor: Editor | None
    moved: bool = False


class PartGone(LookupError):
    """Somebody removed the part meanwhile."""


def anchor_of(document: Document, place: str) -> str:
    """The name by which the part at a place is known again; empty for the form and its notes."""
    part = part_at(document, place)
    return str(part["key"]) if place and isinstance(part, dict) else ""


def read(document: Document, posted: Mapping[str, str]) -> Typed:
    """The form as it was sent. Raises `PartGone`."""
    asked = posted.get("part", "")
    place = _place_of(document, asked, posted.get("anchor", ""))
    try:
        editor = Editor(document, place, posted)
    except NoSuchPlace:
        raise PartGone from None
    sent = any(name in posted for name in editor.form.fields)
    return Typed(place, editor if sent else None, moved=place != asked)


def words(posted: Mapping[str, str]) -> list[tuple[str, str]]:
    """The texts that were sent, each with its label, for somebody to copy."""
    found = []
    for name, value in posted.items():
        if name in _NO_WORDS or not value.strip():
            continue
        if name.endswith(("_FORMS", "-ORDER", "-DELETE", "-with_amount", "-key")):
            continue
        field = name.rsplit("-", 1)[-1]
        if field in _LABELS:
            found.append((str(_LABELS[field]), value))
    return found


def _place_of(document: Document, asked: str, anchor: str) -> str:
    if not anchor:
        return asked
    try:
        if anchor_of(document, asked) == anchor:
            return asked
    except NoSuchPlace:
        pass
    for part in outline(document):
        if _list(part.place) == _list(asked) and anchor_of(document, part.place) == anchor:
            return part.place
    raise PartGone


def _list(place: str) -> str:
    """What a part is one of: a column of the form, a question of a section …"""
    return "/".join(step for step in place.split(".") if not step.isdigit())
