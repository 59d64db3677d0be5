"""What keeps a single answer from being taken: missing, unreadable, or not adding up."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from forms_templates.progress import WHOLE, share_total
from forms_templates.schema import AMOUNT_SUFFIX, Field, FieldType
from kpi_portal.thai import parse_number

_FIRST_YEAR, _LAST_YEAR = 2400, 2700


@dataclass(frozen=True)
class Missing:
    """Something that keeps a form from being complete, and where."""

    path: str
    label: str
    message_th: str
    message_en: str


def fault(path: str, label: str, thai: str, english: str) -> Missing:
    """A fault of the field with this label, worded in both languages."""
    return Missing(path, label, f"{label}: {thai}", f"{label}: {english}")


def field_faults(field: Field, values: Mapping[str, Any], path: str) -> Iterator[Missing]:
    """What is wrong with one field of a row or part that is in its shape."""
    value = values[field.key]
    if not value:
        if field.required:
            yield _missing(field, path)
        return
    for thai, english in _CHECKS.get(field.type, _anything)(value):
        yield fault(path, field.label, thai, english)
    for choice in field.choices:
        chosen = value == choice.key or (isinstance(value, list) and choice.key in value)
        if choice.with_amount and chosen and not values.get(field.key + AMOUNT_SUFFIX):
            label = f"{field.label} {choice.label}"
            yield fault(path + AMOUNT_SUFFIX, label, "ยังไม่ได้ระบุจำนวน", "the amount is missing")


def _missing(field: Field, path: str) -> Missing:
    match field.type:
        case FieldType.IMAGE:
            thai, english = "ยังไม่ได้แนบรูป", "no picture is attached"
        case FieldType.CHOICE_MANY | FieldType.CHOICE_ONE:
            thai, english = "ยังไม่ได้เลือก", "nothing is chosen"
        case FieldType.MONTH_PLAN:
            thai, english = "ยังไม่ได้วางแผนรายเดือน", "no month is planned"
        case _:
            thai, english = "ยังไม่ได้กรอก", "is not filled in"
    return fault(path, field.label, thai, english)


_Faults = Iterator[tuple[str, str]]


def _anything(_value: Any) -> _Faults:
    yield from ()


def _percent_faults(value: str) -> _Faults:
    number = _number(value)
    if number is None or not 0 <= number <= WHOLE:
        yield "ต้องเป็นตัวเลข 0 ถึง 100", "must be a number from 0 to 100"


def _year_faults(value: str) -> _Faults:
    number = _number(value)
    if number is None or number % 1 or not _FIRST_YEAR <= number <= _LAST_YEAR:
        yield "ต้องเป็นปี พ.ศ. สี่หลัก", "must be a year of the Buddhist era"


def _date_faults(value: str) -> _Faults:
    try:
        date.fromisoformat(value)
    except ValueError:
        yield "วันที่ไม่ถูกต้อง", "is not a date"


def _url_faults(value: str) -> _Faults:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        yield "ต้องขึ้นต้นด้วย https:// หรือ http://", "must begin with https:// or http://"


def _month_plan_faults(plan: Mapping[str, Mapping[str, str]]) -> _Faults:
    shares = [shares[kind] for shares in plan.values() for kind in ("planned", "done")]
    numbers = [_number(share) for share in shares if share]
    if any(number is None or not 0 <= number <= WHOLE for number in numbers):
        yield "ร้อยละรายเดือนต้องเป็นตัวเลข 0 ถึง 100", "each month takes a number from 0 to 100"
        return
    if share_total(plan, "planned") != WHOLE:
        yield "แผนรายเดือนต้องรวมเป็นร้อยละ 100", "the planned shares must add up to 100"
    if share_total(plan, "done") > WHOLE:
        yield "ผลรายเดือนรวมเกินร้อยละ 100", "the done shares add up to more than 100"


def _number(text: str) -> Decimal | None:
    try:
        return parse_number(text)
    except ValueError:
        return None


_CHECKS: dict[FieldType, Callable[[Any], _Faults]] = {
    FieldType.PERCENT: _percent_faults,
    FieldType.YEAR: _year_faults,
    FieldType.DATE: _date_faults,
    FieldType.URL: _url_faults,
    FieldType.MONTH_PLAN: _month_plan_faults,
}
