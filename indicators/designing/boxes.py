"""A part's page ready to be shown: each field with its text, its faults and what is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.designing.fields import Field, FieldKind, Item, Page, Row, Rows, Section
from indicators.designing.findings import Findings, item_at
from indicators.designing.reading import CLOCK, OWN_POINTS, Posted, texts_of
from indicators.document_change import Place

_NO_TEXTS: Posted = {}
USUAL_HOURS = ("16.30", "23.59")


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as it is shown."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A field with what stands in it on the page."""

    field: Field
    text: str
    second: str
    choices: tuple[Choice, ...]
    faults: tuple[str, ...]
    focus: bool
    # What is saved now, where the page shows something else that was typed.
    saved: str = ""
    sort: str = "field"

    @property
    def rows(self) -> int:
        """Lines that the text needs on an ordinary screen."""
        lines = self.text.count("\n") + 1 + len(self.text) // 90
        least = 1 if self.field.kind is FieldKind.TITLE else 2
        return min(max(lines, least), 12)

    @property
    def described_by(self) -> str:
        """The ids of hint, default and fault, in the order they are read."""
        there = [("hint", self.field.hint), ("open", self.open), ("fault", True)]
        return " ".join(f"{self.field.id}-{name}" for name, said in there if said)

    @property
    def open(self) -> str:
        """What holds while the field is left open; choices say it themselves."""
        if not self.field.default or self.field.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
            return ""
        return _("Left open: %(default)s (default)") % {"default": self.field.default}

    @property
    def clocks(self) -> list[Choice]:
        """The usual hours at which a day is cut off, and the one that is set."""
        whole = _("from the start of the day") if self.opens else _("to the end of the day")
        hours = sorted({*USUAL_HOURS, self.second} - {""})
        named = [Choice(hour, hour, hour == self.second) for hour in hours]
        return [Choice("", _("%(value)s (default)") % {"value": whole}, not self.second), *named]

    @property
    def opens(self) -> bool:
        return self.field.place[-1] == "opens"

    @property
    def second_name(self) -> str:
        suffix = CLOCK if self.field.kind is FieldKind.MOMENT else OWN_POINTS
        return self.field.name + suffix


@dataclass(frozen=True, slots=True)
class RowBox:
    """A row with its fields."""

    row: Row
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class RowsBox:
    """A list of rows with its own faults."""

    list: Rows
    rows: tuple[RowBox, ...]
    faults: tuple[str, ...]
    focus: bool
    sort: str = "rows"

    @property
    def id(self) -> str:
        return self.list.id


@dataclass(frozen=True, slots=True)
class ItemBox:
    """Any other item with its faults."""

    item: Item
    faults: tuple[str, ...]
    focus: bool
    sort: str

    @property
    def id(self) -> str:
        return self.item.id


@dataclass(frozen=True, slots=True)
class SectionBox:
    """A section; a folded one stands open where something in it is looked for or at fault."""

    section: Section
    items: tuple[Box | RowsBox | ItemBox, ...]
    is_open: bool
    filled: int


@dataclass(frozen=True, slots=True)
class PageBox:
    """The whole page; `faults` are those of the part as such."""

    page: Page
    sections: tuple[SectionBox, ...]
    faults: tuple[str, ...]

    def boxes(self) -> Iterator[Box]:
        """Every field of the page."""
        for section in self.sections:
            for item in section.items:
                if isinstance(item, Box):
                    yield item
                elif isinstance(item, RowsBox):
                    for row in item.rows:
                        yield from row.boxes

    def others(self) -> Iterator[RowsBox | ItemBox]:
        """Every item that is no field but may be at fault."""
        for section in self.sections:
            yield from (item for item in section.items if not isinstance(item, Box))


def fill(page: Page, findings: Findings, place: Place, typed: Posted = _NO_TEXTS) -> PageBox:
    """The page with its texts; `typed` stands instead of what is saved, where it differs."""
    by_item, others = findings.on_page(page)
    wanted = _first_of_row(page, place) or item_at(page, place)
    filler = _Filler(by_item, wanted.id if wanted is not None else "", typed)
    return PageBox(page, tuple(filler.section(one) for one in page.sections), tuple(others))


def _first_of_row(page: Page, place: Place) -> Field | None:
    """The first field of the row at a place, such as one just added."""
    for item in page.items():
        for row in item.rows if isinstance(item, Rows) else ():
            if row.place == place and row.fields:
                return row.fields[0]
    return None


class _Filler:
    def __init__(self, faults: Mapping[str, Sequence[str]], focus: str, typed: Posted) -> None:
        self.faults = faults
        self.focus = focus
        self.typed = typed

    def section(self, section: Section) -> SectionBox:
        items = tuple(self.item(item) for item in section.items)
        concerned = any(_is_concerned(one) for one in items)
        filled = sum(isinstance(one, Box) and bool(one.text) for one in items)
        filled += sum(isinstance(one, RowsBox) and bool(one.rows) for one in items)
        return SectionBox(section, items, concerned or not section.folded, filled)

    def item(self, item: Item) -> Box | RowsBox | ItemBox:
        if isinstance(item, Field):
            return self.box(item)
        faults = tuple(self.faults.get(item.id, ()))
        if isinstance(item, Rows):
            rows = tuple(RowBox(row, tuple(map(self.box, row.fields))) for row in item.rows)
            return RowsBox(item, rows, faults, self.is_wanted(item))
        return ItemBox(item, faults, self.is_wanted(item), item.sort)

    def is_wanted(self, item: Item) -> bool:
        """Whether the address names this item; those without a place of their own never."""
        return bool(item.id) and item.id == self.focus

    def box(self, field: Field) -> Box:
        saved = texts_of(field)
        names = list(saved)
        typed = {name: list(self.typed.get(name, saved[name])) for name in names}
        if field.kind is FieldKind.SEVERAL and self.typed:
            typed[field.name] = list(self.typed.get(field.name, ()))
        texts = typed[field.name]
        differs = any(typed[name] != saved[name] for name in names[:2])
        return Box(
            field=field,
            text=texts[-1] if texts and field.kind is not FieldKind.SEVERAL else "",
            second=typed[names[1]][-1] if len(names) > 1 else "",
            choices=tuple(_choices(field, texts)),
            faults=tuple(self.faults.get(field.id, ())),
            focus=self.is_wanted(field),
            saved=said(field) if differs else "",
        )


def said(field: Field) -> str:
    """What a field holds, as words for a sentence."""
    labels = {option.value: str(option.label) for option in field.options}
    if field.kind is FieldKind.SEVERAL:
        return ", ".join(labels.get(one, one) for one in texts_of(field)[field.name]) or "–"
    words = " ".join(filter(None, (texts[-1] for texts in texts_of(field).values())))
    return labels.get(words, words) or "–"


def _is_concerned(item: Box | RowsBox | ItemBox) -> bool:
    """Whether an item, or a field inside it, is looked for or at fault."""
    inside = [box for row in item.rows for box in row.boxes] if isinstance(item, RowsBox) else []
    return any(one.focus or bool(one.faults) for one in (item, *inside))


def _choices(field: Field, texts: Sequence[str]) -> Iterator[Choice]:
    if field.kind is FieldKind.SEVERAL:
        yield from _ticks(field, texts)
    elif field.kind in (FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.CREDIT):
        yield from _named(field, texts[-1] if texts else "")


def _named(field: Field, text: str) -> Iterator[Choice]:
    """The default first; the same value written out only where the document writes it out."""
    if field.default:
        blank = _("%(value)s (default)") % {"value": field.default}
    else:
        blank = _("Choose") if field.needed else _("not set")
    yield Choice("", blank, not text)
    for option in field.options:
        is_default = str(option.label) == str(field.default)
        if is_default and option.value != text:
            continue
        words = _("%(value)s (set)") if is_default else "%(value)s"
        yield Choice(option.value, words % {"value": option.label}, option.value == text)
    if text and all(option.value != text for option in field.options):
        yield Choice(text, text, chosen=True)


def _ticks(field: Field, texts: Sequence[str]) -> Iterator[Choice]:
    known = {option.value for option in field.options}
    for option in field.options:
        yield Choice(option.value, str(option.label), option.value in texts)
    for text in dict.fromkeys(texts):
        if text and text not in known:
            yield Choice(text, text, chosen=True)
