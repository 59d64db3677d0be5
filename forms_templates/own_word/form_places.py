"""The places of a web form, from its schema, and their values, from its answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import FormContext
from forms_templates.own_word.places import (
    UNNEEDED,
    PictureValue,
    Place,
    PlaceKind,
    Values,
    empty_where_absent,
    root,
)
from forms_templates.paper import TICK, Pictures, printed
from forms_templates.rendering.typography import writable
from forms_templates.rendering.wording import BLANK_NAME, DRAFT_MARK
from forms_templates.schema import AMOUNT_SUFFIX, MONTHS, Field, FieldType, FormSchema

SHARES = {"planned": _("planned share in per cent"), "done": _("done share in per cent")}
PICTURE_WIDTH_CM, PICTURE_HEIGHT_CM = 14.0, 12.0


def places_of(schema: FormSchema) -> Place:
    """Everything that the Word file of this form may name."""
    parts = [
        Place(
            "form",
            kind=PlaceKind.GROUP,
            inside=(
                Place("number", _("number of the form"), sample=UNNEEDED + schema.number),
                Place("title", _("title of the form"), sample=UNNEEDED + schema.title),
                Place("fiscal_year", _("fiscal year"), sample=UNNEEDED + str(schema.fiscal_year)),
                Place(
                    "version_code",
                    _("code that ties the sheet to its answers"),
                    sample="F1-2568-v1-3F9A",
                    needed=True,
                ),
                Place("draft_mark", _("ร่าง while the form is not approved"), sample=UNNEEDED),
                Place(
                    "origins",
                    _("which units the rows were merged from"),
                    sample="ที่มาของแถว: ส่วนอุทกวิทยา ลำดับที่ 1",
                ),
            ),
        ),
        _group("head", schema.header),
    ]
    if schema.columns:
        parts.append(_table("rows", schema.title, schema.columns))
    questions = [field for section in schema.sections for field in section.fields]
    parts.append(_group("answers", questions))
    tables = tuple(_table(s.key, s.title, s.columns) for s in schema.sections if s.columns)
    parts.append(Place("tables", kind=PlaceKind.GROUP, inside=tables))
    signers = tuple(_signer(place.key, place.role) for place in schema.signatures)
    parts.append(Place("sign", kind=PlaceKind.GROUP, inside=signers))
    return root(*(part for part in parts if part.inside))


def values_of(
    schema: FormSchema,
    answers: Mapping[str, Any],
    context: FormContext,
    *,
    pictures: Pictures,
) -> Values:
    """What is printed at every place. `answers` are in the schema's shape, `context` is what the
    portal's own layout prints of them; a blank form has empty rows."""
    blank = context.blank
    values: Values = {
        "form": {
            "number": context.number,
            "title": context.title,
            "fiscal_year": str(schema.fiscal_year),
            "version_code": context.version_code,
            "draft_mark": DRAFT_MARK if context.draft else "",
            # the form's own note is part of the file
            "origins": context.footnote.removeprefix(schema.footnote).strip(),
        },
        "head": _answers(schema.header, answers["header"], pictures),
        "rows": _rows(schema.columns, answers["rows"], schema.blank_rows, blank),
        "answers": _answers(
            (field for section in schema.sections for field in section.fields),
            answers["answers"],
            pictures,
        ),
        "tables": {
            section.key: _rows(
                section.columns, answers["tables"][section.key], section.blank_rows, blank
            )
            for section in schema.sections
            if section.columns
        },
        "sign": {
            place.key: {
                "name": signed.name or BLANK_NAME,
                "position": "\n".join(signed.position_lines),
                "date": signed.date_line,
            }
            for place, signed in zip(schema.signatures, context.signatures, strict=True)
        },
    }
    return empty_where_absent(places_of(schema), values)


def _group(name: str, fields: Iterable[Field]) -> Place:
    return Place(name, kind=PlaceKind.GROUP, inside=tuple(p for f in fields for p in _of_field(f)))


def _table(name: str, title: str, columns: Iterable[Field]) -> Place:
    number = Place("number", _("number of the row"), sample=UNNEEDED + "๑")
    inside = tuple(place for column in columns for place in _of_field(column))
    return Place(name, title, PlaceKind.LIST, inside=(number, *inside))


def _signer(key: str, role: str) -> Place:
    return Place(
        key,
        kind=PlaceKind.GROUP,
        inside=(
            Place("name", f"{role}: ชื่อ", sample="นายสมชาย ใจดี", needed=True),
            Place("position", f"{role}: ตำแหน่ง", sample="ผู้อำนวยการส่วน", needed=True),
            Place("date", f"{role}: วันที่", sample="๖ กุมภาพันธ์ ๒๕๖๘", needed=True),
        ),
    )


def _of_field(field: Field) -> Iterator[Place]:
    """The place of a question, and those that may stand for it."""
    label = field.label.lstrip("- ").strip()
    match field.type:
        case FieldType.AUTO_NUMBER:
            return
        case FieldType.IMAGE:
            inside = (
                Place("image", _("the picture"), PlaceKind.PICTURE, needed=True),
                Place("caption", _("its caption"), sample="ผังกระบวนการ", needed=True),
            )
            yield Place(field.key, label, PlaceKind.LIST, inside=inside)
        case FieldType.MONTH_PLAN:
            yield Place(field.key, label, sample="พ.ย. ๕๐/๕๐, ธ.ค. ๕๐/–", needed=True)
            for month, name in MONTHS.items():
                for share, words in SHARES.items():
                    key = f"{field.key}_{month}_{share}"
                    meaning = f"{name}: {words}"
                    yield Place(key, meaning, sample="50", stands_for=field.key)
        case _:
            yield Place(field.key, label, sample=_sample_of(field), needed=True)
            for choice in field.choices:
                key = f"{field.key}_{choice.key}"
                meaning = f"{label}: {choice.label}"
                yield Place(key, meaning, sample=TICK, stands_for=field.key)


def _sample_of(field: Field) -> str:
    if field.choices:
        return field.choices[0].label
    samples = {
        FieldType.DATE: "6 กุมภาพันธ์ 2568",
        FieldType.YEAR: "2568",
        FieldType.PERCENT: "80",
        FieldType.URL: "https://example.go.th/service",
        FieldType.LONG_TEXT: "ตัวอย่างข้อความที่กรอก ซึ่งอาจยาวหลายบรรทัด เพื่อดูการตัดบรรทัดในเอกสาร",
    }
    return samples.get(field.type, "ตัวอย่างข้อความ")


def _answers(
    fields: Iterable[Field], values: Mapping[str, Any], pictures: Pictures | None = None
) -> Values:
    made: Values = {}
    for field in fields:
        value = values.get(field.key)
        if field.type is FieldType.IMAGE:
            made[field.key] = [
                {
                    "image": PictureValue(
                        pictures(entry["sha256"]), PICTURE_WIDTH_CM, PICTURE_HEIGHT_CM
                    ),
                    "caption": entry["caption"],
                }
                for entry in value or ()
                if pictures is not None
            ]
        elif field.type is FieldType.MONTH_PLAN:
            made |= _plan(field.key, value or {})
        elif field.type is not FieldType.AUTO_NUMBER:
            made |= _ticks(field, values)
            made[field.key] = writable(printed(field, values) if value else "")
    return made


def _ticks(field: Field, values: Mapping[str, Any]) -> Values:
    value = values.get(field.key)
    chosen = value if isinstance(value, list) else [value]
    amount = values.get(field.key + AMOUNT_SUFFIX, "")
    return {
        f"{field.key}_{choice.key}": ""
        if choice.key not in chosen
        else (amount if choice.with_amount and amount else TICK)
        for choice in field.choices
    }


def _plan(key: str, plan: Mapping[str, Mapping[str, str]]) -> Values:
    made: Values = {
        f"{key}_{month}_{share}": plan.get(month, {}).get(share, "")
        for month in MONTHS
        for share in SHARES
    }
    made[key] = ", ".join(
        f"{MONTHS[month]} {shares.get('planned') or '–'}/{shares.get('done') or '–'}"
        for month, shares in plan.items()
    )
    return made


def _rows(
    columns: Iterable[Field], rows: Iterable[Mapping[str, Any]], blank_rows: int, blank: bool
) -> list[Values]:
    made = [{"number": str(number), **_answers(columns, row)} for number, row in enumerate(rows, 1)]
    return made or [{} for _row in range(max(blank_rows, 1) if blank else 0)]
