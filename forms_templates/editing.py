"""Changing a form's document: adding, doubling, moving and removing its parts. Pure.

The document is the plain JSON of a form (`forms_templates.schema_loading.form_as_data`). A place
names a part: "" is the form itself, "columns.3" its fourth column, "sections.0.fields.1" the second
question of its first section. Every function gives a new document and leaves the old one alone.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forms_templates.schema import AMOUNT_SUFFIX, FieldType

Document = dict[str, Any]

MOST_PARTS = 200


class PartKind(StrEnum):
    """What stands at a place."""

    FORM = "form"
    FIELD = "field"
    COLUMN = "column"
    SECTION = "section"
    TABLE_SECTION = "table_section"
    SIGNATURE = "signature"
    NOTE = "note"


class NoSuchPlace(LookupError):
    """The document has no part at this place, or no list to add to."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part in reading order: its place, kind, how deep it lies and what it is called."""

    place: str
    kind: PartKind
    depth: int
    name: str


_PLACE = re.compile(
    r"(?:(?:header|columns|sections|signatures|notes)\.\d{1,3}"
    r"|sections\.\d{1,3}\.(?:fields|columns)\.\d{1,3})"
)
_LIST = re.compile(
    r"header|columns|sections|signatures|notes|sections\.\d{1,3}\.(?:fields|columns)"
)
_KINDS = {
    "header": PartKind.FIELD,
    "fields": PartKind.FIELD,
    "columns": PartKind.COLUMN,
    "signatures": PartKind.SIGNATURE,
    "notes": PartKind.NOTE,
}


def part_at(document: Document, place: str) -> Any:
    """The part at a place; raises `NoSuchPlace`."""
    if not place:
        return document
    if not _PLACE.fullmatch(place):
        raise NoSuchPlace(place)
    return _walk(document, place)


def kind_at(document: Document, place: str) -> PartKind:
    """What stands at a place; raises `NoSuchPlace`."""
    part = part_at(document, place)
    if not place:
        return PartKind.FORM
    name = place.split(".")[-2]
    if name == "sections":
        return PartKind.TABLE_SECTION if part["columns"] else PartKind.SECTION
    return _KINDS[name]


def outline(document: Document) -> Iterator[Part]:
    """Every part in reading order, without the form itself."""
    for name in ("header", "columns"):
        yield from _parts(document, name, 0)
    for number, section in enumerate(document["sections"]):
        place = f"sections.{number}"
        yield Part(place, kind_at(document, place), 0, section["title"] or section["key"])
        yield from _parts(document, f"{place}.fields", 1)
        yield from _parts(document, f"{place}.columns", 1)
    for name in ("signatures", "notes"):
        yield from _parts(document, name, 0)


def name_of(document: Document, place: str) -> str:
    """What a part is called on the page."""
    part = part_at(document, place)
    if isinstance(part, str):
        return part[:60]
    words = (part.get(key) for key in ("label", "title", "role", "key"))
    return next((str(word) for word in words if word), "")


def change(document: Document, place: str, values: dict[str, Any]) -> Document:
    """The document with some of a part's values replaced; a note is given as {"text": …}."""
    made = copy.deepcopy(document)
    part = part_at(made, place)
    if isinstance(part, str):
        rows, index = _list_of(made, place)
        rows[index] = values["text"]
    else:
        part.update(copy.deepcopy(values))
    return made


def add(document: Document, into: str, *, table: bool = False) -> tuple[Document, str]:
    """A new, nearly empty part at the end of a list, and its place. A section is one of questions,
    or with `table` one of rows."""
    made = copy.deepcopy(document)
    if not _LIST.fullmatch(into):
        raise NoSuchPlace(into)
    rows = _walk(made, into)
    if len(rows) >= MOST_PARTS:
        raise NoSuchPlace(f"{into} holds {MOST_PARTS} parts already")
    rows.append(_new_part(document, into, table))
    return made, f"{into}.{len(rows) - 1}"


def duplicate(document: Document, place: str) -> tuple[Document, str]:
    """A copy of a part right after it, with keys of its own, and the copy's place."""
    made = copy.deepcopy(document)
    rows, index = _list_of(made, place)
    if len(rows) >= MOST_PARTS:
        raise NoSuchPlace(f"{place}: there are {MOST_PARTS} parts already")
    twin = copy.deepcopy(rows[index])
    if isinstance(twin, dict):
        taken = keys_of(document)
        _rename(twin, taken)
    rows.insert(index + 1, twin)
    return made, f"{place.rpartition('.')[0]}.{index + 1}"


def move(document: Document, place: str, by: int) -> tuple[Document, str]:
    """The part moved among its neighbours, no further than the ends, and where it now stands."""
    made = copy.deepcopy(document)
    rows, index = _list_of(made, place)
    target = min(max(index + by, 0), len(rows) - 1)
    rows.insert(target, rows.pop(index))
    return made, f"{place.rpartition('.')[0]}.{target}"


def remove(document: Document, place: str) -> tuple[Document, str]:
    """The document without the part, and the place to look at next."""
    made = copy.deepcopy(document)
    rows, index = _list_of(made, place)
    del rows[index]
    list_place = place.rpartition(".")[0]
    if rows:
        return made, f"{list_place}.{min(index, len(rows) - 1)}"
    return made, list_place.rpartition(".")[0] if list_place.startswith("sections.") else ""


def fields_of(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every question and column with its place."""
    lists = ["header", "columns"]
    for number in range(len(document["sections"])):
        lists += [f"sections.{number}.fields", f"sections.{number}.columns"]
    for name in lists:
        for number, field in enumerate(_walk(document, name)):
            yield f"{name}.{number}", field


def keys_of(document: Document) -> set[str]:
    """Every key in use, wherever it stands."""
    keys = {field["key"] for _place, field in fields_of(document)}
    keys |= {section["key"] for section in document["sections"]}
    keys |= {place["key"] for place in document["signatures"]}
    return keys


def free_key(taken: set[str], stem: str) -> str:
    """A key that is not taken: the stem, with a number where it must."""
    number = 1
    while (key := f"{stem}_{number}") in taken or key + AMOUNT_SUFFIX in taken:
        number += 1
    return key


def _parts(document: Document, into: str, depth: int) -> Iterator[Part]:
    for number in range(len(_walk(document, into))):
        place = f"{into}.{number}"
        yield Part(place, kind_at(document, place), depth, name_of(document, place))


def _walk(document: Any, place: str) -> Any:
    found = document
    for step in place.split("."):
        try:
            found = found[int(step)] if isinstance(found, list) else found[step]
        except (LookupError, ValueError, TypeError):
            raise NoSuchPlace(place) from None
    return found


def _list_of(document: Document, place: str) -> tuple[list[Any], int]:
    part_at(document, place)
    if not place:
        raise NoSuchPlace("the form itself stands in no list")
    into, _dot, index = place.rpartition(".")
    return _walk(document, into), int(index)


def _rename(part: dict[str, Any], taken: set[str]) -> None:
    """Give a copied part, and the questions inside it, keys of their own."""
    part["key"] = free_key(taken, re.sub(r"_\d+$", "", part["key"]) or "field")
    taken.add(part["key"])
    for inner in (*part.get("fields", ()), *part.get("columns", ())):
        _rename(inner, taken)


def _new_part(document: Document, into: str, table: bool) -> Any:
    name = into.split(".")[-1]
    taken = keys_of(document)
    match name:
        case "notes":
            return ""
        case "signatures":
            return {
                "key": free_key(taken, "signer"),
                "role": "",
                "position": "ตำแหน่ง",
                "status": "reconstructed",
            }
        case "sections":
            inner = "columns" if table else "fields"
            section = {
                "key": free_key(taken, "section"),
                "title": "",
                "hint": "",
                "fields": [],
                "columns": [],
                "min_rows": 0,
                "blank_rows": 4 if table else 0,
            }
            section[inner] = [_new_field(taken, table)]
            return section
        case _:
            return _new_field(taken, name == "columns")


def _new_field(taken: set[str], column: bool) -> dict[str, Any]:
    field: dict[str, Any] = {
        "key": free_key(taken, "column" if column else "field"),
        "label": "",
        "type": str(FieldType.TEXT),
        "required": False,
        "hint": "",
        "choices": [],
        "prefill": None,
        "basis": "",
        "lines": 1,
        "room": 0,
        "in_subtitle": False,
    }
    return field | {"width": 20} if column else field
