"""What was filled into a form: brought into one shape, and what of it is still missing.

See `forms_templates.schema` for the shape of answers. Paths name places in it, such as
"rows.0.process_name", so that a page can lead to the field.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms_templates.answer_checks import Missing, fault, field_faults
from forms_templates.schema import AMOUNT_SUFFIX, MONTHS, Column, Field, FieldType, FormSchema
from kpi_portal.thai import normalise_text

__all__ = ["Missing", "excess", "normalise_answers", "validate_answers"]

LONGEST_VALUE = 10_000
MOST_ROWS = 500
MOST_PICTURES = 20

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIGNATURE_KEYS = ("name", "position", "date")


def normalise_answers(schema: FormSchema, data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in the schema's shape: text mended, foreign keys and empty rows left out.

    Nothing that was typed is cut: what is too long or too much stays, and `excess` names it.
    """
    header = _mapping(data.get("header"))
    answers = _mapping(data.get("answers"))
    tables = _mapping(data.get("tables"))
    signatures = _mapping(data.get("signatures"))
    return {
        "header": {field.key: _value(field, header) for field in schema.header},
        "rows": _rows(schema.columns, data.get("rows")),
        "answers": _flat(
            (field for section in schema.sections for field in section.fields), answers
        ),
        "tables": {
            section.key: _rows(section.columns, tables.get(section.key))
            for section in schema.sections
            if section.columns
        },
        "signatures": {
            place.key: {
                key: _text(_mapping(signatures.get(place.key)).get(key), multiline=False)
                for key in _SIGNATURE_KEYS
            }
            for place in schema.signatures
        },
    }


def excess(schema: FormSchema, answers: Mapping[str, Any]) -> list[Missing]:
    """What is too long or too much to be kept; answers with any must not be saved."""
    found = [
        fault(path, label, "ยาวเกิน 10,000 ตัวอักษร", "is longer than 10,000 characters")
        for path, label, value in _texts(schema, answers)
        if len(value) > LONGEST_VALUE
    ]
    for path, label, rows in _tables(schema, answers):
        if len(rows) > MOST_ROWS:
            found.append(fault(path, label, "มีเกิน 500 แถว", "has more than 500 rows"))
    for path, label, pictures in _pictures(schema, answers):
        if len(pictures) > MOST_PICTURES:
            found.append(fault(path, label, "มีเกิน 20 รูป", "has more than 20 pictures"))
    return found


def validate_answers(schema: FormSchema, data: Mapping[str, Any]) -> list[Missing]:
    """What is missing or cannot be read, in the order of the form; empty when it is complete."""
    answers = normalise_answers(schema, data)
    missing = excess(schema, answers)
    for field in schema.header:
        missing += field_faults(field, answers["header"], f"header.{field.key}")
    missing += _table_faults(schema.columns, answers["rows"], "rows", schema.title, schema.min_rows)
    for section in schema.sections:
        for field in section.fields:
            missing += field_faults(field, answers["answers"], f"answers.{field.key}")
        if section.columns:
            path, rows = f"tables.{section.key}", answers["tables"][section.key]
            missing += _table_faults(section.columns, rows, path, section.title, section.min_rows)
    return missing


# --- bringing into shape ---------------------------------------------------------------------


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _flat(fields: Iterator[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    shaped = {}
    for field in fields:
        shaped[field.key] = _value(field, values)
        for choice in field.choices:
            if choice.with_amount:
                key = field.key + AMOUNT_SUFFIX
                shaped[key] = _text(values.get(key), multiline=False)
    return shaped


def _rows(columns: Sequence[Column], rows: Any) -> list[dict[str, Any]]:
    if not columns or not isinstance(rows, list):
        return []
    shaped = [_flat(iter(columns), _mapping(row)) for row in rows]
    return [row for row in shaped if any(row.values())]


def _value(field: Field, values: Mapping[str, Any]) -> Any:
    value = values.get(field.key)
    match field.type:
        case FieldType.AUTO_NUMBER:
            return ""
        case FieldType.CHOICE_MANY:
            chosen = value if isinstance(value, list) else []
            return [choice.key for choice in field.choices if choice.key in chosen]
        case FieldType.CHOICE_ONE:
            return value if value in [choice.key for choice in field.choices] else ""
        case FieldType.MONTH_PLAN:
            return _month_plan(_mapping(value))
        case FieldType.IMAGE:
            return _picture_list(value)
        case _:
            return _text(value, multiline=field.type is FieldType.LONG_TEXT)


def _text(value: Any, multiline: bool) -> str:
    if value is None or isinstance(value, Mapping | list | bool):
        return ""
    return normalise_text(str(value), multiline=multiline).strip()


def _month_plan(plan: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    shaped = {
        month: {
            share: _text(_mapping(plan.get(month)).get(share), multiline=False)
            for share in ("planned", "done")
        }
        for month in MONTHS
    }
    return {month: shares for month, shares in shaped.items() if any(shares.values())}


def _picture_list(value: Any) -> list[dict[str, str]]:
    entries = value if isinstance(value, list) else []
    return [
        {"sha256": entry["sha256"], "caption": _text(entry.get("caption"), multiline=False)}
        for entry in map(_mapping, entries)
        if _SHA256.fullmatch(str(entry.get("sha256", "")))
    ]


# --- walking through -------------------------------------------------------------------------


def _tables(
    schema: FormSchema, answers: Mapping[str, Any]
) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    yield "rows", schema.title, answers["rows"]
    for section in schema.sections:
        if section.columns:
            yield f"tables.{section.key}", section.title, answers["tables"][section.key]


def _pictures(
    schema: FormSchema, answers: Mapping[str, Any]
) -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    for section in schema.sections:
        for field in section.fields:
            if field.type is FieldType.IMAGE:
                yield f"answers.{field.key}", field.label, answers["answers"][field.key]


def _texts(schema: FormSchema, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    labels = {field.key: field.label for field in schema.fields()}
    for part in ("header", "answers"):
        for key, value in answers[part].items():
            if isinstance(value, str):
                yield f"{part}.{key}", labels.get(key, key), value
    for path, label, rows in _tables(schema, answers):
        for number, row in enumerate(rows):
            for key, value in row.items():
                if isinstance(value, str):
                    yield f"{path}.{number}.{key}", label, value
    for key, signature in answers["signatures"].items():
        for name, value in signature.items():
            yield f"signatures.{key}.{name}", key, value


def _table_faults(
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    path: str,
    label: str,
    min_rows: int,
) -> Iterator[Missing]:
    if columns and len(rows) < min_rows:
        thai, english = f"ต้องมีอย่างน้อย {min_rows} แถว", f"needs at least {min_rows} row(s)"
        yield fault(path, label, thai, english)
    for number, row in enumerate(rows):
        for column in columns:
            yield from field_faults(column, row, f"{path}.{number}.{column.key}")
