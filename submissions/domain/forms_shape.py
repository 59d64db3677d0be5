"""Answers as they are stored: the schema's shape, and an identity for every row.

A row's `id` tells it from the others when two people add, remove and move rows at the same time.
It is no part of what was answered: digests and printed sheets leave it out.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms_templates.answers import Missing, excess, normalise_answers, validate_answers
from forms_templates.contexts import FormStatus
from forms_templates.domain.library import schema_of
from forms_templates.models import FormTemplate
from forms_templates.schema import Column, Field, FieldType, FormSchema
from kpi_portal.audit import chain
from kpi_portal.thai import UnreadableDateError, parse_thai_date

Data = dict[str, Any]

ROWS = "rows"
_ROW_ID = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a form: the form's own (`path` "rows") or one inside a section."""

    path: str
    title: str
    columns: tuple[Column, ...]
    min_rows: int


def tables(schema: FormSchema) -> Iterator[Table]:
    """Every table of the form, in reading order."""
    if schema.columns:
        yield Table(ROWS, schema.title, schema.columns, schema.min_rows)
    for section in schema.sections:
        if section.columns:
            path = f"tables.{section.key}"
            yield Table(path, section.title, section.columns, section.min_rows)


def rows_at(data: Mapping[str, Any], path: str) -> list[Data]:
    """The rows of a table; empty where nothing was filled in."""
    part, _, section = path.partition(".")
    found = data.get(part)
    if section:
        found = found.get(section) if isinstance(found, Mapping) else None
    return list(found) if isinstance(found, list) else []


def put_rows(data: Data, path: str, rows: list[Data]) -> None:
    """Set the rows of a table in place."""
    part, _, section = path.partition(".")
    if section:
        data.setdefault(part, {})[section] = rows
    else:
        data[part] = rows


def in_shape(schema: FormSchema, data: Mapping[str, Any]) -> Data:
    """The answers in the schema's shape with an id on every row; empty rows are left out.

    Text is mended (`kpi_portal.thai.normalise_text`), dates that can be read become ISO dates,
    and nothing that was typed is cut.
    """
    shaped = normalise_answers(replace(schema, columns=()), _without_tables(schema, data))
    for field in _dates(schema.fields()):
        part = shaped["header"] if field.key in shaped["header"] else shaped["answers"]
        part[field.key] = readable_date(part[field.key])
    taken: set[str] = set()
    for table in tables(schema):
        rows = [_shaped_row(table, row, taken) for row in rows_at(data, table.path)]
        put_rows(shaped, table.path, [row for row in rows if row])
    return shaped


def readable_date(text: str) -> str:
    """A date in any spelling people use as an ISO date; what cannot be read stays as typed."""
    try:
        return parse_thai_date(text).isoformat()
    except UnreadableDateError:
        return text


def too_much(schema: FormSchema, data: Mapping[str, Any]) -> list[Missing]:
    """What is too long or too many to be saved (see `forms_templates.answers.excess`)."""
    return excess(schema, data)


def missing(schema: FormSchema, data: Mapping[str, Any]) -> list[dict[str, str]]:
    """What keeps the form from being complete, ready to be stored with the answer."""
    return [
        {"path": m.path, "label": m.label, "th": m.message_th, "en": m.message_en}
        for m in validate_answers(schema, data)
    ]


def digest_of(template: FormTemplate, data: Mapping[str, Any]) -> str:
    """SHA-256 over everything answered, whatever the ids of the rows."""
    answers = normalise_answers(schema_of(template), data)
    return chain.digest({"template": template.sha256, "answers": answers})


def plan_digest_of(template: FormTemplate, data: Mapping[str, Any]) -> str:
    """SHA-256 over what an approval covers: all but the shares recorded as done, which grow every
    month without changing the plan."""
    schema = schema_of(template)
    answers = normalise_answers(schema, data)
    plan = schema.month_plan()
    if plan is not None:
        for row in answers[ROWS]:
            row[plan.key] = {
                month: shares["planned"]
                for month, shares in row[plan.key].items()
                if shares["planned"]
            }
    return chain.digest({"template": template.sha256, "plan": answers})


def without_done(schema: FormSchema, data: Mapping[str, Any]) -> Data:
    """The answers as they were before any progress was recorded."""
    plain = in_shape(schema, data)
    plan = schema.month_plan()
    if plan is not None:
        for row in plain[ROWS]:
            row[plan.key] = {
                month: {"planned": shares["planned"], "done": ""}
                for month, shares in row[plan.key].items()
            }
    return in_shape(schema, plain)


def with_done_shares(schema: FormSchema, kept: Mapping[str, Any], typed: Mapping[str, Any]) -> Data:
    """The kept answers with nothing taken from `typed` but the done shares of the same rows: how
    progress is recorded in an approved plan."""
    plan = schema.month_plan()
    merged = in_shape(schema, kept)
    if plan is None:
        return merged
    said = {row["id"]: row.get(plan.key) or {} for row in rows_at(typed, ROWS) if "id" in row}
    for row in merged[ROWS]:
        shares = {month: dict(pair) for month, pair in row[plan.key].items()}
        for month, pair in said.get(row["id"], {}).items():
            own = shares.setdefault(month, {"planned": "", "done": ""})
            own["done"] = pair.get("done", "")
        row[plan.key] = shares
    return in_shape(schema, merged)


def keep_unmentioned(
    schema: FormSchema,
    stored: Mapping[str, Any],
    typed: Data,
    *,
    removed: Collection[str],
) -> None:
    """Put back, in place, the stored rows that `typed` neither holds nor removed: somebody else
    added them after the page was made. Each follows the row it followed before."""
    for table in tables(schema):
        rows = rows_at(typed, table.path)
        there = {row["id"] for row in rows}
        before: str | None = None
        for row in rows_at(stored, table.path):
            if row["id"] not in there and row["id"] not in removed:
                place = next((n for n, r in enumerate(rows, 1) if r["id"] == before), 0)
                rows.insert(place if before else 0, row)
                there.add(row["id"])
            before = row["id"]
        put_rows(typed, table.path, rows)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of what differs, without any text: "header.objective", "rows.activity"."""
    found: set[str] = set()
    for part in ("header", "answers", "signatures"):
        old, new = before.get(part) or {}, after.get(part) or {}
        found |= {f"{part}.{key}" for key in {*old, *new} if old.get(key) != new.get(key)}
    sections = {*(before.get("tables") or {}), *(after.get("tables") or {})}
    for path in ("rows", *(f"tables.{section}" for section in sections)):
        found |= _changed_columns(path, before, after)
    return sorted(found)


def _changed_columns(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    old = {row["id"]: row for row in rows_at(before, path)}
    new = {row["id"]: row for row in rows_at(after, path)}
    found = {
        f"{path}.{key}"
        for row_id in {*old, *new}
        for key in {*old.get(row_id, {}), *new.get(row_id, {})} - {"id"}
        if old.get(row_id, {}).get(key) != new.get(row_id, {}).get(key)
    }
    if not found and list(old) != list(new):
        found.add(path)
    return found


def _without_tables(schema: FormSchema, data: Mapping[str, Any]) -> Data:
    parts = ("header", "answers", "signatures")
    return {part: data.get(part) for part in parts}


def _dates(fields: Iterator[Field]) -> Iterator[Field]:
    return (field for field in fields if field.type is FieldType.DATE)


def _shaped_row(table: Table, row: Any, taken: set[str]) -> Data:
    """One row in shape with its id, or an empty mapping for an empty row."""
    alone = FormSchema(
        key="",
        number="",
        title="",
        fiscal_year=0,
        version=0,
        status=FormStatus.PRINTED,
        columns=table.columns,
    )
    shaped: list[Data] = normalise_answers(alone, {ROWS: [row]})[ROWS]
    if not shaped:
        return {}
    kept = shaped[0]
    for column in _dates(iter(table.columns)):
        kept[column.key] = readable_date(kept[column.key])
    wanted = str(row.get("id", ""))
    if not _ROW_ID.fullmatch(wanted) or wanted in taken:
        wanted = secrets.token_hex(6)
    taken.add(wanted)
    return kept | {"id": wanted}
