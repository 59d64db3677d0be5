"""Small conditions that several acts share; each raises `InvalidInput` with a sentence."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import InvalidInput, _StrOrPromise
from kpi_portal.thai import normalise_text


def text(value: str) -> str:
    """The text as the portal keeps it: pasted Thai mended, no space around it."""
    return normalise_text(value).strip()


def required(value: str, message: _StrOrPromise, code: str) -> str:
    """The mended text; refuses an empty one."""
    kept = text(value)
    if not kept:
        raise InvalidInput(message, code=code)
    return kept


def in_order(first: date, last: date | None) -> None:
    """Refuse a period that ends before it begins."""
    if last is not None and last < first:
        raise InvalidInput(_("The last day lies before the first."), code="dates_out_of_order")
