"""From a posted page to the answers of a form, and from places in them to the page's fields.

Fields are named by where their value stands: "header-objective", "answers-benefits",
"rows-3-activity", "rows-3-schedule-m10-planned", "tables-plan_results-0-result". Rows follow
Django's formset names, so that the scripts for repeating rows understand them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from forms_templates.schema import AMOUNT_SUFFIX, MONTHS, Field, FieldType, FormSchema
from submissions.domain import forms_shape
from submissions.domain.forms_shape import Data, Table

SIGNATURE_PARTS = ("name", "position", "date")
SHARES = ("planned", "done")
# Far above what is accepted, so that over-many rows are read, refused and shown again whole.
_MOST_INDEX = 100_000


@dataclass(frozen=True)
class Typed:
    """What a page sent. `removed` are the ids of rows taken out; `index_of` tells, for each table
    and row id, which number the row has in the names of the page's fields."""

    data: Data
    removed: frozenset[str] = frozenset()
    index_of: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def read(schema: FormSchema, post: QueryDict) -> Typed:
    """The answers in a posted page; unchecked and uncut, for the domain mends and refuses."""
    data: Data = {
        "header": _fields(schema.header, "header", post),
        "answers": _fields(
            (one for section in schema.sections for one in section.fields), "answers", post
        ),
        "signatures": {
            place.key: {
                part: post.get(f"signatures-{place.key}-{part}", "") for part in SIGNATURE_PARTS
            }
            for place in schema.signatures
        },
    }
    removed: set[str] = set()
    index_of: dict[str, dict[str, int]] = {}
    for table in forms_shape.tables(schema):
        rows, places = _rows(table, post, removed)
        forms_shape.put_rows(data, table.path, rows)
        index_of[table.path] = places
    return Typed(data, frozenset(removed), index_of)


def prefix_of(path: str) -> str:
    """The formset prefix of a table: "rows", "tables-plan_results"."""
    return path.replace(".", "-")


def name_of(path: str, data: Mapping[str, Any], typed: Typed | None = None) -> str:
    """The field's name for a place in the saved answers, such as "rows.3.activity".

    The page may number its rows otherwise than the answers do; `typed` tells how. Empty when the
    page does not have that row.
    """
    parts = path.split(".")
    number = next((n for n, part in enumerate(parts) if part.isdigit()), None)
    if number is None:
        return "-".join(parts)
    table, row, rest = ".".join(parts[:number]), int(parts[number]), parts[number + 1 :]
    index: int | None = row
    if typed is not None:
        rows = forms_shape.rows_at(data, table)
        row_id = rows[row]["id"] if row < len(rows) else ""
        index = typed.index_of.get(table, {}).get(row_id)
    if index is None:
        return ""
    return "-".join([prefix_of(table), str(index), *rest])


def _fields(fields: Iterable[Field], prefix: str, post: QueryDict) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for one in fields:
        values |= _value(one, f"{prefix}-{one.key}", post)
    return values


def _value(one: Field, name: str, post: QueryDict) -> dict[str, Any]:
    """The field's value under its key, and an amount beside it where one was typed."""
    match one.type:
        case FieldType.CHOICE_MANY:
            found: dict[str, Any] = {one.key: post.getlist(name)}
        case FieldType.MONTH_PLAN:
            found = {one.key: _months(name, post)}
        case FieldType.IMAGE:
            found = {one.key: _captions(name, post)}
        case _:
            found = {one.key: post.get(name, "")}
    if any(choice.with_amount for choice in one.choices):
        found[one.key + AMOUNT_SUFFIX] = post.get(name + AMOUNT_SUFFIX, "")
    return found


def _months(name: str, post: QueryDict) -> dict[str, dict[str, str]]:
    return {
        month: {share: post.get(f"{name}-{month}-{share}", "") for share in SHARES}
        for month in MONTHS
    }


def _captions(name: str, post: QueryDict) -> list[dict[str, str]]:
    before = f"{name}-caption-"
    return [
        {"sha256": key.removeprefix(before), "caption": post.get(key, "")}
        for key in post
        if key.startswith(before)
    ]


def _rows(table: Table, post: QueryDict, removed: set[str]) -> tuple[list[Data], dict[str, int]]:
    prefix = prefix_of(table.path)
    rows: list[tuple[int, int, Data]] = []
    for index in _indexes(prefix, post):
        before = f"{prefix}-{index}"
        row_id = post.get(f"{before}-id", "")
        if post.get(f"{before}-DELETE"):
            removed.add(row_id)
            continue
        row = _fields(table.columns, before, post) | {"id": row_id}
        rows.append((_order(post.get(f"{before}-ORDER", ""), index), index, row))
    rows.sort(key=lambda entry: entry[:2])
    return [row for _o, _i, row in rows], {row["id"]: index for _o, index, row in rows}


def _indexes(prefix: str, post: QueryDict) -> list[int]:
    """The numbers of the rows that were sent, whatever TOTAL_FORMS claims."""
    pattern = re.compile(re.escape(prefix) + r"-([0-9]{1,6})-")
    found = {int(match[1]) for key in post if (match := pattern.match(key))}
    return sorted(index for index in found if index <= _MOST_INDEX)


def _order(text: str, index: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else index
