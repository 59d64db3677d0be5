"""What a part's page consists of: sections of fields, rows and lists of the parts below.

Pure descriptions; a template shows them, `reading` takes what comes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from indicators.designing.parts import Part
from indicators.designing.places import text_of
from indicators.document_change import Place

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
else:
    _StrOrPromise = object


class FieldKind(StrEnum):
    """How a value is typed and read."""

    TEXT = "text"  # several lines
    TITLE = "title"  # a text that usually is one line, with room for more
    KEY = "key"  # a short name by which others refer to it
    NUMBER = "number"
    MOMENT = "moment"  # a day, with an hour or without
    CHOICE = "choice"
    YES_NO = "yes_no"
    SEVERAL = "several"  # boxes to tick
    WORDS = "words"  # short texts with commas between
    NUMBERS = "numbers"
    LINES = "lines"  # texts, one a line
    NAME = "name"  # the name of an entry in a mapping
    CRITERION_KEY = "criterion_key"  # a key that evidence elsewhere refers to
    CREDIT = "credit"  # no points of its own, an equal share, or a number


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values to choose from."""

    value: str
    label: _StrOrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value: where it stands, what it is, and what holds while it is left open."""

    place: Place
    kind: FieldKind
    label: _StrOrPromise
    value: Any = None
    hint: _StrOrPromise = ""
    default: _StrOrPromise = ""
    unit: _StrOrPromise = ""
    options: tuple[Option, ...] = ()
    needed: bool = False
    locked: bool = False
    short: bool = False
    # The id of a list of suggestions on the page.
    suggest: str = ""
    # Emptying it takes the mapping away that then holds nothing.
    collapses: bool = False
    # Of several boxes one ticked alone is written as a plain value.
    alone: bool = False

    @property
    def name(self) -> str:
        """Under which the form sends it."""
        suffix = "~name" if self.kind is FieldKind.NAME else ""
        return text_of(self.place) + suffix

    @property
    def id(self) -> str:
        return id_of(self.name)

    @property
    def sort(self) -> str:
        return "field"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a press does to the document: a verb at a place."""

    verb: str
    place: Place
    label: _StrOrPromise
    icon: str
    # For those who hear the button alone: what it acts on.
    of: str = ""
    disabled: bool = False

    @property
    def value(self) -> str:
        return f"{self.verb}:{text_of(self.place)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list that is edited on the page of its part."""

    place: Place
    label: str
    fields: tuple[Field, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list edited in place; `empty` says what holds while there is none."""

    place: Place
    rows: tuple[Row, ...]
    add: Act
    empty: _StrOrPromise = ""
    title: _StrOrPromise = ""

    @property
    def id(self) -> str:
        return id_of(text_of(self.place))

    @property
    def sort(self) -> str:
        return "rows"


@dataclass(frozen=True, slots=True)
class Below:
    """One part below this one, with what it adds and what can be done to it."""

    part: Part
    label: str
    title: str
    amount: str
    acts: tuple[Act, ...]

    @property
    def address(self) -> str:
        return text_of(self.part.place)


@dataclass(frozen=True, slots=True)
class Children:
    """The parts below this one."""

    place: Place
    items: tuple[Below, ...]
    add: Act
    empty: _StrOrPromise = ""

    @property
    def id(self) -> str:
        return id_of(text_of(self.place))

    @property
    def sort(self) -> str:
        return "children"


@dataclass(frozen=True, slots=True)
class Buttons:
    """Acts with a sentence of what holds now."""

    text: _StrOrPromise
    acts: tuple[Act, ...]
    # Where a fault of the missing part belongs.
    place: Place | None = None

    @property
    def id(self) -> str:
        return id_of(text_of(self.place)) if self.place is not None else ""

    @property
    def sort(self) -> str:
        return "buttons"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that the format does not know at this place: shown as it is, to be removed."""

    place: Place
    text: str
    remove: Act

    @property
    def label(self) -> str:
        return str(self.place[-1]) if self.place else ""

    @property
    def id(self) -> str:
        return id_of(text_of(self.place))

    @property
    def sort(self) -> str:
        return "unknown"


Item = Field | Rows | Children | Buttons | Unknown


@dataclass(frozen=True, slots=True)
class Section:
    """Some items under a heading; a folded one opens when something in it is at fault."""

    title: _StrOrPromise
    items: Sequence[Item]
    hint: _StrOrPromise = ""
    folded: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one part."""

    part: Part
    label: str
    title: str
    sections: tuple[Section, ...]
    acts: tuple[Act, ...] = field(default=())

    def items(self) -> Iterator[Item]:
        for section in self.sections:
            yield from section.items

    def fields(self) -> Iterator[Field]:
        """Every field, those in rows included."""
        for item in self.items():
            if isinstance(item, Field):
                yield item
            elif isinstance(item, Rows):
                for row in item.rows:
                    yield from row.fields


def id_of(name: str) -> str:
    """An id for the page: short, and the same for the same name."""
    return "f" + hashlib.blake2s(name.encode("utf-8", "replace"), digest_size=5).hexdigest()
