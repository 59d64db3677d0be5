"""One cell as it is kept: text mended, dates as ISO, choices as their codes; or what is wrong."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

from kpi_portal.accounts.sheets.columns import Column, known_words, offered
from kpi_portal.thai import (
    UnreadableDateError,
    from_buddhist_year,
    normalise_text,
    parse_thai_date,
)

_EXCEL_FAULTS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
_EARLIEST, _BUDDHIST_FROM = 1800, 2400
_LONGEST_READ = 2_000
_valid_username = UnicodeUsernameValidator()


class CellFault(ValueError):
    """A cell cannot be taken: the code of the sentence and its facts."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def shown(raw: Any) -> str:
    """What stood in the cell, as text for the person who looks for the fault."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))  # Excel keeps every number as a float
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ")
    if isinstance(raw, (date, time)):
        return raw.isoformat()
    return normalise_text(str(raw)[:_LONGEST_READ], multiline=False)


def read(raw: Any, column: Column) -> str:
    """The value to keep, empty where the cell is; raises `CellFault`."""
    text = shown(raw)
    if text in _EXCEL_FAULTS:
        raise CellFault("formula_fault")
    if not text:
        if column.required:
            raise CellFault("required")
        return ""
    if column.kind == "date":
        return _day(raw, text).isoformat()
    if isinstance(raw, (bool, date, time)):
        raise CellFault("unreadable_text")
    if column.choices is not None:
        return _choice(text, column.choices)
    if len(text) > column.longest:
        raise CellFault("too_long", limit=column.longest)
    if column.kind == "email":
        _require_email(text)
    if column.key == "username":
        _require_username(text)
    return text


def _day(raw: Any, text: str) -> date:
    if isinstance(raw, datetime):
        return _in_common_era(raw.date())
    if isinstance(raw, date):
        return _in_common_era(raw)
    if not isinstance(raw, str):
        raise CellFault("unreadable_date")
    try:
        return parse_thai_date(text)
    except UnreadableDateError as fault:
        known = ("no_such_day", "year_unclear", "weekday_differs")
        raise CellFault(fault.reason if fault.reason in known else "unreadable_date") from None


def _in_common_era(day: date) -> date:
    """A real date of Excel; people who typed 2568 into an English Excel meant the Buddhist era."""
    try:
        if day.year >= _BUDDHIST_FROM:
            day = day.replace(year=from_buddhist_year(day.year))
    except ValueError:
        raise CellFault("no_such_day") from None
    if not _EARLIEST <= day.year < _BUDDHIST_FROM:
        raise CellFault("year_unclear")
    return day


def _choice(text: str, choices: type[TextChoices]) -> str:
    value = known_words(choices).get(text.casefold())
    if value is None:
        raise CellFault("unknown_choice", value=text, choices=", ".join(offered(choices)))
    return value


def _require_email(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError:
        raise CellFault("bad_email") from None


def _require_username(text: str) -> None:
    try:
        _valid_username(text)
    except ValidationError:
        raise CellFault("bad_username") from None
