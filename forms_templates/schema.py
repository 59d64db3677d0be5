"""The web forms as data: what is asked, in which order, and how it stands on paper.

A schema is read from a fixture or from its stored JSON by `forms_templates.schema_loading`, and
never changes once answers were given to it. Answers to it are plain JSON:

    {"header":     {field: value},
     "rows":       [{column: value}],             the form's own table
     "answers":    {field: value},                fields of sections
     "tables":     {section: [{column: value}]},  tables inside sections
     "signatures": {signature: {"name", "position", "date"}}}

A value is text, except: choices of many are a list of keys; an amount stands beside its choice
under "<key>_amount"; pictures are a list of {"sha256", "caption"}; a month plan is {month:
{"planned", "done"}} in per cent of the activity's work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from forms_templates.contexts import FormStatus

# The months of a fiscal year in its order, with the labels of the printed plan.
MONTHS: dict[str, str] = {
    "m10": "ต.ค.",
    "m11": "พ.ย.",
    "m12": "ธ.ค.",
    "m01": "ม.ค.",
    "m02": "ก.พ.",
    "m03": "มี.ค.",
    "m04": "เม.ย.",
    "m05": "พ.ค.",
    "m06": "มิ.ย.",
    "m07": "ก.ค.",
    "m08": "ส.ค.",
    "m09": "ก.ย.",
}
MONTHS_OF_FIRST_YEAR = 3

AMOUNT_SUFFIX = "_amount"


class FieldType(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    AUTO_NUMBER = "auto_number"
    CHOICE_MANY = "choice_many"
    CHOICE_ONE = "choice_one"
    MONTH_PLAN = "month_plan"
    IMAGE = "image"
    DATE = "date"
    URL = "url"
    PERCENT = "percent"
    YEAR = "year"


class Prefill(StrEnum):
    """A fact of the submission that a field starts with."""

    OFFICE = "office"
    UNIT = "unit"
    PROCESS = "process"
    FISCAL_YEAR = "fiscal_year"
    ROUND = "round"


class Repeat(StrEnum):
    """Whether a submission has the form once, or once for each process chosen."""

    ONCE = "once"
    PROCESS = "process"


@dataclass(frozen=True)
class Choice:
    """One of a field's choices; one `with_amount` also asks for an amount."""

    key: str
    label: str
    with_amount: bool = False


@dataclass(frozen=True)
class Field:
    """Something asked. `lines` and `room` (millimetres) are what a blank sheet leaves for it.

    `basis` says where a field that no source prints comes from. `in_subtitle` prints the field
    under the title instead of on a line of its own.
    """

    key: str
    label: str
    type: FieldType
    required: bool = False
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    prefill: Prefill | None = None
    basis: str = ""
    lines: int = 1
    room: int = 0
    in_subtitle: bool = False


@dataclass(frozen=True)
class Column(Field):
    """A field asked once per row. `width` is its share of the printed table's width."""

    width: int = 20


@dataclass(frozen=True)
class Section:
    """A part of a form: fields, or a table of its own with `columns`."""

    key: str
    title: str
    hint: str = ""
    fields: tuple[Field, ...] = ()
    columns: tuple[Column, ...] = ()
    min_rows: int = 0
    blank_rows: int = 0


@dataclass(frozen=True)
class SignaturePlace:
    """Who signs the printed form, and in which role."""

    key: str
    role: str
    position: str = ""
    status: FormStatus = FormStatus.PRINTED


@dataclass(frozen=True)
class FormSchema:
    """One version of one form. `notes` are the corrections made to the source, and its gaps."""

    key: str
    number: str
    title: str
    fiscal_year: int
    version: int
    status: FormStatus
    level: int = 0
    repeat: Repeat = Repeat.ONCE
    landscape: bool = False
    small: bool = False
    header: tuple[Field, ...] = ()
    columns: tuple[Column, ...] = ()
    min_rows: int = 0
    blank_rows: int = 0
    sections: tuple[Section, ...] = ()
    footnote: str = ""
    signatures: tuple[SignaturePlace, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The short code printed on its sheets, "F1" for form-1."""
        return "F" + self.key.removeprefix("form-").upper()

    def fields(self) -> Iterator[Field]:
        """Every field asked outside tables, in reading order."""
        yield from self.header
        for section in self.sections:
            yield from section.fields

    def month_plan(self) -> Column | None:
        """The column of the table that holds a plan by month, if the form has one."""
        return next((c for c in self.columns if c.type is FieldType.MONTH_PLAN), None)


@dataclass(frozen=True)
class FormSource:
    """The document that the forms were taken from."""

    title: str
    date: str


@dataclass(frozen=True)
class FormSet:
    """The forms of one fiscal year, by key."""

    source: FormSource
    fiscal_year: int
    forms: dict[str, FormSchema]
