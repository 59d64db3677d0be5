"""Faults of a document, each at its part and field, in words that name the field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators.designing.fields import Field, Item, Page, Rows
from indicators.designing.pages import describe
from indicators.designing.parts import Part, chain
from indicators.designing.places import is_within, located, text_of
from indicators.document_change import Place
from scoring.faults import Fault

_NAMES_THE_KEY = ("missing", "publish.missing")
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with the place and the part it concerns."""

    fault: Fault
    place: Place
    part: Part


@dataclass(frozen=True, slots=True)
class Line:
    """A fault as the list of faults shows it."""

    address: str
    where: str
    text: str


class Findings:
    """All faults of one document."""

    def __init__(self, document: Any, faults: Iterable[Fault]) -> None:
        self.document = document
        self.all: list[Finding] = []
        self._counts: Counter[str] = Counter()
        for fault in faults:
            place = located(document, fault.path)
            parts = chain(document, place)
            self.all.append(Finding(fault, place, parts[-1]))
            self._counts.update(_name(part) for part in parts)

    def __len__(self) -> int:
        return len(self.all)

    def within(self, part: Part) -> int:
        """How many faults a part has, those of the parts below it included."""
        return self._counts[_name(part)]

    def own(self, part: Part) -> int:
        """How many faults stand on the page of a part."""
        return sum(finding.part == part for finding in self.all)

    def on_page(self, page: Page) -> tuple[dict[str, list[str]], list[str]]:
        """The sentences of this page by the id of the item they concern, and the others."""
        by_item: dict[str, list[str]] = {}
        others: list[str] = []
        for finding in self.all:
            if finding.part != page.part:
                continue
            item = item_at(page, finding.place)
            if item is None:
                others.append(sentence(finding.fault))
            else:
                by_item.setdefault(item.id, []).append(_worded(finding, item))
        return by_item, others

    def lines(self, most: int | None = MOST_LISTED) -> list[Line]:
        """The faults in the order of the document, each with where it is; all of them for None."""
        pages: dict[str, Page] = {}
        found = []
        for finding in self.all[:most]:
            name = _name(finding.part)
            if name not in pages:
                pages[name] = describe(self.document, finding.part)
            found.append(_line(finding, pages[name]))
        return found


def item_at(page: Page, place: Place) -> Item | None:
    """The field, row list or other item of a page that holds a place most closely."""
    holders: list[tuple[int, Item]] = []
    for item in _places(page):
        at = getattr(item, "place", None)
        if at is not None and is_within(place, at) and len(at) > len(page.part.place):
            holders.append((len(at), item))
    return max(holders, key=lambda held: held[0], default=(0, None))[1]


def sentence(fault: Fault) -> str:
    """The fault's own sentence in the language of the page."""
    return fault.message("th" if (get_language() or "th").startswith("th") else "en")


def _places(page: Page) -> Sequence[Item]:
    """Fields first: of two items at the same place the field takes the fault."""
    fields: list[Item] = list(page.fields())
    return fields + [item for item in page.items() if not isinstance(item, Field)]


def _worded(finding: Finding, item: Item) -> str:
    """A missing value is asked for by the field's name, not by the format's key."""
    exact = finding.place == getattr(item, "place", None)
    if finding.fault.code in _NAMES_THE_KEY and isinstance(item, Field) and exact:
        return _("Fill in %(field)s.") % {"field": item.label}
    return sentence(finding.fault)


def _line(finding: Finding, page: Page) -> Line:
    item = item_at(page, finding.place)
    names = [page.label]
    if isinstance(item, Field):
        names += [*_row_of(page, item), str(item.label)]
    elif isinstance(item, Rows) and item.title:
        names.append(str(item.title))
    text = sentence(finding.fault) if item is None else _worded(finding, item)
    return Line(text_of(finding.place), " › ".join(names), text)


def _row_of(page: Page, field: Field) -> list[str]:
    for item in page.items():
        if isinstance(item, Rows):
            for row in item.rows:
                if field in row.fields:
                    return [row.label]
    return []


def _name(part: Part) -> str:
    return f"{part.kind} {text_of(part.place)}"
