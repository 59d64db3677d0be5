"""A filled-in form for reading: labels and values in the order of the paper, nothing to type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms_templates.domain.library import schema_of
from forms_templates.models import FormTemplate
from forms_templates.schema import AMOUNT_SUFFIX, MONTHS, Field, FieldType, FormSchema
from submissions.models import Answer, Approval, Submission


@dataclass(frozen=True, slots=True)
class MonthShare:
    """One month of a plan: the shares planned and done, in per cent, as typed."""

    month: str
    planned: str
    done: str


@dataclass(frozen=True, slots=True)
class Value:
    """What was answered: text, a day, pictures (digest, caption), or a plan by month."""

    text: str = ""
    day: date | None = None
    url: str = ""
    pictures: tuple[tuple[str, str], ...] = ()
    months: tuple[MonthShare, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.day or self.pictures or self.months)


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form: answered fields, and a table where it has one."""

    title: str
    fields: tuple[tuple[str, Value], ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One form, for one process where it repeats."""

    title: str
    process: str
    groups: tuple[Group, ...]
    signatures: tuple[tuple[str, str, str, str], ...]
    updated_by: str


def filled_forms(submission: Submission, form_code: str) -> list[FilledForm]:
    """The form as filled in, once for each chosen process where it repeats; one query."""
    answers = (
        Answer.objects.filter(submission=submission, form_code=form_code, revision__gt=0)
        .exclude(process__removed_at__isnull=False)
        .select_related("template", "process", "updated_by")
        .order_by("process__position", "pk")
    )
    year = submission.round.indicator.fiscal_year
    return [
        _filled(
            schema_of(answer.template, year),
            answer.data,
            answer.process.name if answer.process else "",
            answer.updated_by.display_name if answer.updated_by else "",
        )
        for answer in answers
    ]


def approved_forms(approval: Approval, submission: Submission) -> list[FilledForm]:
    """The copy that an approval covers, whatever was changed since; one query."""
    copies = approval.approved_data
    used = {copy["template"] for copy in copies}
    templates = FormTemplate.objects.in_bulk(used)
    year = submission.round.indicator.fiscal_year
    return [
        _filled(schema_of(templates[copy["template"]], year), copy["data"], copy["name"], "")
        for copy in copies
        if copy["template"] in templates
    ]


def _filled(schema: FormSchema, data: Mapping[str, Any], process: str, by: str) -> FilledForm:
    return FilledForm(
        title=f"{schema.number} {schema.title}".strip(),
        process=process,
        groups=tuple(group for group in _groups(schema, data) if group.fields or group.rows),
        signatures=tuple(_signatures(schema, data)),
        updated_by=by,
    )


def _groups(schema: FormSchema, data: Mapping[str, Any]) -> Iterator[Group]:
    yield Group("", _pairs(schema.header, _part(data, "header")))
    if schema.columns:
        yield _table("", schema.columns, data.get("rows"))
    for section in schema.sections:
        yield Group(section.title, _pairs(section.fields, _part(data, "answers")))
        if section.columns:
            rows = _part(data, "tables").get(section.key)
            yield _table("" if section.fields else section.title, section.columns, rows)


def _pairs(fields: Iterable[Field], values: Mapping[str, Any]) -> tuple[tuple[str, Value], ...]:
    found = ((field.label, _value(field, values)) for field in fields)
    return tuple((label, value) for label, value in found if value)


def _table(title: str, columns: tuple[Field, ...] | tuple[Any, ...], rows: Any) -> Group:
    lines = rows if isinstance(rows, list) else []
    return Group(
        title=title,
        headings=tuple(column.label for column in columns),
        rows=tuple(
            tuple(_value(column, row, number) for column in columns)
            for number, row in enumerate(lines, start=1)
        ),
    )


def _value(field: Field, values: Mapping[str, Any], number: int = 0) -> Value:
    given = values.get(field.key)
    match field.type:
        case FieldType.AUTO_NUMBER:
            return Value(str(number) if number else "")
        case FieldType.CHOICE_MANY | FieldType.CHOICE_ONE:
            return Value(_chosen(field, given, values))
        case FieldType.MONTH_PLAN:
            return Value(months=tuple(_months(given)))
        case FieldType.IMAGE:
            pictures = given if isinstance(given, list) else []
            return Value(pictures=tuple((p["sha256"], p.get("caption", "")) for p in pictures))
        case FieldType.DATE:
            return _day(given)
        case FieldType.URL:
            return Value(text=str(given or ""), url=str(given or ""))
        case FieldType.PERCENT:
            return Value(f"{given} %" if given else "")
        case _:
            return Value(str(given or ""))


def _chosen(field: Field, given: Any, values: Mapping[str, Any]) -> str:
    picked = given if isinstance(given, list) else [given]
    words = []
    for choice in field.choices:
        if choice.key in picked:
            amount = values.get(field.key + AMOUNT_SUFFIX, "") if choice.with_amount else ""
            words.append(f"{choice.label} {amount}".strip())
    return ", ".join(words)


def _months(given: Any) -> Iterator[MonthShare]:
    plan = given if isinstance(given, Mapping) else {}
    for key, name in MONTHS.items():
        share = plan.get(key)
        if isinstance(share, Mapping) and any(share.values()):
            yield MonthShare(name, share.get("planned", ""), share.get("done", ""))


def _day(given: Any) -> Value:
    try:
        return Value(day=date.fromisoformat(str(given or "")))
    except ValueError:
        return Value(str(given or ""))  # what nobody could read as a day stays as typed


def _signatures(schema: FormSchema, data: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for place in schema.signatures:
        signed = _part(_part(data, "signatures"), place.key)
        if signed.get("name"):
            yield place.role, signed["name"], signed.get("position", ""), signed.get("date", "")


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}
