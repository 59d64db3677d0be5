"""A web form on paper: from schema and answers to the context that is printed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from forms_templates import contexts as c
from forms_templates.answers import normalise_answers
from forms_templates.schema import (
    AMOUNT_SUFFIX,
    MONTHS,
    MONTHS_OF_FIRST_YEAR,
    Column,
    Field,
    FieldType,
    FormSchema,
    Section,
)
from forms_templates.schema_loading import form_as_data
from kpi_portal.thai import thai_date

TICK = "√"
BLANK_ROW_MM = 14
PLAN_ROW_MM = 8
ROOM_TO_WRITE = "." * 40
_CODE_DIGITS = 4

Pictures = Callable[[str], bytes]


@dataclass(frozen=True)
class Signed:
    """Who signed, or is to sign, in one of the form's places."""

    name: str = ""
    position_lines: tuple[str, ...] = ()
    date_line: str = ""


def version_code(schema: FormSchema, answers: Mapping[str, Any] | None = None) -> str:
    """The code on the sheet: F1-2568-v1, and for a filled form -3F9A after its very answers.

    Equal answers give equal codes; the portal compares them when a signed sheet comes back.
    """
    base = f"{schema.code}-{schema.fiscal_year}-v{schema.version}"
    if answers is None:
        return base
    content = {"form": form_as_data(schema), "answers": normalise_answers(schema, answers)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{base}-{sha256(text.encode()).hexdigest()[:_CODE_DIGITS].upper()}"


def blank_context(
    schema: FormSchema, *, made_at: datetime, approved: bool = False, prefilled: Any = None
) -> c.FormContext:
    """The form to be filled in by hand or in Word; `prefilled` may hold header values."""
    answers = normalise_answers(schema, {"header": prefilled or {}})
    writer = _Writer(schema, answers, blank=True)
    return writer.context(version_code(schema), made_at, approved)


def filled_context(
    schema: FormSchema,
    answers: Mapping[str, Any],
    *,
    made_at: datetime,
    pictures: Pictures,
    signed: Mapping[str, Signed] | None = None,
    approved: bool = False,
) -> c.FormContext:
    """The form with its answers. `pictures` gives the bytes of a SHA-256.

    `signed` names the people per place; without, the names typed into the form are printed.
    """
    shaped = normalise_answers(schema, answers)
    writer = _Writer(schema, shaped, blank=False, pictures=pictures, signed=signed or {})
    return writer.context(version_code(schema, answers), made_at, approved)


def printed(field: Field, values: Mapping[str, Any]) -> str:
    """The words that stand for an answer: the labels of what was chosen, a date in words."""
    value = values[field.key]
    if field.choices:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(choice.label for choice in field.choices if choice.key in chosen)
    if field.type is FieldType.DATE and value:
        return _date_in_words(value)
    return str(value)


def no_pictures(_digest: str) -> bytes:
    """The pictures of a sheet that has none."""
    raise LookupError("a blank form has no pictures")


class _Writer:
    """Turns one form's answers into its printed parts."""

    def __init__(
        self,
        schema: FormSchema,
        answers: Mapping[str, Any],
        *,
        blank: bool,
        pictures: Pictures = no_pictures,
        signed: Mapping[str, Signed] | None = None,
    ) -> None:
        self._schema = schema
        self._answers = answers
        self._blank = blank
        self._pictures = pictures
        self._signed = signed or {}

    def context(self, code: str, made_at: datetime, approved: bool) -> c.FormContext:
        """The whole form."""
        schema = self._schema
        return c.FormContext(
            key=schema.key,
            number=schema.number,
            title=schema.title,
            version_code=code,
            made_at=made_at,
            subtitle=self._subtitle(),
            status=schema.status,
            draft=schema.status is not c.FormStatus.PRINTED and not approved,
            blank=self._blank,
            landscape=schema.landscape,
            header=tuple(
                c.LabelledValue(field.label, printed(field, self._answers["header"]))
                for field in schema.header
                if not field.in_subtitle
            ),
            table=self._table(schema.columns, self._answers["rows"], schema.blank_rows),
            sections=tuple(map(self._section, schema.sections)),
            footnote=schema.footnote,
            signatures=tuple(map(self._signature, schema.signatures)),
        )

    def _subtitle(self) -> str:
        header = self._answers["header"]
        parts = []
        for field in self._schema.header:
            if field.in_subtitle:
                value = printed(field, header)
                if not value and field.type is FieldType.YEAR:
                    value = str(self._schema.fiscal_year)
                parts.append(f"{field.label} {value or ROOM_TO_WRITE}")
        return "  ".join(parts)

    def _section(self, section: Section) -> c.FormSection:
        rows = self._answers["tables"].get(section.key, [])
        return c.FormSection(
            title=section.title,
            hint=section.hint,
            entries=tuple(self._entry(section, field) for field in section.fields),
            table=self._table(section.columns, rows, section.blank_rows),
        )

    def _entry(self, section: Section, field: Field) -> c.SectionEntry:
        values = self._answers["answers"]
        # A lone question that repeats the section's title is not printed twice.
        label = "" if section.title.endswith(field.label) else field.label
        if field.type is FieldType.IMAGE:
            pictures = tuple(
                c.Picture(self._pictures(entry["sha256"]), entry["caption"])
                for entry in values[field.key]
            )
            return c.SectionEntry(label, pictures=pictures, room=field.room if self._blank else 0)
        return c.SectionEntry(label, text=printed(field, values), lines=field.lines)

    def _signature(self, place: Any) -> c.FormSignature:
        typed = self._answers["signatures"][place.key]
        unwritten = f"{place.position}{ROOM_TO_WRITE}" if place.position else ""
        positions = tuple(filter(None, [typed["position"] or unwritten]))
        signed = self._signed.get(place.key) or Signed(typed["name"], positions, typed["date"])
        return c.FormSignature(
            role=place.role,
            name=signed.name,
            position_lines=signed.position_lines or positions,
            date_line=signed.date_line,
        )

    # --- tables ---

    def _table(
        self, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], blank_rows: int
    ) -> c.Table | None:
        if not columns:
            return None
        plan = any(column.type is FieldType.MONTH_PLAN for column in columns)
        empty = _empty_row(columns)
        shown = rows or [empty] * max(blank_rows, 1)
        written: list[tuple[c.Cell, ...]] = []
        for number, row in enumerate(shown, 1):
            written += self._row(columns, row, str(number) if rows else "", 2 if plan else 1)
        height = (PLAN_ROW_MM if plan else BLANK_ROW_MM) if not rows else 0
        return c.Table(
            columns=tuple(self._heading(column) for column in columns),
            rows=tuple(written),
            small=self._schema.small,
            row_height=height,
        )

    def _heading(self, column: Column) -> c.Column:
        if column.choices:
            width = max(column.width // len(column.choices), 1)
            ticks = tuple(
                c.Column(choice.label, width, c.Align.CENTER) for choice in column.choices
            )
            return c.Column(column.label, column.width, children=ticks)
        if column.type is FieldType.MONTH_PLAN:
            return self._plan_heading(column)
        centred = column.type in (FieldType.AUTO_NUMBER, FieldType.PERCENT)
        align = c.Align.CENTER if centred else c.Align.LEFT
        return c.Column(column.label, column.width, align)

    def _plan_heading(self, column: Column) -> c.Column:
        """The months under the years they lie in, after a column that tells plan from result."""
        width = max(column.width // (len(MONTHS) + 1), 1)
        months = tuple(c.Column(label, width, c.Align.CENTER) for label in MONTHS.values())
        year = self._schema.fiscal_year
        first, second = months[:MONTHS_OF_FIRST_YEAR], months[MONTHS_OF_FIRST_YEAR:]
        return c.Column(
            f"{column.label} (ร้อยละของงานแต่ละเดือน)",
            column.width,
            children=(
                c.Column("", width, c.Align.CENTER),
                c.Column(f"พ.ศ. {year - 1}", children=first),
                c.Column(f"พ.ศ. {year}", children=second),
            ),
        )

    def _row(
        self, columns: Sequence[Column], row: Mapping[str, Any], number: str, height: int
    ) -> list[tuple[c.Cell, ...]]:
        """The printed rows of one filled row: two where plan and result stand above each other."""
        first: list[c.Cell] = []
        second: list[c.Cell] = []
        for column in columns:
            if column.type is FieldType.MONTH_PLAN:
                first += _plan_cells("แผน", row[column.key], "planned")
                second += _plan_cells("ผล", row[column.key], "done")
            else:
                first += (c.Cell(text, rows=height) for text in self._cells(column, row, number))
        return [tuple(first), tuple(second)] if second else [tuple(first)]

    def _cells(self, column: Column, row: Mapping[str, Any], number: str) -> list[str]:
        if column.type is FieldType.AUTO_NUMBER:
            return [number]
        if not column.choices:
            return [printed(column, row)]
        value = row[column.key]
        chosen = value if isinstance(value, list) else [value]
        amount = row.get(column.key + AMOUNT_SUFFIX, "")
        return [
            "" if choice.key not in chosen else (amount if choice.with_amount and amount else TICK)
            for choice in column.choices
        ]


def _empty_row(columns: Sequence[Column]) -> dict[str, Any]:
    """A row in which nothing is filled."""
    empty: dict[FieldType, Any] = {FieldType.CHOICE_MANY: [], FieldType.MONTH_PLAN: {}}
    return {column.key: empty.get(column.type, "") for column in columns}


def _plan_cells(label: str, plan: Mapping[str, Mapping[str, str]], share: str) -> list[c.Cell]:
    return [c.Cell(label), *(c.Cell(plan.get(month, {}).get(share, "")) for month in MONTHS)]


def _date_in_words(value: str) -> str:
    try:
        return thai_date(date.fromisoformat(value))
    except ValueError:
        return value  # printed as typed; `validate_answers` names it
