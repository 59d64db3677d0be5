"""Putting a form's page together: what is stored or was typed, with what is missing in it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from forms_templates.answers import MOST_ROWS
from forms_templates.schema import AMOUNT_SUFFIX, MONTHS, Field, FieldType
from submissions.domain import forms_facts, forms_shape
from submissions.domain.forms import Sheet
from submissions.domain.forms_refusals import sentence
from submissions.domain.forms_shape import Data, Table
from submissions.forms.answer_boxes import Box, Page, Part, Row, Signature, TablePart, date_words
from submissions.forms.answer_progress import lacks_of, progress_of
from submissions.forms.answers import SIGNATURE_PARTS, prefix_of

# What a cell or a box holds when nothing was filled in, by the type of its field.
_EMPTY: dict[FieldType, Any] = {
    FieldType.CHOICE_MANY: [],
    FieldType.MONTH_PLAN: {},
    FieldType.IMAGE: [],
}


def build(
    sheet: Sheet,
    *,
    data: Data | None = None,
    extra: Mapping[str, int] | None = None,
    theirs: Mapping[str, Any] | None = None,
    faults: Mapping[str, str] | None = None,
    mark_missing: bool = False,
    signed_elsewhere: str = "",
    token: str = "",
    origins: Mapping[str, Sequence[str]] | None = None,
) -> Page:
    """The page of a form. `data` shows what was typed instead of what is stored; `extra` asks for
    further empty rows by table; `theirs` are another person's answers to show beside what differs;
    `faults` (path → sentence) are refusals, beside what is missing. Empty fields are marked in
    place only with `mark_missing`; the list at the top names them always. `signed_elsewhere` is the
    signature that is not typed here; `origins` name the divisions a row was merged from."""
    shown = sheet.data if data is None else forms_shape.in_shape(sheet.schema, data)
    missing = sheet.missing if data is None else forms_shape.missing(sheet.schema, shown)
    said = {m["path"]: sentence(m) for m in missing} | dict(faults or {})
    maker = _Maker(sheet, shown, said, extra or {}, theirs, token or secrets.token_hex(8))
    maker.mark_missing = mark_missing
    maker.origins = origins or {}
    return Page(
        sheet=sheet,
        parts=tuple(maker.parts()),
        signatures=tuple(maker.signatures(signed_elsewhere)),
        lacks=tuple(lacks_of(said, shown, None)),
        token=maker.token,
    )


class _Maker:
    """Makes the boxes of one page."""

    def __init__(
        self,
        sheet: Sheet,
        data: Data,
        faults: Mapping[str, str],
        extra: Mapping[str, int],
        theirs: Mapping[str, Any] | None,
        token: str,
    ) -> None:
        self.sheet = sheet
        self.data = data
        self.faults = faults
        self.extra = extra
        self.theirs = theirs
        self.token = token
        self.mark_missing = False
        self.origins: Mapping[str, Sequence[str]] = {}
        self.progress = progress_of(sheet.schema, faults, data)

    def parts(self) -> Iterator[Part]:
        schema = self.sheet.schema
        tables = {table.path: table for table in forms_shape.tables(schema)}
        if schema.header:
            yield self._part("header", "", "", self._boxes("header", schema.header), None)
        if "rows" in tables:
            yield self._part("rows", "", schema.footnote, (), self._table(tables["rows"]))
        for section in schema.sections:
            table = tables.get(f"tables.{section.key}")
            yield self._part(
                section.key,
                section.title,
                section.hint,
                self._boxes("answers", section.fields),
                self._table(table) if table else None,
            )

    def signatures(self, signed_elsewhere: str) -> Iterator[Signature]:
        for place in self.sheet.schema.signatures:
            if place.key == signed_elsewhere:
                continue
            typed = self.data["signatures"].get(place.key, {})
            yield Signature(
                place.role,
                tuple(
                    (part, f"signatures-{place.key}-{part}", typed.get(part, ""))
                    for part in SIGNATURE_PARTS
                ),
            )

    def _part(
        self, key: str, title: str, hint: str, boxes: tuple[Box, ...], table: TablePart | None
    ) -> Part:
        done, total = self.progress.get(key, (0, 0))
        return Part(key, title, hint, boxes, table, done, total)

    def _boxes(self, part: str, fields: Iterable[Field]) -> tuple[Box, ...]:
        values, theirs = self.data[part], (self.theirs or {}).get(part)
        return tuple(
            self._box(one, f"{part}.{one.key}", f"{part}-{one.key}", values, theirs)
            for one in fields
        )

    def _box(
        self,
        one: Field,
        path: str,
        name: str,
        values: Mapping[str, Any],
        theirs: Mapping[str, Any] | None = None,
        label_id: str = "",
    ) -> Box:
        value = values.get(one.key) or _EMPTY.get(one.type, "")
        amount = values.get(one.key + AMOUNT_SUFFIX, "")
        fault = self.faults.get(path) or self.faults.get(path + AMOUNT_SUFFIX, "")
        return Box(
            name=name,
            field=one,
            value=date_words(value) if one.type is FieldType.DATE else value,
            fault=fault if value or self.mark_missing else "",
            fixed=one.prefill in forms_facts.FIXED,
            label_id=label_id,
            amount=amount,
            theirs=_their_words(one, value, amount, theirs),
        )

    def _table(self, table: Table) -> TablePart:
        prefix = prefix_of(table.path)
        rows = forms_shape.rows_at(self.data, table.path)
        wanted = len(rows) + self.extra.get(table.path, 0)
        if not rows:
            wanted = max(wanted, 1)
        wanted = min(wanted, max(MOST_ROWS, len(rows)))
        others = {row["id"]: row for row in forms_shape.rows_at(self.theirs or {}, table.path)}
        made = [self._row(table, prefix, n, row, others) for n, row in enumerate(rows)]
        made += [self._row(table, prefix, n, {}, {}) for n in range(len(rows), wanted)]
        return TablePart(
            path=table.path,
            title=table.title,
            fields=table.columns,
            rows=tuple(made),
            blank=self._row(table, prefix, "__prefix__", {}, {}),
            plan=next((c for c in table.columns if c.type is FieldType.MONTH_PLAN), None),
            fault=self.faults.get(table.path, ""),
        )

    def _row(
        self,
        table: Table,
        prefix: str,
        index: int | str,
        row: Mapping[str, Any],
        others: Mapping[str, Mapping[str, Any]],
    ) -> Row:
        name = f"{prefix}-{index}"
        number = index + 1 if isinstance(index, int) else 0
        boxes = tuple(
            self._box(
                column,
                f"{table.path}.{index}.{column.key}",
                f"{name}-{column.key}",
                row,
                others.get(row.get("id", "")),
                f"h-{prefix}-{column.key} f-{name}-no",
            )
            for column in _in_reading_order(table)
        )
        row_id = row.get("id") or f"n{self.token}-{index}"
        return Row(index, number, row_id, prefix, boxes, tuple(self.origins.get(row_id, ())))


def _in_reading_order(table: Table) -> Iterator[Field]:
    """The columns as the page shows them: the plan by month comes last, on a line of its own."""
    shown = [column for column in table.columns if column.type is not FieldType.AUTO_NUMBER]
    yield from (column for column in shown if column.type is not FieldType.MONTH_PLAN)
    yield from (column for column in shown if column.type is FieldType.MONTH_PLAN)


def _their_words(
    one: Field, value: Any, amount: str, theirs: Mapping[str, Any] | None
) -> str | None:
    """What another person saved in this place, where it differs from what is shown."""
    if theirs is None or one.prefill in forms_facts.FIXED:
        return None
    other = theirs.get(one.key) or _EMPTY.get(one.type, "")
    other_amount = theirs.get(one.key + AMOUNT_SUFFIX, "")
    if (other, other_amount) == (value, amount) or one.type is FieldType.IMAGE:
        return None
    if one.type is FieldType.MONTH_PLAN:
        pairs = (
            f"{MONTHS[month]} {shares.get('planned') or '–'}/{shares.get('done') or '–'}"
            for month, shares in other.items()
        )
        return ", ".join(pairs)
    return Box(name="", field=one, value=other, amount=other_amount).shown
