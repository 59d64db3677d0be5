"""How much of a form is filled in, section by section, and what is missing where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forms_templates.schema import AMOUNT_SUFFIX, Field, FormSchema
from submissions.domain import forms_shape
from submissions.forms.answer_boxes import Lack
from submissions.forms.answers import Typed, name_of


def lacks_of(
    said: Mapping[str, str], data: Mapping[str, Any], typed: Typed | None
) -> Iterator[Lack]:
    """The list of what is missing, each line leading to its field on the page."""
    for path, text in said.items():
        number = next((int(part) for part in path.split(".") if part.isdigit()), None)
        row = 0 if number is None else number + 1
        yield Lack(name_of(path, data, typed), text, row)


def progress_of(
    schema: FormSchema, missing: Iterable[str], data: Mapping[str, Any]
) -> dict[str, tuple[int, int]]:
    """Section key → how many of its required fields are filled, and how many there are."""
    paths = list(missing)
    counted: dict[str, tuple[int, int]] = {}
    if schema.header:
        counted["header"] = _count(
            [f"header.{one.key}" for one in schema.header if one.required], paths
        )
    if schema.columns:
        counted["rows"] = _count_rows("rows", schema.columns, data, paths)
    for section in schema.sections:
        if section.columns:
            path = f"tables.{section.key}"
            counted[section.key] = _count_rows(path, section.columns, data, paths)
        else:
            wanted = [f"answers.{one.key}" for one in section.fields if one.required]
            counted[section.key] = _count(wanted, paths)
    return counted


def _count(wanted: list[str], missing: list[str]) -> tuple[int, int]:
    lacking = sum(one in missing or one + AMOUNT_SUFFIX in missing for one in wanted)
    return len(wanted) - lacking, len(wanted)


def _count_rows(
    path: str, columns: Iterable[Field], data: Mapping[str, Any], missing: list[str]
) -> tuple[int, int]:
    required = sum(column.required for column in columns)
    rows = len(forms_shape.rows_at(data, path))
    if path in missing:
        rows = max(rows, 1)
        return 0, required * rows or 1
    lacking = sum(one.startswith(f"{path}.") for one in missing)
    total = required * rows
    return max(total - lacking, 0), total
