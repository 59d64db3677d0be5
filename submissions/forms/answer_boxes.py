"""The pieces of a form's page: boxes with name, value and fault, rows, tables, sections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from forms_templates.answers import LONGEST_VALUE, MOST_ROWS
from forms_templates.schema import AMOUNT_SUFFIX, MONTHS, Field, FieldType
from kpi_portal.thai import english_date, thai_date
from submissions.domain.forms import Sheet
from submissions.forms.answers import prefix_of

# The keyboard that phones show for a field, and the check that scripts make when it is left.
_KEYBOARDS = {FieldType.PERCENT: "decimal", FieldType.YEAR: "numeric", FieldType.URL: "url"}
_CHECKS = {FieldType.PERCENT: "number", FieldType.DATE: "date", FieldType.URL: "link"}


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: str
    chosen: bool
    with_amount: bool


@dataclass(frozen=True, slots=True)
class Month:
    """One month of an activity's plan, with the names of its two fields."""

    key: str
    label: str
    planned: str
    done: str


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to fill in. `label_id` names the heading that labels a cell of a table."""

    name: str
    field: Field
    value: Any
    fault: str = ""
    fixed: bool = False
    label_id: str = ""
    amount: str = ""
    theirs: str | None = None
    longest: int = LONGEST_VALUE

    @property
    def id(self) -> str:
        return f"f-{self.name}"

    @property
    def type(self) -> str:
        return self.field.type.value

    @property
    def keyboard(self) -> str:
        return _KEYBOARDS.get(self.field.type, "text")

    @property
    def checked_as(self) -> str:
        return _CHECKS.get(self.field.type, "")

    @property
    def label(self) -> str:
        return self.field.label.lstrip("- ").strip()

    @property
    def amount_name(self) -> str:
        return self.name + AMOUNT_SUFFIX

    @property
    def options(self) -> list[Option]:
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [
            Option(choice.key, choice.label, choice.key in chosen, choice.with_amount)
            for choice in self.field.choices
        ]

    @property
    def has_amount(self) -> bool:
        return any(choice.with_amount for choice in self.field.choices)

    @property
    def months(self) -> list[Month]:
        plan = self.value or {}
        return [
            Month(
                key, label, plan.get(key, {}).get("planned", ""), plan.get(key, {}).get("done", "")
            )
            for key, label in MONTHS.items()
        ]

    @property
    def links(self) -> bool:
        """Whether the value may stand on the page as a link."""
        return str(self.value).lower().startswith(("https://", "http://"))

    @property
    def shown(self) -> str:
        """The value as it is read, without a field around it."""
        if self.field.choices:
            words = [option.label for option in self.options if option.chosen]
            return ", ".join(words) + (f" {self.amount}" if self.amount else "")
        return date_words(self.value) if self.field.type is FieldType.DATE else str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `number` counts from one as shown, `origins` are the divisions whose
    reports it was merged from."""

    index: int | str
    number: int
    id: str
    prefix: str
    boxes: tuple[Box, ...]
    origins: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.prefix}-{self.index}"


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table to fill in. `blank` is the row that scripts copy; `plan` says that rows hold a plan
    by month and stand in two lines."""

    path: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    blank: Row
    plan: Field | None
    fault: str = ""
    most: int = MOST_ROWS

    @property
    def prefix(self) -> str:
        return prefix_of(self.path)

    @property
    def columns(self) -> list[Field]:
        """The columns beside the plan and the number, which have places of their own."""
        apart = (FieldType.MONTH_PLAN, FieldType.AUTO_NUMBER)
        return [one for one in self.fields if one.type not in apart]

    @property
    def filled(self) -> list[Row]:
        """The rows with something in them, for reading."""
        return [row for row in self.rows if any(box.value for box in row.boxes)]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page: its boxes, or its table, and how much of it is filled in."""

    key: str
    title: str
    hint: str
    boxes: tuple[Box, ...]
    table: TablePart | None
    done: int
    total: int

    @property
    def complete(self) -> bool:
        return self.done >= self.total


@dataclass(frozen=True, slots=True)
class Signature:
    role: str
    boxes: tuple[tuple[str, str, str], ...]  # part, name, value


@dataclass(frozen=True, slots=True)
class Lack:
    """One line of the list at the top: what is missing, and the field it leads to."""

    name: str
    text: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a form's page fills its templates with."""

    sheet: Sheet
    parts: tuple[Part, ...]
    signatures: tuple[Signature, ...]
    lacks: tuple[Lack, ...]
    token: str


def date_words(text: str) -> str:
    """A stored date as people write it, in the reader's language; other text as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    thai = (get_language() or "th").startswith("th")
    return thai_date(day, style="short") if thai else english_date(day)
